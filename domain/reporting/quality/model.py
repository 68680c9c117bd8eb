"""What the rules look at, and what they find."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

MOST = 50
"""Reports that are looked at in one request."""


class SignCode(StrEnum):
    """The signs there are."""

    COPIED_ANSWERS = "copied_answers"
    IMPOSSIBLE_PACE = "impossible_pace"
    OUTLIER = "outlier"
    STRAIGHT_LINE = "straight_line"
    LATE_CAPTURE = "late_capture"


class SignStrength(StrEnum):
    """Whether it can hardly be otherwise, or may well be."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class ObservedForm:
    """An observation of the report, without its answers.

    `answered` of its items, with `distinct` different answers and `letters` of free text; `levels`
    of them are levels, from `lowest` to `highest`. `alike`: observations, each with its report,
    whose answers are equal.
    """

    id: UUID
    observed_on: date
    answered: int
    distinct: int
    letters: int
    levels: int
    lowest: int | None
    highest: int | None
    alike: Sequence[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class DatedObservation:
    """An observation that the report's author dates in one of its weeks, in this or another
    report; from when until when as the form has it ("08:00"), None where it does not say."""

    observation: UUID
    report: UUID
    day: date
    starts: str | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class Peer:
    """The score of a report of the same cut on the same version of the same form."""

    report: UUID
    iged: str
    score: float


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """What is known of one report, all of it within the reviewer's reach.

    `open`: its results may be read by the reviewer. `day_hours`: lessons of a school day.
    `visit_hours`: lessons a week that the author's post has for visits, None where no norm says.
    `peers`: the report itself among them, where it has a score.
    """

    id: UUID
    iged: str
    filed_at: datetime
    captured_at: datetime | None
    open: bool
    day_hours: int
    visit_hours: int | None
    score: float | None
    filled: Sequence[ObservedForm]
    visits: Sequence[DatedObservation]
    peers: Sequence[Peer]


@dataclass(frozen=True, slots=True)
class SignEvidence:
    """Where the reviewer sees it with their own eyes."""

    observations: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class QualitySign:
    """One sign: what, how strong, in words, and where it is seen."""

    code: SignCode
    strength: SignStrength
    es: str
    en: str
    evidence: SignEvidence


@dataclass(frozen=True, slots=True)
class ReportSigns:
    """The signs of one report, and whether its results were looked at."""

    report: UUID
    results_looked_at: bool
    flags: Sequence[QualitySign]


def evidence(observations: Iterable[UUID] = (), reports: Iterable[UUID] = ()) -> SignEvidence:
    """Each id once, in the order they come."""
    return SignEvidence(tuple(dict.fromkeys(observations)), tuple(dict.fromkeys(reports)))
