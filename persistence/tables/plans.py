"""Plans of accompaniment and of TOECE (F42, F45, F49)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, json_of, person, words


class AccompanimentPlanRow(SQLModel, table=True):
    """A coordinator's plan for a year: of accompaniment (F42, F49) or TOECE (F45)."""

    __tablename__ = "accompaniment_plan"
    __table_args__ = (
        CheckConstraint("kind IN ('accompaniment', 'toece')", name="accompaniment_plan_kind"),
        CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'in_execution', 'closed')",
            name="accompaniment_plan_status",
        ),
        CheckConstraint(
            "status <> 'closed' OR balance IS NOT NULL", name="accompaniment_plan_closed_balanced"
        ),
        CheckConstraint("(pat_at IS NULL) = (pat_by IS NULL)", name="accompaniment_plan_pat_whole"),
        CheckConstraint(
            "(status = 'returned') = (returned_note IS NOT NULL)"
            " AND num_nonnulls(returned_note, returned_by, returned_at) IN (0, 3)",
            name="accompaniment_plan_returned_says_why",
        ),
        UniqueConstraint("author_id", "year", "place", "kind", name="accompaniment_plan_once"),
        Index("accompaniment_plan_place_gist", "place", postgresql_using="gist"),
        Index("accompaniment_plan_in_order", "year", "place", "id"),
        Index(
            "accompaniment_plan_by_closer",
            "closed_by",
            postgresql_where=text("closed_by <> author_id"),
        ),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_column=words())
    year: int = Field(
        sa_column=Column(SmallInteger, ForeignKey("school_year.year"), nullable=False)
    )
    place: str = Field(sa_column=at_place("accompaniment_plan"))
    author_id: UUID = Field(sa_column=person())
    author_role: str = Field(sa_column=words())
    status: str = Field(sa_column=words())
    diagnosis: str = Field(sa_column=words())
    goals: Any = Field(sa_column=json_of())
    strategies: Any = Field(sa_column=json_of())
    calendar: Any = Field(sa_column=json_of())
    """What is planned in each stage and when (A5)."""
    submitted: Any = Field(sa_column=Column(JSONB))
    """The content as it was submitted last: what others read while its author corrects it."""
    returned_note: str | None = Field(sa_column=words(nullable=True))
    """Why the director gave it back; stands until it is submitted again."""
    returned_by: UUID | None = Field(sa_column=person(nullable=True))
    returned_at: datetime | None = Field(sa_column=instant(nullable=True))
    submitted_at: datetime | None = Field(sa_column=instant(nullable=True))
    approved_at: datetime | None = Field(sa_column=instant(nullable=True))
    approved_by: UUID | None = Field(sa_column=person(nullable=True))
    pat_at: datetime | None = Field(sa_column=instant(nullable=True))
    """When the director marked it as part of the annual work plan (F33)."""
    pat_by: UUID | None = Field(sa_column=person(nullable=True))
    started_at: datetime | None = Field(sa_column=instant(nullable=True))
    started_by: UUID | None = Field(sa_column=person(nullable=True))
    """Its author, or whoever took it over; so is `closed_by`."""
    balance: str | None = Field(sa_column=words(nullable=True))
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    closed_by: UUID | None = Field(sa_column=person(nullable=True))
    version: int = Field(sa_column=counter())


class PlanTeacherRow(SQLModel, table=True):
    """A teacher or tutor whom a plan accompanies, with how many visits in the year."""

    __tablename__ = "plan_teacher"
    __table_args__ = (
        CheckConstraint("visits BETWEEN 1 AND 60", name="plan_teacher_visits"),
        Index("plan_teacher_by_person", "person_id"),
    )

    plan_id: UUID = Field(
        sa_column=Column(ForeignKey("accompaniment_plan.id", ondelete="CASCADE"), primary_key=True)
    )
    person_id: UUID = Field(sa_column=person(primary_key=True))
    visits: int = Field(sa_column=Column(SmallInteger, nullable=False))


class PlanAmendmentRow(SQLModel, table=True):
    """A change of a plan in force: the plan's content is its own until the director approves it."""

    __tablename__ = "plan_amendment"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'withdrawn')",
            name="plan_amendment_status",
        ),
        CheckConstraint(
            "(status = 'returned') = (returned_note IS NOT NULL)"
            " AND num_nonnulls(returned_note, returned_by, returned_at) IN (0, 3)",
            name="plan_amendment_returned_says_why",
        ),
        CheckConstraint(
            "(status IN ('approved', 'withdrawn')) = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)"
            " AND (status = 'approved') = (replaced IS NOT NULL)",
            name="plan_amendment_decided_whole",
        ),
        CheckConstraint(
            "(submitted IS NULL) = (submitted_at IS NULL)"
            " AND (status IN ('draft', 'withdrawn') OR submitted IS NOT NULL)",
            name="plan_amendment_submitted_whole",
        ),
        Index("plan_amendment_of_plan", "plan_id"),
        Index("plan_amendment_by_author", "author_id"),
        Index(
            "plan_amendment_one_waits",
            "plan_id",
            unique=True,
            postgresql_where=text("status IN ('submitted', 'returned')"),
        ),
        Index(
            "plan_amendment_one_draft",
            "plan_id",
            "author_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(sa_column=Column(ForeignKey("accompaniment_plan.id"), nullable=False))
    author_id: UUID = Field(sa_column=person())
    """The plan's author, or whoever took it over."""
    author_role: str = Field(sa_column=words())
    status: str = Field(sa_column=words())
    proposed: Any = Field(sa_column=json_of())
    """What the plan is to say from now on, whole, and `reason`."""
    submitted: Any = Field(sa_column=Column(JSONB))
    """The same as it was submitted last: what others read."""
    submitted_at: datetime | None = Field(sa_column=instant(nullable=True))
    returned_note: str | None = Field(sa_column=words(nullable=True))
    returned_by: UUID | None = Field(sa_column=person(nullable=True))
    returned_at: datetime | None = Field(sa_column=instant(nullable=True))
    decided_at: datetime | None = Field(sa_column=instant(nullable=True))
    decided_by: UUID | None = Field(sa_column=person(nullable=True))
    """Who approved it, or withdrew it."""
    replaced: Any = Field(sa_column=Column(JSONB))
    """The plan's content that it replaced when it was approved."""
    version: int = Field(sa_column=counter())
