"""What a report is made of, and what its filing is decided on (F82-F86, A6)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NewType, TypeAlias
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.errors import Noun
from domain.instruments.model import Definition
from domain.json_values import canonical, same
from domain.reporting.reports.life import ReportStatus
from domain.reporting.reports.refusals import CutNotOpen

REPORT = Noun("ese reporte", "report")
OBSERVATION = Noun("esa observación", "observation")
ReportId = NewType("ReportId", UUID)
ObligationId = NewType("ObligationId", UUID)


@dataclass(frozen=True, slots=True)
class Observation:
    """One instrument filled once. `teacher_id`: whom it is about in stream 3, otherwise None."""

    id: UUID
    instrument: str
    version: int
    observed_on: date
    teacher_id: PersonId | None
    students_present: int | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """What the declarant sends. `captured_at`: when it was finished, by the device's clock."""

    obligation_id: ObligationId
    sworn: bool
    narrative: str | None
    observations: tuple[Observation, ...]
    captured_at: datetime | None

    def fingerprint(self) -> str:
        """SHA-256 of the content, however it was spelled in JSON and whenever it was finished."""
        content = {
            "obligation": str(self.obligation_id),
            "sworn": self.sworn,
            "narrative": self.narrative,
            "observations": [
                [
                    str(o.id),
                    o.instrument,
                    o.version,
                    o.observed_on.isoformat(),
                    str(o.teacher_id),
                    o.students_present,
                    o.answers,
                ]
                for o in self.observations
            ],
        }
        return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialObservation:
    """An observation as far as it was filled; what is None is not known yet."""

    id: UUID
    instrument: str | None
    version: int | None
    observed_on: date | None
    teacher_id: PersonId | None
    students_present: int | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """The caller's own draft for the obligation, and since when it says what it says, by our
    clock."""

    since: datetime
    narrative: str | None
    observations: tuple[PartialObservation, ...]

    def says(self, report: Report) -> bool:
        """Whether the report is this draft as it stands."""
        return self.narrative == report.narrative and same(
            [asdict(each) for each in self.observations],
            [asdict(each) for each in report.observations],
        )


@dataclass(frozen=True, slots=True)
class VisitDialogue:
    """A visit of somebody's in a school, and what its dialogue says; `said` is None while there is
    none that may be reported. `spent`: its id is an observation's of another report."""

    visitor_id: PersonId
    place: Place
    said: Observation | None
    spent: bool


class Reception(StrEnum):
    """How a report reached its cut."""

    ON_TIME = "on_time"
    LATE = "late"
    """After the cut's own close, within an extension of its place."""
    CAPTURED_IN_TIME = "captured_in_time"
    """The service had it as it was filed while the window was open; it was sworn after that."""
    CLAIMED = "claimed"
    """First seen after the window; the device says that it was finished while that was open."""

    @property
    def late(self) -> bool:
        """True when it was received after the cut's own close."""
        return self is not Reception.ON_TIME


@dataclass(frozen=True, slots=True)
class Window:
    """When a cut takes reports from one place: half-open, `closes_at` <= `extended_to` <=
    `receives_until`, which is until when a device may still deliver what it finished in time."""

    cut: str
    opens_at: datetime
    closes_at: datetime
    extended_to: datetime
    reception_days: int
    consolidated: bool
    asked: bool
    """More time was asked for the place, and waits for its answer."""
    refused: bool
    """More time was refused to the place: it is not asked for again."""
    period_from: date
    period_to: date

    @property
    def receives_until(self) -> datetime:
        """Until when what was finished in time is received."""
        return self.extended_to + timedelta(days=self.reception_days)

    def is_over(self, now: datetime) -> bool:
        """Whether it will take nothing more, whoever asks: only an office that extends it by itself
        could change that, before it is consolidated."""
        return self.consolidated or now >= self.receives_until

    def receive(
        self, *, kept_since: datetime | None, captured_at: datetime | None, now: datetime
    ) -> Reception | None:
        """How a report is received now; None: too late, or `CutNotOpen`.
        `kept_since`: since when the service has it; `captured_at`: when it was finished, as its
        device says."""
        if now < self.opens_at:
            raise CutNotOpen(cut=self.cut, opens_at=self.opens_at)
        if now < self.extended_to:
            return Reception.LATE if now >= self.closes_at else Reception.ON_TIME
        if now < self.receives_until:
            if kept_since is not None and kept_since < self.extended_to:
                return Reception.CAPTURED_IN_TIME
            if captured_at is not None and self.opens_at <= captured_at < self.extended_to:
                return Reception.CLAIMED
        return None


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A version of an instrument, by the fingerprint of its content."""

    instrument: str
    version: int
    state: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Form:
    """A version of an instrument as it stands, with what it asks."""

    state: str
    definition: Definition


Forms: TypeAlias = Mapping[tuple[str, int], Form]
"""By instrument and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """The report that was filed under the same id. `correct_until`: while it is returned."""

    id: ReportId
    obligation_id: ObligationId
    author_id: PersonId
    fingerprint: str
    status: ReportStatus
    version: int
    correct_until: datetime | None
    about_id: PersonId | None
    """The coordinator that it is about, whoever holds the post by now."""
    forms: frozenset[tuple[str, int]]
    """The versions of instruments that it is filled on."""
    teachers: Mapping[UUID, PersonId | None]
    """Of whom each observation is that it has, or had before a correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts:
    """Everything that filing looks at but the forms, loaded in one read."""

    place: Place
    subject: str
    post: int
    subject_kind: str
    declarant_roles: frozenset[Role]
    instrument: str
    window: Window
    exempt_reason: str | None
    filed_at: datetime | None
    """Since when a report fulfils the obligation, whatever its id."""
    present: ReportState | None
    kept: KeptDraft | None
    """Once the cut is closed for everybody."""
    about_id: PersonId | None
    """Who holds the post now that a coordinator's report is about."""
    about_then: frozenset[PersonId]
    """Who held it on the days of the observations: those sent, and all that the report ever had."""
    forms: Sequence[FormVersion]
    """The versions of instruments that the observations name."""
    teachers: frozenset[tuple[PersonId, date]]
    """Which of the observed teachers worked in the school on the day they were observed."""
    dialogues: Mapping[UUID, VisitDialogue]
    """What their dialogues say of the visits whose ids observations bear, and of those that whoever
    files, or filed before a correction, made to the observed teachers on the same days."""

    def kept_since(self, report: Report) -> datetime | None:
        """Since when the service has what the report says, in the caller's draft."""
        return self.kept.since if self.kept is not None and self.kept.says(report) else None

    @property
    def teachers_before(self) -> Mapping[UUID, PersonId | None]:
        """Of whom each observation is that the report has, or had before a correction."""
        return self.present.teachers if self.present else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDecision:
    """A report that may be stored: scores are 0 to 1, recomputed here. `replaces`: the version of
    the returned report that it corrects; None for a first filing."""

    id: ReportId
    report: Report
    author_role: Role
    about_id: PersonId | None
    reception: Reception
    scores: Sequence[Decimal | None]
    score: Decimal | None
    replaces: int | None
