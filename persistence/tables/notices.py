"""What people are told without asking: contacts, notices to send once, calendar feeds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from persistence.tables.columns import counter, instant, words


class ContactRow(SQLModel, table=True):
    """Where a person wants to be written to, and whether of deadlines."""

    __tablename__ = "contact"

    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    email: str = Field(sa_column=words())
    reminders: bool
    version: int = Field(sa_column=counter())
    updated_at: datetime = Field(sa_column=instant())


class NoticeRow(SQLModel, table=True):
    """A message to one person, made once for one occasion (`key`) and sent once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key", name="notice_once"),
        CheckConstraint("attempts >= 0", name="notice_attempts"),
        Index("notice_to_send", "made_at", postgresql_where=text("sent_at IS NULL")),
    )

    id: UUID = Field(
        primary_key=True, sa_column_kwargs={"server_default": text("gen_random_uuid()")}
    )
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    key: str = Field(sa_column=words())
    title: str = Field(sa_column=words())
    body: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=instant())
    sent_at: datetime | None = Field(sa_column=instant(nullable=True))
    attempts: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))
    last_failure: str | None = Field(sa_column=words(nullable=True))


class CalendarLinkRow(SQLModel, table=True):
    """The secret address of a person's calendar of deadlines; only its digest is kept."""

    __tablename__ = "calendar_link"
    __table_args__ = (UniqueConstraint("secret_hash", name="calendar_link_secret_once"),)

    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=instant())
    read_at: datetime | None = Field(sa_column=instant(nullable=True))
