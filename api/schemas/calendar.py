"""What the ministry and the DREs send about the calendar; it matches the contract exactly."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BeforeValidator, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from api.schemas.instruments import InstrumentCode, Title
from api.schemas.types import NO_NUL, Sent, Year
from domain.access import Place, Role
from domain.calendar import (
    Cut,
    ExtendedKind,
    Extension,
    Stage,
    Stream,
    Subject,
    SubjectKind,
    YearAsked,
)

CutPath = Annotated[str, Path(pattern=r"^20[0-9]{2}-[a-z_]{1,40}-[1-9]$")]
StreamPath = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


def _day(sent: object) -> object:
    """Days are text of the contract's form: numbers would be read as seconds since 1970."""
    if isinstance(sent, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", sent):
        return sent
    raise PydanticCustomError("date_parsing", "not a day")


def _instant(sent: object) -> object:
    """Instants are text of the contract's form: numbers would be read as seconds since 1970."""
    if isinstance(sent, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]", sent):
        return sent
    raise PydanticCustomError("datetime_parsing", "not an instant")


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2014, 1, 1, tzinfo=UTC), lt=datetime(2102, 1, 1, tzinfo=UTC)),
    BeforeValidator(_instant),
]


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


class ExtendedPlace(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionGrant(Sent):
    """Until when a place may report, and why."""

    place: ExtendedPlace
    closes_at: Moment
    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]

    def extension(self, place: Place) -> Extension:
        """The same, as the domain has it, for the place that the code stands for."""
        return Extension(place, self.closes_at, self.reason)
