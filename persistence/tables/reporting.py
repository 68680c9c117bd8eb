"""What is owed (obligations), what was delivered (reports, observations), and the event log."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel
from typing_extensions import override

from persistence.tables.columns import at_place, computed_words, counter, instant, words


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    @override
    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "XID8"


ischema_names["xid8"] = Xid8


class ObligationRow(SQLModel, table=True):
    """One report that is owed for one cut about one subject: the centre of the model (F82-F86).

    The subject is the institution itself (post 0) or a numbered CP or CT post of it. Who owes it
    is whoever holds the declaring appointment when it is asked, so succession needs no rewrite.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("cut_code", "place", "subject", "post", name="obligation_once"),
        CheckConstraint("subject IN ('institution', 'cp', 'ct')", name="obligation_subject"),
        CheckConstraint("(subject = 'institution') = (post = 0)", name="obligation_post"),
        CheckConstraint(
            "(exempt_reason IS NULL) = (exempt_at IS NULL)"
            " AND (exempt_reason IS NULL) = (exempt_by IS NULL)",
            name="obligation_exemption_whole",
        ),
        CheckConstraint(
            "(fulfilled_at IS NULL) = (late IS NULL)"
            " AND (exempt_at IS NULL OR fulfilled_at IS NULL)",
            name="obligation_fulfilment_whole",
        ),
        CheckConstraint(
            "NOT captured_in_time OR late IS TRUE", name="obligation_captured_came_late"
        ),
        CheckConstraint(
            "NOT claimed OR late IS TRUE AND NOT captured_in_time",
            name="obligation_claimed_came_late",
        ),
        Index("obligation_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(
        primary_key=True, sa_column_kwargs={"server_default": text("gen_random_uuid()")}
    )
    cut_code: str = Field(foreign_key="report_cut.code", sa_type=Text)
    place: str = Field(sa_column=at_place("obligation"))
    subject: str = Field(sa_column=words())
    post: int = Field(sa_column=Column(SmallInteger, nullable=False))
    exempt_reason: str | None = Field(sa_column=words(nullable=True))
    exempt_by: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    exempt_at: datetime | None = Field(sa_column=instant(nullable=True))
    fulfilled_at: datetime | None = Field(sa_column=instant(nullable=True))
    late: bool | None = Field(default=None)
    captured_in_time: bool = Field(sa_column_kwargs={"server_default": text("false")})
    """Late only on its way here: the service had what was filed while the cut was open."""
    claimed: bool = Field(sa_column_kwargs={"server_default": text("false")})
    """As late, but that its device says that it was finished while the cut was open."""


class ReportRow(SQLModel, table=True):
    """A sworn report that fulfils one obligation. Narrow: answers live with its observations.

    `revision` counts its contents (earlier ones are kept apart), `version` all its changes.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index(
            "report_once_per_obligation",
            "obligation_id",
            unique=True,
            postgresql_where=text("status <> 'annulled'"),
        ),
        Index("report_of_obligation", "obligation_id"),
        CheckConstraint(
            "status IN ('submitted', 'returned', 'approved', 'annulled')",
            name="report_status_known",
        ),
        CheckConstraint(
            "(status = 'returned') = (correct_until IS NOT NULL)", name="report_returned_until"
        ),
        CheckConstraint("sworn", name="report_is_sworn"),
        Index("report_newest_first", "filed_at", "id"),
        Index("report_of_cut", "cut_code", "filed_at", "id"),
        Index("report_place_gist", "place", postgresql_using="gist"),
        Index("report_by_author", "author_id"),
        Index("report_by_about", "about_id", postgresql_where=text("about_id IS NOT NULL")),
        Index("report_by_place", "place", "status"),
    )

    id: UUID = Field(primary_key=True)
    obligation_id: UUID = Field(foreign_key="obligation.id")
    cut_code: str = Field(foreign_key="report_cut.code", sa_type=Text)
    place: str = Field(sa_column=at_place("report"))
    iged_code: str = Field(foreign_key="iged.code", sa_type=Text)
    author_id: UUID = Field(foreign_key="person.id")
    author_role: str = Field(sa_column=words())
    about_id: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    status: str = Field(sa_column=words())
    sworn: bool
    narrative: str | None = Field(sa_column=words(nullable=True))
    late: bool
    observations: int = Field(sa_column=Column(SmallInteger, nullable=False))
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    filed_at: datetime = Field(sa_column=instant())
    content_hash: str = Field(sa_column=words())
    captured_at: datetime | None = Field(sa_column=instant(nullable=True))
    """When it was finished by the clock of the device; `filed_at` is ours."""
    captured_in_time: bool = Field(sa_column_kwargs={"server_default": text("false")})
    claimed: bool = Field(sa_column_kwargs={"server_default": text("false")})
    correct_until: datetime | None = Field(sa_column=instant(nullable=True))
    revision: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("1")))
    version: int = Field(sa_column=counter())


class ObservationRow(SQLModel, table=True):
    """One instrument filled once: the atom of evidence (A6)."""

    __tablename__ = "observation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["instrument_code", "instrument_version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="observation_instrument",
        ),
        CheckConstraint("students_present BETWEEN 0 AND 200", name="observation_students"),
        Index("observation_of_report", "report_id", "ordinal"),
        Index("observation_of_teacher", "teacher_id", "observed_on"),
    )

    id: UUID = Field(primary_key=True)
    report_id: UUID = Field(foreign_key="report.id")
    ordinal: int = Field(sa_column=Column(SmallInteger, nullable=False))
    instrument_code: str = Field(sa_column=words())
    instrument_version: int = Field(sa_column=Column(SmallInteger, nullable=False))
    teacher_id: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    observed_on: date = Field(sa_column=Column(Date, nullable=False))
    students_present: int | None = Field(sa_column=Column(SmallInteger))
    answers: Any = Field(sa_column=Column(JSONB, nullable=False))
    answers_hash: str = Field(sa_column=computed_words("md5(answers::text)"))
    """By which equal fillings of a form are found."""
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))


class EventRow(SQLModel, table=True):
    """The append-only log: one row for each change, written by the statement that makes it."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_of_subject", "subject", "seq"),
        Index("event_in_order", "tx", "seq"),
        Index("event_at_place", "place", "tx", "seq"),
        Index("event_by_actor", "actor_id", "tx", "seq"),
        Index("event_of_kind", "kind", "tx", "seq"),
        CheckConstraint("actor_id IS NOT NULL OR NOT machine", name="event_machine_is_known"),
    )

    seq: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    tx: str = Field(
        sa_column=Column(Xid8(), nullable=False, server_default=text("pg_current_xact_id()"))
    )
    at: datetime = Field(sa_column=instant())
    actor_id: UUID | None = None
    """A person, or a client where `machine`; None: the system itself, or its operator."""
    machine: bool = Field(sa_column=Column(Boolean, nullable=False, server_default=text("false")))
    place: str = Field(sa_column=at_place("event"))
    kind: str = Field(sa_column=words())
    subject: str = Field(sa_column=words())
    payload: Any = Field(sa_column=Column(JSONB, nullable=False))
