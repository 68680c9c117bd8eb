"""School years, report streams, cuts and extensions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, words
from persistence.tables.ltree import Ltree


def year_key() -> Any:
    """The school year a row belongs to, as part of its key."""
    return Column(SmallInteger, primary_key=True, autoincrement=False)


def days(default: str) -> Any:
    """A span in days."""
    return Column(SmallInteger, nullable=False, server_default=text(default))


class SchoolYearRow(SQLModel, table=True):
    """A school year; a demonstration year is labelled so wherever it is shown."""

    __tablename__ = "school_year"
    __table_args__ = (
        CheckConstraint("starts_on < ends_on", name="school_year_order"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="school_year_range"),
    )

    year: int = Field(sa_column=year_key())
    starts_on: date = Field(sa_column=Column(Date, nullable=False))
    ends_on: date = Field(sa_column=Column(Date, nullable=False))
    weekly_hours: int = Field(sa_column=Column(SmallInteger, nullable=False))
    demonstration: bool = Field(sa_column_kwargs={"server_default": text("false")})


class SchoolBreakRow(SQLModel, table=True):
    """Days without lessons for a place and all below it; with the kind `lessons`, days that have
    them in spite of a place above."""

    __tablename__ = "school_break"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('holiday', 'vacation', 'management', 'suspension', 'lessons')",
            name="school_break_kind",
        ),
        CheckConstraint(
            "kind <> 'lessons' OR nlevel(place) > 1", name="school_break_lessons_below"
        ),
        CheckConstraint(
            "NOT isempty(days) AND NOT lower_inf(days) AND NOT upper_inf(days)",
            name="school_break_has_days",
        ),
        UniqueConstraint("year", "place", "days", "kind", name="school_break_once"),
    )

    id: UUID = Field(primary_key=True)
    year: int = Field(
        sa_column=Column(SmallInteger, ForeignKey("school_year.year"), nullable=False)
    )
    place: str = Field(sa_column=at_place("school_break"))
    kind: str = Field(sa_column=words())
    name: str = Field(sa_column=words())
    days: Any = Field(sa_column=Column(DATERANGE, nullable=False))
    version: int = Field(sa_column=counter())


class ReportStreamRow(SQLModel, table=True):
    """Who declares about whom in a year (F82-F84): streams are data, a fourth may be added (A3)."""

    __tablename__ = "report_stream"
    __table_args__ = (
        ForeignKeyConstraint(["year"], ["school_year.year"], name="report_stream_year"),
        CheckConstraint(
            "subject_kind IN ('institution', 'coordinator', 'teacher')",
            name="report_stream_subject_kind",
        ),
        CheckConstraint("cardinality(declarant_roles) > 0", name="report_stream_has_declarant"),
        CheckConstraint(
            "correction_days BETWEEN 0 AND 120 AND reception_days BETWEEN 0 AND 120",
            name="report_stream_days",
        ),
    )

    year: int = Field(sa_column=year_key())
    code: str = Field(sa_column=words(primary_key=True))
    ordinal: int = Field(sa_column=Column(SmallInteger, nullable=False))
    name: str = Field(sa_column=words())
    name_en: str = Field(sa_column=words())
    declarant_roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    subject_kind: str = Field(sa_column=words())
    review_required: bool
    reviewer_role: str | None = Field(sa_column=words(nullable=True))
    enabled: bool
    correction_days: int = Field(sa_column=days("15"))
    """Days that the author of a returned report has, whether or not its cut is still open."""
    reception_days: int = Field(sa_column=days("15"))
    """Days after the close in which what a device finished in time is still received."""


class StreamInstrumentRow(SQLModel, table=True):
    """The instrument a stream answers for each kind of subject (institution, cp, ct)."""

    __tablename__ = "stream_instrument"
    __table_args__ = (
        ForeignKeyConstraint(
            ["year", "stream_code"],
            ["report_stream.year", "report_stream.code"],
            name="stream_instrument_stream",
        ),
        CheckConstraint("subject IN ('institution', 'cp', 'ct')", name="stream_instrument_subject"),
    )

    year: int = Field(sa_column=year_key())
    stream_code: str = Field(sa_column=words(primary_key=True))
    subject: str = Field(sa_column=words(primary_key=True))
    instrument_code: str = Field(foreign_key="instrument.code", sa_type=Text)


class ReportCutRow(SQLModel, table=True):
    """A window of reporting, half-open `[opens_at, closes_at)`; its code is year-stream-ordinal."""

    __tablename__ = "report_cut"
    __table_args__ = (
        ForeignKeyConstraint(
            ["year", "stream_code"],
            ["report_stream.year", "report_stream.code"],
            name="report_cut_stream",
        ),
        UniqueConstraint("year", "stream_code", "ordinal", name="report_cut_ordinal_once"),
        CheckConstraint("opens_at < closes_at", name="report_cut_order"),
        CheckConstraint("period_from <= period_to", name="report_cut_period"),
        CheckConstraint("stage IN ('diagnostic', 'process', 'closing')", name="report_cut_stage"),
        CheckConstraint(
            "code = year || '-' || stream_code || '-' || ordinal", name="report_cut_code"
        ),
        ExcludeConstraint(
            ("year", "="),
            ("stream_code", "="),
            (text("tstzrange(opens_at, closes_at)"), "&&"),
            name="report_cut_no_overlap",
        ),
    )

    code: str = Field(sa_column=words(primary_key=True))
    year: int = Field(sa_column=Column(SmallInteger, nullable=False))
    stream_code: str = Field(sa_column=words())
    ordinal: int = Field(sa_column=Column(SmallInteger, nullable=False))
    stage: str = Field(sa_column=words())
    opens_at: datetime = Field(sa_column=instant())
    closes_at: datetime = Field(sa_column=instant())
    period_from: date = Field(sa_column=Column(Date, nullable=False))
    period_to: date = Field(sa_column=Column(Date, nullable=False))
    consolidated_at: datetime | None = Field(sa_column=instant(nullable=True))
    consolidated_by: UUID | None = Field(
        sa_column=Column(ForeignKey("person.id", name="report_cut_consolidated_by"))
    )
    version: int = Field(sa_column=counter())


class ConsolidatedFigureRow(SQLModel, table=True):
    """What was published of a cut for one school, for good: nothing later changes it.

    The place is the jurisdiction at that moment, so that a school which moves changes no sum.
    """

    __tablename__ = "consolidated_figure"
    __table_args__ = (
        Index("consolidated_figure_place_gist", "place", postgresql_using="gist"),
        Index("consolidated_figure_of_school", text("ltree2text(subpath(place, 3, 1))")),
    )

    cut_code: str = Field(sa_column=Column(ForeignKey("report_cut.code"), primary_key=True))
    place: str = Field(sa_column=Column(Ltree(), primary_key=True))
    expected: int = Field(sa_column=Column(SmallInteger, nullable=False))
    on_time: int = Field(sa_column=Column(SmallInteger, nullable=False))
    late: int = Field(sa_column=Column(SmallInteger, nullable=False))
    captured_in_time: int = Field(sa_column=Column(SmallInteger, nullable=False))
    claimed: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("0")))
    missing: int = Field(sa_column=Column(SmallInteger, nullable=False))
    exempt: int = Field(sa_column=Column(SmallInteger, nullable=False))


class ExtensionRequestRow(SQLModel, table=True):
    """More time that a UGEL or a director asks for; a DRE or the ministry answers."""

    __tablename__ = "extension_request"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'granted', 'refused', 'withdrawn')", name="extension_request_state"
        ),
        CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL) AND"
            " (state = 'granted') = (extension_id IS NOT NULL) AND"
            " (state = 'granted') = (granted_until IS NOT NULL)",
            name="extension_request_answered",
        ),
        Index(
            "extension_request_once_open",
            "cut_code",
            text("ltree2text(place)"),
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("extension_request_of_cut", "cut_code", "asked_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    cut_code: str = Field(foreign_key="report_cut.code", sa_type=Text)
    place: str = Field(sa_column=at_place("extension_request"))
    closes_at: datetime = Field(sa_column=instant())
    reason: str = Field(sa_column=words())
    asked_by: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    asked_at: datetime = Field(sa_column=instant())
    state: str = Field(sa_column=words())
    answered_by: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    answer: str | None = Field(sa_column=words(nullable=True))
    granted_until: datetime | None = Field(sa_column=instant(nullable=True))
    """What was granted then; the extension itself may be moved later."""
    extension_id: UUID | None = Field(sa_column=Column(ForeignKey("cut_extension.id")))
    version: int = Field(sa_column=counter())


class CutExtensionRow(SQLModel, table=True):
    """More time for a place and all below it: by whom, why, and until when."""

    __tablename__ = "cut_extension"
    __table_args__ = (UniqueConstraint("cut_code", "place", name="cut_extension_once_per_place"),)

    id: UUID = Field(primary_key=True)
    cut_code: str = Field(foreign_key="report_cut.code", sa_type=Text)
    place: str = Field(sa_column=at_place("cut_extension"))
    closes_at: datetime = Field(sa_column=instant())
    reason: str = Field(sa_column=words())
    granted_by: UUID = Field(foreign_key="person.id")
    granted_at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())
