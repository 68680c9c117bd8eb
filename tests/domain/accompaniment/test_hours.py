"""Planned against executed: whatever the year, the post and the work, the parts are the whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import PersonId
from domain.accompaniment.hours.days import (
    MINUTES_OF_AN_HOUR,
    Break,
    DaySpan,
    days_off,
    planned_minutes,
    school_days,
    weeks,
)
from domain.accompaniment.hours.execution import (
    AssignedHours,
    CutPeriod,
    Execution,
    ExecutionFacts,
    HoursLine,
    MinuteFigures,
    NamedPerson,
    NamedSchool,
    WorkMinutes,
    YearPart,
    execution,
    rolled,
)
from domain.accompaniment.workloads import Coordinator, Proof

ONE_DAY = timedelta(days=1)
ASSIGNMENT = AssignedHours(
    id=UUID(int=1),
    year=2024,
    role=Coordinator.CP,
    institution=NamedSchool("0259374-0", "I.E. Bagua"),
    person=NamedPerson(PersonId(UUID(int=2)), "Rosa Quispe"),
)
MEASURES: dict[str, Callable[[MinuteFigures], int]] = {
    "planned": lambda f: f.planned,
    "due": lambda f: f.due,
    "executed": lambda f: f.executed,
}


@st.composite
def trees(draw: st.DrawFn) -> list[HoursLine]:
    """Lines in order, each hanging from an earlier one or from none; leaves have hours."""
    count = draw(st.integers(1, 8))
    parents = [draw(st.sampled_from([None, *range(n)])) for n in range(count)]
    hours = [draw(st.integers(0, 20)) for _ in range(count)]
    inner = {parent for parent in parents if parent is not None}
    return [
        HoursLine(
            f"l{n}",
            None if parent is None else f"l{parent}",
            "Línea",
            hours[n],
            None if n in inner else Proof.ENTRIES,
        )
        for n, parent in enumerate(parents)
    ]


@st.composite
def facts_of_years(draw: st.DrawFn) -> tuple[ExecutionFacts, date]:
    """A year of up to three hundred days with its breaks, cut into periods without a gap, and
    today."""
    first = draw(st.dates(date(2015, 1, 1), date(2099, 1, 1)))
    year = DaySpan(first, first + draw(st.integers(1, 300)) * ONE_DAY)
    days = st.dates(year.first - 5 * ONE_DAY, year.last + 5 * ONE_DAY)
    lines = draw(trees())
    leaves = st.sampled_from([line.code for line in lines if line.proof])
    work = st.builds(WorkMinutes, leaves, days, st.integers(1, 720))
    spans = st.tuples(days, days).map(lambda pair: DaySpan(min(pair), max(pair)))
    breaks = st.builds(Break, spans, st.integers(1, 4), st.booleans())
    edges = sorted(draw(st.sets(st.dates(year.first, year.last - ONE_DAY), max_size=3)))
    firsts = [year.first, *(edge + ONE_DAY for edge in edges)]
    lasts = [*edges, year.last]
    return ExecutionFacts(
        assignment=ASSIGNMENT,
        year=year,
        held=draw(st.lists(spans, max_size=3)),
        lines=lines,
        done=draw(st.lists(work, max_size=30)),
        cuts=[
            CutPeriod(f"c{n}", DaySpan(*e)) for n, e in enumerate(zip(firsts, lasts, strict=True))
        ],
        breaks=draw(st.lists(breaks, max_size=6)),
    ), draw(days)


def every(counted: Execution) -> list[YearPart]:
    return [counted.whole, *counted.weeks, *counted.cuts]


@given(case=facts_of_years())
def test_weeks_and_cuts_without_a_gap_are_the_whole(case: tuple[ExecutionFacts, date]) -> None:
    facts, today = case
    counted = execution(facts, today=today)
    for measure in MEASURES.values():
        for parts in (counted.weeks, counted.cuts):
            assert sum(measure(p.total) for p in parts) == measure(counted.whole.total)
            for code, whole in counted.whole.lines.items():
                assert sum(measure(p.lines[code]) for p in parts) == measure(whole)


@given(case=facts_of_years())
def test_whatever_has_parts_is_their_sum_and_the_total_is_its_roots(
    case: tuple[ExecutionFacts, date],
) -> None:
    facts, today = case
    for part in every(execution(facts, today=today)):
        for measure in MEASURES.values():
            for line in facts.lines:
                parts = [part.lines[c.code] for c in facts.lines if c.parent == line.code]
                if parts:
                    assert measure(part.lines[line.code]) == sum(map(measure, parts))
            roots = [part.lines[line.code] for line in facts.lines if line.parent is None]
            assert measure(part.total) == sum(map(measure, roots))


@given(case=facts_of_years())
def test_what_was_done_in_the_year_is_counted_once_and_nothing_else_is(
    case: tuple[ExecutionFacts, date],
) -> None:
    facts, today = case
    done = sum(each.minutes for each in facts.done if each.day in facts.year)
    assert execution(facts, today=today).whole.total.executed == done


@given(case=facts_of_years())
def test_what_is_due_is_planned_and_at_the_end_all_of_it(case: tuple[ExecutionFacts, date]) -> None:
    facts, today = case
    counted = execution(facts, today=today)
    for part in every(counted):
        assert 0 <= part.total.due <= part.total.planned
    assert execution(facts, today=facts.year.last).whole.total.due == counted.whole.total.planned


@given(case=facts_of_years())
def test_a_whole_week_of_lessons_takes_the_hours_of_a_week(
    case: tuple[ExecutionFacts, date],
) -> None:
    facts, today = case
    hours = sum(line.hours for line in facts.lines if line.proof)
    always = replace(facts, held=[facts.year], breaks=[])
    for week in execution(always, today=today).weeks:
        if (week.span.last - week.span.first).days == 6:
            assert week.total.planned == hours * MINUTES_OF_AN_HOUR


@given(case=facts_of_years())
def test_every_day_of_the_year_is_in_one_week(case: tuple[ExecutionFacts, date]) -> None:
    year = case[0].year
    days = [day for _, span in weeks(year) for day in span.days()]
    assert days == list(year.days())
    for name, span in weeks(year):
        assert {f"{d.isocalendar().year}-W{d.isocalendar().week:02d}" for d in span.days()} == {
            name
        }


@given(case=facts_of_years())
def test_nothing_is_due_on_a_day_without_lessons_and_all_else_as_before(
    case: tuple[ExecutionFacts, date],
) -> None:
    facts, today = case
    off, year, held = days_off(facts.breaks), facts.year, facts.held
    lessons = school_days(year, held, off=off)
    assert not lessons & off
    assert lessons | (school_days(year, held) & off) == school_days(year, held)
    hours = sum(line.hours for line in facts.lines if line.proof)
    for part in every(execution(facts, today=today)):
        within = [day for day in lessons if day in part.span]
        assert part.total.planned == planned_minutes(hours, within)
        assert part.total.due == planned_minutes(hours, [d for d in within if d <= today])


@given(case=facts_of_years())
def test_of_a_day_the_nearest_place_decides_and_in_one_place_what_takes_lessons_away(
    case: tuple[ExecutionFacts, date],
) -> None:
    facts = case[0]
    off = days_off(facts.breaks)
    for day in facts.year.days():
        about = [each for each in facts.breaks if day in each.span]
        nearest = [each for each in about if each.level == max(one.level for one in about)]
        assert (day in off) == any(not each.lessons for each in nearest)


@given(case=facts_of_years())
def test_what_is_done_on_a_day_without_lessons_counts(case: tuple[ExecutionFacts, date]) -> None:
    facts, today = case
    never = replace(facts, breaks=[Break(facts.year, 1, lessons=False)])
    counted, before = execution(never, today=today), execution(facts, today=today)
    assert (counted.whole.total.planned, counted.whole.total.due) == (0, 0)
    assert counted.whole.total.executed == before.whole.total.executed


def test_a_post_held_for_a_part_of_the_year_is_planned_for_that_part() -> None:
    year = DaySpan(date(2024, 3, 11), date(2024, 3, 24))  # two weeks, from a Monday
    assert len(school_days(year, [year])) == 10
    left = DaySpan(date(2024, 1, 1), date(2024, 3, 12))
    back = DaySpan(date(2024, 3, 22), date(2024, 12, 31))
    assert school_days(year, [left, back]) == {
        date(2024, 3, 11), date(2024, 3, 12), date(2024, 3, 22),
    }  # fmt: skip
    assert planned_minutes(32, school_days(year, [left, back])) == 32 * 9 * 3
    assert school_days(year, []) == frozenset()
    assert school_days(year, [year, left]) == school_days(year, [year]), "no day counts twice"


def test_lines_stand_each_before_its_parts_in_every_part_of_the_year() -> None:
    year = DaySpan(date(2024, 3, 11), date(2024, 3, 24))
    lines = [
        HoursLine("a", None, "A", 3, None),
        HoursLine("b", None, "B", 1, Proof.ENTRIES),
        HoursLine("a1", "a", "A1", 2, Proof.VISITS),
        HoursLine("a2", "a", "A2", 2, Proof.DIALOGUES),
    ]
    counted = execution(
        ExecutionFacts(
            assignment=ASSIGNMENT, year=year, held=[year], lines=lines, breaks=[], done=[], cuts=[]
        ),
        today=year.last,
    )
    assert [(line.code, line.hours) for line in counted.facts.lines] == [
        ("a", 4), ("a1", 2), ("a2", 2), ("b", 1),
    ]  # fmt: skip
    for part in every(counted):
        assert list(part.lines) == ["a", "a1", "a2", "b"]


def test_what_belongs_to_no_line_counts_for_none() -> None:
    line = HoursLine("a", None, "A", 1, Proof.ENTRIES)
    assert rolled([line], {"a": 5, "b": 7}) == {"a": 5}


@pytest.mark.parametrize(
    ("first", "name"),
    [(date(2024, 12, 30), "2025-W01"), (date(2027, 1, 1), "2026-W53")],
)
def test_a_week_has_the_name_that_iso_gives_it(first: date, name: str) -> None:
    assert next(weeks(DaySpan(first, first)))[0] == name
