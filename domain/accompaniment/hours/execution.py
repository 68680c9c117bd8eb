"""Planned against executed: the arithmetic of a coordinator's hours (F44, F50).

The plan of a week is shared evenly by its five days, Monday to Friday: an *hora pedagógica* a week
is nine minutes a day, a whole number, so that weeks and cuts add up whichever day they begin on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.access.permits import PersonId
from domain.accompaniment.hours.days import (
    Break,
    DaySpan,
    days_off,
    planned_minutes,
    school_days,
    weeks,
)
from domain.accompaniment.workloads import Coordinator, Proof


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A line of a week: of a leaf, the weekly hours and what proves them; of others, their sum."""

    code: str
    parent: str | None
    name: str
    hours: int
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class WorkMinutes:
    """Minutes of a leaf that were done on a day."""

    line: str
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class MinuteFigures:
    """Minutes planned, those of them up to today, and minutes done."""

    planned: int
    due: int
    executed: int


@dataclass(frozen=True, slots=True)
class YearPart:
    """A part of the year, its figures, and those of each line by its code."""

    name: str
    span: DaySpan
    total: MinuteFigures
    lines: Mapping[str, MinuteFigures]


@dataclass(frozen=True, slots=True)
class CutPeriod:
    """A cut, by the period of its observations."""

    code: str
    span: DaySpan


@dataclass(frozen=True, slots=True)
class NamedSchool:
    """A school, as people know it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person, as people know them."""

    id: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedHours:
    """Whose hours something is told of: of which assignment."""

    id: UUID
    year: int
    role: Coordinator
    institution: NamedSchool
    person: NamedPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the plan of an assignment follows from: the school year, the days on which the post is
    held, the lines of the week, and what is written of days without lessons at its school."""

    assignment: AssignedHours
    year: DaySpan
    held: Sequence[DaySpan]
    lines: Sequence[HoursLine]
    breaks: Sequence[Break]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionFacts(PlanFacts):
    """The same, with what was done day by day, and the cuts."""

    done: Sequence[WorkMinutes]
    cuts: Sequence[CutPeriod]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsFacts(PlanFacts):
    """The same, with the sum of what was done, and whether other hours than the template's were
    given."""

    executed: int
    deviates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Weekly hours, and the figures of the whole year, of its weeks and cuts; the lines of its
    facts stand each before its parts."""

    facts: ExecutionFacts
    hours: int
    whole: YearPart
    weeks: Sequence[YearPart]
    cuts: Sequence[YearPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentTotals:
    """Weekly hours, and the figures of the whole year."""

    facts: TotalsFacts
    hours: int
    figures: MinuteFigures


def week_of(lines: Sequence[HoursLine]) -> Sequence[HoursLine]:
    """The lines, each before its parts; whatever has parts has the sum of their hours."""
    ordered = list(_below(None, lines))
    hours = rolled(ordered, {line.code: line.hours for line in ordered if line.proof})
    return [replace(line, hours=hours[line.code]) for line in ordered]


def _below(parent: str | None, lines: Sequence[HoursLine]) -> Iterator[HoursLine]:
    for line in lines:
        if line.parent == parent:
            yield line
            yield from _below(line.code, lines)


def rolled(lines: Sequence[HoursLine], leaves: Mapping[str, int]) -> dict[str, int]:
    """An amount for each line: a leaf's own, and of others the sum of their parts'. What belongs to
    no line counts for none."""
    sums, parents = dict.fromkeys((line.code for line in lines), 0), _parents(lines)
    for code, amount in leaves.items():
        at: str | None = code if code in sums else None
        while at is not None:
            sums[at] += amount
            at = parents[at]
    return sums


def summed(lines: Sequence[HoursLine], amounts: Mapping[str, int]) -> int:
    """The whole of what `rolled` tells by line."""
    return sum(amounts[line.code] for line in lines if line.parent is None)


def execution(facts: ExecutionFacts, *, today: date) -> Execution:
    """Planned against executed of one assignment, by line: the whole, each week, each cut."""
    ordered, days = replace(facts, lines=week_of(facts.lines)), _days_planned(facts)

    def part(name: str, span: DaySpan) -> YearPart:
        return _part(ordered, name, span, {day for day in days if day in span}, today)

    return Execution(
        facts=ordered,
        hours=summed(ordered.lines, {line.code: line.hours for line in ordered.lines}),
        whole=part("", facts.year),
        weeks=[part(name, span) for name, span in weeks(facts.year)],
        cuts=[part(cut.code, cut.span) for cut in facts.cuts],
    )


def totals(facts: TotalsFacts, *, today: date) -> AssignmentTotals:
    """Planned against executed of one assignment, in sum."""
    hours, days = sum(line.hours for line in facts.lines if line.proof), _days_planned(facts)
    planned = planned_minutes(hours, days)
    due = planned_minutes(hours, [day for day in days if day <= today])
    figures = MinuteFigures(planned, due, facts.executed)
    return AssignmentTotals(facts=facts, hours=hours, figures=figures)


def _days_planned(facts: PlanFacts) -> frozenset[date]:
    return school_days(facts.year, facts.held, off=days_off(facts.breaks))


def _part(
    facts: ExecutionFacts, name: str, span: DaySpan, days: set[date], today: date
) -> YearPart:
    lines = facts.lines
    hours = {line.code: line.hours for line in lines if line.proof}
    past = {day for day in days if day <= today}
    done: dict[str, int] = {}
    for each in facts.done:
        if each.day in span and each.day in facts.year:
            done[each.line] = done.get(each.line, 0) + each.minutes
    planned = rolled(lines, {code: planned_minutes(n, days) for code, n in hours.items()})
    due = rolled(lines, {code: planned_minutes(n, past) for code, n in hours.items()})
    executed = rolled(lines, done)
    return YearPart(
        name,
        span,
        MinuteFigures(summed(lines, planned), summed(lines, due), summed(lines, executed)),
        {line.code: _of(line.code, planned, due, executed) for line in lines},
    )


def _of(code: str, *amounts: Mapping[str, int]) -> MinuteFigures:
    return MinuteFigures(*(amount[code] for amount in amounts))


def _parents(lines: Sequence[HoursLine]) -> dict[str, str | None]:
    return {line.code: line.parent for line in lines}
