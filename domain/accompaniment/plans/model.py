"""What a plan is made of, and the desk its changes are decided on (F33, F42-F50, F107, A5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.accompaniment.plans.life import Status

PlanId = NewType("PlanId", UUID)
WHAT = "ese plan"


class Kind(StrEnum):
    """*Plan de acompañamiento* (F42, F49), or *Plan TOECE* (F45)."""

    ACCOMPANIMENT = "accompaniment"
    TOECE = "toece"


AUTHORS: Mapping[Kind, tuple[Role, ...]] = {
    Kind.ACCOMPANIMENT: (Role.CP, Role.CT),
    Kind.TOECE: (Role.CT,),
}
"""Who prepares each kind."""


class Strategy(StrEnum):
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
    Strategy.VISIT,
    Strategy.DIALOGUE,
    Strategy.GIA,
    Strategy.RTC,
    Strategy.WORKSHOP,
)
STRATEGIES: Mapping[Kind, frozenset[Strategy]] = {
    Kind.ACCOMPANIMENT: frozenset(_FORMATIVE),
    Kind.TOECE: frozenset(Strategy) - frozenset(_FORMATIVE),
}
"""Those that a plan of each kind may choose."""


class Stage(StrEnum):
    """A stage of the year (F107, A5). Sensitization is a phase of plans only."""

    SENSITIZATION = "sensitization"
    DIAGNOSIS = "diagnosis"
    PROCESS = "process"
    CLOSING = "closing"


CUT_OF: Mapping[Stage, int] = {Stage.DIAGNOSIS: 1, Stage.PROCESS: 2, Stage.CLOSING: 3}
"""The ordinal of the cuts that each stage is reported in (A5); sensitization in none."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A strategy, and how it will be carried out, if that was said."""

    code: Strategy
    text: str | None


@dataclass(frozen=True, slots=True)
class Phase:
    """What is planned in a stage and when; the days, first and last, None while not known."""

    stage: Stage
    starts_on: date | None
    ends_on: date | None
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accompanied:
    """A teacher or tutor whom the plan accompanies, with how many visits in the year."""

    person: PersonId
    visits: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that the author writes but the balance."""

    diagnosis: str
    goals: tuple[str, ...]
    strategies: tuple[Chosen, ...]
    calendar: tuple[Phase, ...]
    teachers: tuple[Accompanied, ...]

    def same_as(self, other: "Content") -> bool:
        """Whether both say the same; in which order teachers are named says nothing."""
        return self._settled() == other._settled()

    def _settled(self) -> object:
        named = sorted((t.person, t.visits) for t in self.teachers)
        return self.diagnosis, self.goals, self.strategies, self.calendar, named


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan as its author sends it."""

    institution: str
    year: int
    kind: Kind
    content: Content


@dataclass(frozen=True, slots=True)
class School:
    """The school in reach that a plan is for; `year_exists`: the school year is open; `known`:
    those of the named who teach or taught there."""

    place: Place
    year_exists: bool
    known: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as its changes find it. `in_reach` of whoever asks; `teaching`: those of its teachers
    who teach in the school today; `year`: its school year's number, first and last day.
    `author_left`: they hold no role there today that plans such; `writers`: they, and who wrote an
    amendment that was approved; `amendment_waits`: one is submitted, or returned to its author."""

    id: PlanId
    place: Place
    institution: str
    kind: Kind
    year: int
    year_days: tuple[date, date]
    author: PersonId
    status: Status
    version: int
    content: Content
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
class Done:
    """An act to be stored: by whom in which role, and the words that go with it."""

    by: PersonId
    role: Role
    words: str | None
