"""What a plan is made of, and the facts its changes are decided by (F33, F42-F50, F107, A5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.accompaniment.plans.life import PlanStatus
from domain.errors import Noun
from domain.json_values import same
from domain.versions import Change

PlanId = NewType("PlanId", UUID)
PLAN = Noun("ese plan", "plan")


class PlanKind(StrEnum):
    """*Plan de acompañamiento* (F42, F49), or *Plan TOECE* (F45)."""

    ACCOMPANIMENT = "accompaniment"
    TOECE = "toece"


AUTHORS: Mapping[PlanKind, tuple[Role, ...]] = {
    PlanKind.ACCOMPANIMENT: (Role.CP, Role.CT),
    PlanKind.TOECE: (Role.CT,),
}
"""Who prepares each kind."""


class PlanStrategy(StrEnum):
    """A *estrategia formativa* (F43, F44, F49), one of the five of tutoring (F46), or *convivencia
    escolar* (F48)."""

    VISIT = "visit"
    DIALOGUE = "dialogue"
    GIA = "gia"
    RTC = "rtc"
    WORKSHOP = "workshop"
    GROUP = "group"
    INDIVIDUAL = "individual"
    PARTICIPATION = "participation"
    FAMILIES = "families"
    GUIDANCE = "guidance"
    COEXISTENCE = "coexistence"


_FORMATIVE = (
    PlanStrategy.VISIT,
    PlanStrategy.DIALOGUE,
    PlanStrategy.GIA,
    PlanStrategy.RTC,
    PlanStrategy.WORKSHOP,
)
STRATEGIES: Mapping[PlanKind, frozenset[PlanStrategy]] = {
    PlanKind.ACCOMPANIMENT: frozenset(_FORMATIVE),
    PlanKind.TOECE: frozenset(PlanStrategy) - frozenset(_FORMATIVE),
}
"""Those that a plan of each kind may choose."""


class PlanStage(StrEnum):
    """A stage of the year (F107, A5). Sensitization is a phase of plans only."""

    SENSITIZATION = "sensitization"
    DIAGNOSIS = "diagnosis"
    PROCESS = "process"
    CLOSING = "closing"


CUT_OF: Mapping[PlanStage, int] = {
    PlanStage.DIAGNOSIS: 1,
    PlanStage.PROCESS: 2,
    PlanStage.CLOSING: 3,
}
"""The ordinal of the cuts that each stage is reported in (A5); sensitization in none."""


@dataclass(frozen=True, slots=True)
class ChosenStrategy:
    """A strategy, and how it will be carried out, if that was said."""

    code: PlanStrategy
    text: str | None


@dataclass(frozen=True, slots=True)
class Phase:
    """What is planned in a stage and when; the days, first and last, None while not known."""

    stage: PlanStage
    starts_on: date | None
    ends_on: date | None
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccompaniedTeacher:
    """A teacher or tutor whom the plan accompanies, with how many visits in the year."""

    id: PersonId
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """All that the author writes but the balance."""

    diagnosis: str
    goals: tuple[str, ...]
    strategies: tuple[ChosenStrategy, ...]
    calendar: tuple[Phase, ...]
    teachers: tuple[AccompaniedTeacher, ...]

    def same_as(self, other: "PlanContent") -> bool:
        """Whether both say the same; in which order teachers are named says nothing."""
        return same(self._comparable(), other._comparable())

    def _comparable(self) -> object:
        named = sorted((t.id, t.visits) for t in self.teachers)
        return self.diagnosis, self.goals, self.strategies, self.calendar, named


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A plan as its author sends it."""

    institution: str
    year: int
    kind: PlanKind
    content: PlanContent


@dataclass(frozen=True, slots=True)
class PlanSchool:
    """The school in reach that a plan is for; `year_exists`: the school year is open; `known`:
    those of the named who teach or taught there."""

    place: Place
    year_exists: bool
    known: frozenset[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """A plan as its changes find it. `in_reach` of whoever asks; `teaching`: those of its teachers
    who teach in the school today; `year`: its school year's number, first and last day.
    `author_left`: they hold no role there today that plans such; `writers`: they, and who wrote an
    amendment that was approved; `amendment_waits`: one is submitted, or returned to its author."""

    id: PlanId
    place: Place
    institution: str
    kind: PlanKind
    year: int
    year_days: tuple[date, date]
    author: PersonId
    status: PlanStatus
    version: int
    content: PlanContent
    teaching: frozenset[PersonId]
    in_reach: bool
    returned_by: PersonId | None
    returned_note: str | None
    approved_by: PersonId | None
    incorporated: bool
    balance: str | None
    author_role: Role
    author_left: bool
    writers: frozenset[PersonId]
    amendment_waits: bool


@dataclass(frozen=True, slots=True)
class SavingFacts:
    """What saving looks at: the plan under the id, the author's other one of that kind, school and
    year, and the school; None: none, or out of reach."""

    plan: PlanState | None
    other: PlanId | None
    school: PlanSchool | None


@dataclass(frozen=True, slots=True)
class SavingDecision:
    """What becomes of what is saved, in which role, and the version that it replaces (0: none)."""

    change: Change
    role: Role
    replaces: int


@dataclass(frozen=True, slots=True)
class PlanActEntry:
    """An act to be stored: by whom in which role, and the words that go with it."""

    by: PersonId
    role: Role
    words: str | None
