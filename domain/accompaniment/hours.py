"""Planned against executed: the arithmetic of a coordinator's hours (F44, F50).

The plan of a week is shared evenly by its five days, Monday to Friday: an *hora pedagógica* a week
is nine minutes a day, a whole number, so that weeks and cuts add up whichever day they begin on.
Only days of the school year with lessons take part, on which the post is held. A template shares
out a week of lessons (F44, F50): nothing of it is due where there are none, neither on a holiday
nor in a week of management, which is work of another kind.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.accompaniment.workloads import Proof

MINUTES_OF_AN_HOUR = 45
"""Of an *hora pedagógica*."""
DAYS_OF_A_WEEK = 5
MINUTES_A_DAY = MINUTES_OF_AN_HOUR // DAYS_OF_A_WEEK
"""Planned on each school day for each weekly hour."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
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

    span: Span
    level: int
    lessons: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a week: of a leaf, the weekly hours and what proves them; of others, their sum."""

    code: str
    parent: str | None
    name: str
    hours: int
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Done:
    """Minutes of a leaf that were done on a day."""

    line: str
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Minutes planned, those of them up to today, and minutes done."""

    planned: int
    due: int
    executed: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the year, its figures, and those of each line by its code."""

    name: str
    span: Span
    total: Figures
    lines: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What there is to count of one assignment: the school year, the days on which the post is
    held, the lines in order, what was done, the cuts by the period of their observations, and what
    is written of days without lessons at its school."""

    year: Span
    held: Sequence[Span]
    lines: Sequence[Line]
    done: Sequence[Done]
    cuts: Sequence[tuple[str, Span]]
    breaks: Sequence[Break] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """The whole year, and its weeks and cuts."""

    whole: Part
    weeks: Sequence[Part]
    cuts: Sequence[Part]


def rolled(lines: Sequence[Line], leaves: Mapping[str, int]) -> dict[str, int]:
    """An amount for each line: a leaf's own, and of others the sum of their parts'. What belongs to
    no line counts for none."""
    sums, parents = dict.fromkeys((line.code for line in lines), 0), _parents(lines)
    for code, amount in leaves.items():
        at: str | None = code if code in sums else None
        while at is not None:
            sums[at] += amount
            at = parents[at]
    return sums


def summed(lines: Sequence[Line], amounts: Mapping[str, int]) -> int:
    """The whole of what `rolled` tells by line."""
    return sum(amounts[line.code] for line in lines if line.parent is None)


def days_off(breaks: Iterable[Break]) -> frozenset[date]:
    """The days without lessons. Of what speaks of a day the nearest place decides; of one place,
    what takes lessons away."""
    off: frozenset[date] = frozenset()
    for each in sorted(breaks, key=lambda one: (one.level, not one.lessons)):
        days = frozenset(each.span.days())
        off = off - days if each.lessons else off | days
    return off


def school_days(
    year: Span, held: Iterable[Span], *, off: Collection[date] = frozenset()
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


def execution(ledger: Ledger, *, today: date) -> Execution:
    """Planned against executed of one assignment, by line: the whole, each week, each cut."""
    days = school_days(ledger.year, ledger.held, off=days_off(ledger.breaks))

    def part(name: str, span: Span) -> Part:
        return _part(ledger, name, span, {day for day in days if day in span}, today)

    return Execution(
        part("", ledger.year),
        [part(name, span) for name, span in weeks(ledger.year)],
        [part(name, span) for name, span in ledger.cuts],
    )


def weeks(year: Span) -> Iterator[tuple[str, Span]]:
    """The ISO weeks that have days of a school year, each with its days of it."""
    monday = year.first - year.first.weekday() * ONE_DAY
    while monday <= year.last:
        iso = monday.isocalendar()
        span = Span(max(monday, year.first), min(monday + 6 * ONE_DAY, year.last))
        yield f"{iso.year}-W{iso.week:02d}", span
        monday += 7 * ONE_DAY


def _part(ledger: Ledger, name: str, span: Span, days: set[date], today: date) -> Part:
    lines = ledger.lines
    hours = {line.code: line.hours for line in lines if line.proof}
    past = {day for day in days if day <= today}
    done: dict[str, int] = {}
    for each in ledger.done:
        if each.day in span and each.day in ledger.year:
            done[each.line] = done.get(each.line, 0) + each.minutes
    planned = rolled(lines, {code: planned_minutes(n, days) for code, n in hours.items()})
    due = rolled(lines, {code: planned_minutes(n, past) for code, n in hours.items()})
    executed = rolled(lines, done)
    return Part(
        name,
        span,
        Figures(summed(lines, planned), summed(lines, due), summed(lines, executed)),
        {line.code: _of(line.code, planned, due, executed) for line in lines},
    )


def _of(code: str, *amounts: Mapping[str, int]) -> Figures:
    return Figures(*(amount[code] for amount in amounts))


def _parents(lines: Sequence[Line]) -> dict[str, str | None]:
    return {line.code: line.parent for line in lines}
