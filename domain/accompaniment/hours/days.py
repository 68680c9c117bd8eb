"""The days for which a coordinator's hours are planned: those of the school year with lessons.

Only days of the school year with lessons take part, on which the post is held. A template shares
out a week of lessons (F44, F50): nothing of it is due where there are none, neither on a holiday
nor in a week of management, which is work of another kind.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MINUTES_OF_AN_HOUR = 45
"""Of an *hora pedagógica*."""
DAYS_OF_A_WEEK = 5
MINUTES_A_DAY = MINUTES_OF_AN_HOUR // DAYS_OF_A_WEEK
"""Planned on each school day for each weekly hour."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days in Peru; both ends are inside."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + n * ONE_DAY


@dataclass(frozen=True, slots=True)
class ConsolidatedCut:
    """A cut that is published, with the last day of the period of its observations: what was
    counted up to that day stays."""

    code: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Break:
    """Days of which it is written that they have no lessons, or, with `lessons`, that they have
    some after all. `level` of the place it is written for: from 1, the nation, to 4, a school."""

    span: DaySpan
    level: int
    lessons: bool


def days_off(breaks: Iterable[Break]) -> frozenset[date]:
    """The days without lessons. Of what speaks of a day the nearest place decides; of one place,
    what takes lessons away."""
    off: frozenset[date] = frozenset()
    for each in sorted(breaks, key=lambda one: (one.level, not one.lessons)):
        days = frozenset(each.span.days())
        off = off - days if each.lessons else off | days
    return off


def school_days(
    year: DaySpan, held: Iterable[DaySpan], *, off: Collection[date] = frozenset()
) -> frozenset[date]:
    """The days of a school year for which a week's hours are planned."""
    spans = tuple(held)
    return frozenset(
        day
        for day in year.days()
        if day.weekday() < DAYS_OF_A_WEEK and day not in off and any(day in span for span in spans)
    )


def planned_minutes(hours: int, days: Collection[date]) -> int:
    """Minutes of so many weekly hours on these school days."""
    return hours * MINUTES_A_DAY * len(days)


def weeks(year: DaySpan) -> Iterator[tuple[str, DaySpan]]:
    """The ISO weeks that have days of a school year, each with its days of it."""
    monday = year.first - year.first.weekday() * ONE_DAY
    while monday <= year.last:
        iso = monday.isocalendar()
        span = DaySpan(max(monday, year.first), min(monday + 6 * ONE_DAY, year.last))
        yield f"{iso.year}-W{iso.week:02d}", span
        monday += 7 * ONE_DAY
