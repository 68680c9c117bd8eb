"""Referrals: marks of conduct seen in a lesson, and each step of what was done about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, json_of, person, words


class ReferralRow(SQLModel, table=True):
    """A mark of conduct seen in a lesson, handed to those who must act on it; restricted."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'attended', 'closed')", name="referral_status"),
        UniqueConstraint("visit_id", name="referral_of_visit"),
        Index("referral_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(
        primary_key=True, sa_column_kwargs={"server_default": text("gen_random_uuid()")}
    )
    place: str = Field(sa_column=at_place("referral"))
    visit_id: UUID = Field(foreign_key="classroom_visit.id")
    teacher_id: UUID = Field(sa_column=person())
    opened_by: UUID = Field(sa_column=person())
    opened_at: datetime = Field(sa_column=instant())
    marks: Any = Field(sa_column=json_of())
    """The items of the form that were marked."""
    status: str = Field(sa_column=words())
    version: int = Field(sa_column=counter())


class ReferralStepRow(SQLModel, table=True):
    """What became of a referral, step by step: each opening of it, and what was done after that.

    Written with the change that it tells of and kept as it is: opened again, a referral loses
    nothing of what was noted before.
    """

    __tablename__ = "referral_step"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'attended', 'closed')", name="referral_step_status"),
        CheckConstraint("(status = 'open') = (note IS NULL)", name="referral_step_says_how"),
        Index("referral_step_by_taker", "taken_by"),
    )

    referral_id: UUID = Field(sa_column=Column(ForeignKey("referral.id"), primary_key=True))
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """The referral's, from this step on."""
    status: str = Field(sa_column=words())
    taken_at: datetime = Field(sa_column=instant())
    taken_by: UUID = Field(sa_column=person())
    note: str | None = Field(sa_column=words(nullable=True))
