"""What the ministry sends about the calendar; it matches the contract exactly."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, StrictBool, StringConstraints

from api.schemas.instruments import InstrumentCode, Title
from api.schemas.types import Day, Moment, Sent, Year
from domain.access import Role
from domain.calendar import (
    DAYS,
    Cut,
    Stage,
    Stream,
    Subject,
    SubjectKind,
    YearAsked,
)

CutPath = Annotated[str, Path(pattern=r"^20[0-9]{2}-[a-z_]{1,40}-[1-9]$")]
StreamPath = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


class YearOpening(Sent):
    """The year to copy and the days of the new one."""

    copy_from: Year
    starts_on: Day
    ends_on: Day
    weekly_hours: Annotated[int, Field(ge=1, le=60)] | None = None
    demonstration: StrictBool = False

    def asked(self, year: int) -> YearAsked:
        """The same, as the domain has it."""
        return YearAsked(
            year,
            self.copy_from,
            self.starts_on,
            self.ends_on,
            self.weekly_hours,
            self.demonstration,
        )


class StreamInstrument(Sent):
    """The instrument that is answered about one kind of subject."""

    subject: Subject
    instrument: InstrumentCode


Days = Annotated[int, Field(strict=True, ge=0, le=120)]


class StreamContent(Sent):
    """Who declares about whom, on which instruments, and who reviews it."""

    ordinal: Annotated[int, Field(ge=1, le=99)]
    name: Title
    name_en: Title
    declarant_roles: Annotated[list[Role], Field(min_length=1, max_length=10)]
    subject_kind: SubjectKind
    instruments: Annotated[list[StreamInstrument], Field(min_length=1, max_length=3)]
    review_required: StrictBool
    reviewer_role: Role | None = None
    enabled: StrictBool
    correction_days: Days = DAYS
    reception_days: Days = DAYS

    def stream(self) -> Stream:
        """The same, as the domain has it."""
        return Stream(
            self.ordinal,
            self.name,
            self.name_en,
            frozenset(self.declarant_roles),
            self.subject_kind,
            tuple((each.subject, each.instrument) for each in self.instruments),
            self.review_required,
            self.reviewer_role,
            self.enabled,
            self.correction_days,
            self.reception_days,
        )


class CutDates(Sent):
    """The window of a cut and the period of its observations."""

    stage: Stage
    opens_at: Moment
    closes_at: Moment
    period_from: Day
    period_to: Day

    def cut(self, ordinal: int) -> Cut:
        """The same, as the domain has it."""
        return Cut(
            ordinal, self.stage, self.opens_at, self.closes_at, self.period_from, self.period_to
        )


class CutChange(CutDates):
    """The same, with the proof of having seen what it does to a cut that has opened."""

    preview: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
