"""What becomes of each visit of the demonstration: always the same, and one of every kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from demonstration.accompaniment.days import SchoolDays, at
from demonstration.accompaniment.team import SECTIONS, TUTORS
from domain.access.roles import Role

LESSON = timedelta(minutes=90)


class Fate(Enum):
    """How far a visit and its dialogue came."""

    AGREED = auto()
    DISAGREED = auto()
    MARKED = auto()
    """Agreed; a mark of conduct was seen, and its referral attended."""
    AWAITED = auto()
    """Held and confirmed; the teacher has not answered yet."""
    PREPARED = auto()
    PREPARING = auto()
    DONE = auto()
    """Done, and nobody has begun the dialogue."""
    MISSED = auto()
    CANCELLED = auto()
    MOVED = auto()
    """Moved by an hour, then agreed."""
    UNRECORDED = auto()
    """Its time is over, and nobody said what became of it."""


class Pace(Enum):
    """How much a school did."""

    WHOLE = auto()
    SHORT = auto()
    BEHIND = auto()


OF_CP: Mapping[int, Fate] = {
    0: Fate.UNRECORDED,
    1: Fate.PREPARING,
    2: Fate.AWAITED,
    3: Fate.PREPARED,
    6: Fate.DONE,
    8: Fate.MISSED,
    9: Fate.MOVED,
    11: Fate.CANCELLED,
    13: Fate.DISAGREED,
    16: Fate.MARKED,
    19: Fate.DONE,
}
"""Of the CP's visits, counted back from the last; the others were agreed."""
OF_CT: Mapping[int, Fate] = {0: Fate.AWAITED, 3: Fate.MISSED, 6: Fate.DONE}
FELL_BEHIND: Mapping[int, Fate] = {
    0: Fate.UNRECORDED,
    1: Fate.MISSED,
    2: Fate.DONE,
    3: Fate.DONE,
    4: Fate.UNRECORDED,
}
DAYS = {Role.CP: ((1, 8), (2, 9)), Role.CT: ((3, 11),)}
"""On which days of a week, counted from Monday, and at what hour each visits."""


@dataclass(frozen=True, slots=True)
class InventedVisit:
    """A visit: by whom as what, to whom, when, which of theirs, and what became of it."""

    role: Role
    teacher: int
    """Which of the team's teachers."""
    starts_at: datetime
    nth: int
    fate: Fate

    @property
    def ends_at(self) -> datetime:
        """When the lesson ends."""
        return self.starts_at + LESSON

    @property
    def day(self) -> date:
        """Its day in Peru."""
        return self.starts_at.date()

    @property
    def section(self) -> str:
        """The grade and section visited."""
        return SECTIONS[(self.teacher + self.nth) % len(SECTIONS)]

    @property
    def students(self) -> int:
        """How many pupils were there."""
        return 18 + (self.nth * 5 + self.teacher) % 11


def visits_of(days: SchoolDays, pace: Pace, teachers: int) -> list[InventedVisit]:
    """The visits that lie behind, in the order of their days. One teacher waits for the first."""
    visited = teachers - 1
    if pace is Pace.WHOLE:
        cp, ct = days.weeks(), days.weeks()[::2]
    else:
        cp, ct = days.weeks()[-6 if pace is Pace.SHORT else -3 :], []
    fates = FELL_BEHIND if pace is Pace.BEHIND else OF_CP if pace is Pace.WHOLE else {}
    visits = [
        *_of_weeks(cp, Role.CP, visited, fates),
        *_of_weeks(ct, Role.CT, min(TUTORS, visited), OF_CT),
    ]
    return sorted(visits, key=lambda each: each.starts_at)


def _of_weeks(
    weeks: list[date], role: Role, visited: int, fates: Mapping[int, Fate]
) -> Iterator[InventedVisit]:
    times = [at(monday + timedelta(days=day), hour) for monday in weeks for day, hour in DAYS[role]]
    for n, starts_at in enumerate(times):
        fate = fates.get(len(times) - 1 - n, Fate.AGREED)
        yield InventedVisit(role, n % visited, starts_at, n, fate)


def to_come(days: SchoolDays) -> list[tuple[int, datetime]]:
    """The next three visits of the CP: the teacher and the hour."""
    ahead = days.ahead()
    return [(n, at(day, 8)) for n, day in zip(range(3), ahead, strict=False)]
