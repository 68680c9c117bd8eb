"""What a report is made of, and the desk its filing is decided on (F82-F86, A6)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NewType
from uuid import UUID

from domain.access import PersonId, Place, Role
from domain.instruments import Definition
from domain.reports.refusals import CutClosed, CutNotOpen

ReportId = NewType("ReportId", UUID)
ObligationId = NewType("ObligationId", UUID)


@dataclass(frozen=True, slots=True)
class Observation:
    """One instrument filled once. `teacher` is whom it is about in stream 3, otherwise None."""

    id: UUID
    instrument: str
    version: int
    observed_on: date
    teacher: PersonId | None
    students_present: int | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the declarant sends."""

    obligation: ObligationId
    sworn: bool
    narrative: str | None
    observations: Sequence[Observation]

    def fingerprint(self) -> str:
        """SHA-256 of the content, however it was spelled in JSON."""
        content = {
            "obligation": str(self.obligation),
            "sworn": self.sworn,
            "narrative": self.narrative,
            "observations": [
                [
                    str(o.id),
                    o.instrument,
                    o.version,
                    o.observed_on.isoformat(),
                    str(o.teacher),
                    o.students_present,
                    o.answers,
                ]
                for o in self.observations
            ],
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Window:
    """When a cut takes reports from one place: half-open, `extended_to` >= `closes_at`."""

    cut: str
    opens_at: datetime
    closes_at: datetime
    extended_to: datetime
    period_from: date
    period_to: date

    def check_open(self, now: datetime) -> None:
        """Pass, or say whether it is too early or too late."""
        if now < self.opens_at:
            raise CutNotOpen(cut=self.cut, opens_at=self.opens_at)
        if now >= self.extended_to:
            raise CutClosed(cut=self.cut, closes_at=self.extended_to)


@dataclass(frozen=True, slots=True)
class Form:
    """A version of an instrument as the desk finds it."""

    state: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class Standing:
    """A report already filed: under the same id, or for the same obligation."""

    id: ReportId
    author: PersonId
    fingerprint: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the decision looks at, loaded in one read."""

    place: Place
    subject: str
    post: int
    subject_kind: str
    declarant_roles: frozenset[Role]
    instrument: str
    window: Window
    exempt_reason: str | None
    filed: Standing | None
    same_id: Standing | None
    about: PersonId | None
    forms: Mapping[tuple[str, int], Form]
    teachers: frozenset[tuple[PersonId, date]]
    """Which of the observed teachers worked in the school on the day they were observed."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that may be stored: scores are 0 to 1, recomputed here."""

    id: ReportId
    draft: Draft
    author: PersonId
    author_role: Role
    about: PersonId | None
    late: bool
    filed_at: datetime
    scores: Sequence[Decimal | None]
    score: Decimal | None
