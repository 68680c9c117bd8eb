"""The director's rubric of coverage, and figures as people read them."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import NATION, HeldRole, PersonId, Place, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.practice.endings import EndedPeriod
from domain.accompaniment.practice.figures import (
    NOTHING,
    DialogueFigures,
    EndedCounts,
    HourCounts,
    HourFigures,
    SessionCounts,
    figures,
    share,
)
from domain.accompaniment.practice.indicators import (
    CountedPlace,
    GroupFacts,
    IndicatorFacts,
    indicators,
    sees_all_visits,
)
from domain.accompaniment.practice.rubric import RubricLevel, TeacherCounts, level_of
from domain.accompaniment.practice.school import SchoolFacts, school_figures


@pytest.mark.parametrize(
    ("teachers", "programmed", "visited", "level"),
    [
        (0, 0, 0, None),
        (10, 10, 9, RubricLevel.IV),
        (10, 10, 8, RubricLevel.III),
        (10, 9, 9, RubricLevel.III),
        (10, 9, 7, RubricLevel.II),
        (10, 8, 7, RubricLevel.II),
        (10, 10, 6, RubricLevel.I),
        (10, 7, 7, RubricLevel.I),
        (15, 12, 11, RubricLevel.II),  # 80 % exactly
        (30, 27, 24, RubricLevel.III),  # 90 % and 80 % exactly
        (3, 2, 2, RubricLevel.I),
        (1, 1, 1, RubricLevel.IV),
    ],
)
def test_the_rubric_counts_whole_teachers(
    teachers: int, programmed: int, visited: int, level: RubricLevel | None
) -> None:
    assert level_of(TeacherCounts(teachers, programmed, visited)) == level


@given(st.integers(1, 200), st.data())
def test_one_more_visited_never_lowers_a_school(teachers: int, data: st.DataObject) -> None:
    programmed = data.draw(st.integers(0, teachers))
    visited = data.draw(st.integers(0, max(programmed - 1, 0)))
    order = list(RubricLevel)
    before = level_of(TeacherCounts(teachers, programmed, visited))
    more = level_of(TeacherCounts(teachers, programmed, min(visited + 1, programmed)))
    assert before is not None
    assert more is not None
    assert order.index(more) >= order.index(before)


def test_nothing_is_told_as_nothing() -> None:
    empty = figures(NOTHING)
    assert empty.teachers.level is None
    nothing = DialogueFigures(held=0, agreed=0, held_share=None, median_days=None)
    assert empty.dialogues == nothing
    assert empty.commitments is not None
    assert empty.commitments.met_share is None
    assert empty.sessions.rtc == SessionCounts(planned=0, held=0)
    assert empty.hours == HourFigures(due=0, executed=0, share=None)


def test_what_speaks_of_teachers_is_not_told_live_to_who_sees_no_visits() -> None:
    one = replace(
        NOTHING,
        visits=replace(NOTHING.visits, done=3, held=1, agreed=1, days=2.5),
        hours=HourCounts(due=1000, executed=455),
    )
    outside = figures(one, seen=False)
    assert outside.commitments is None
    assert outside.dialogues == DialogueFigures(
        held=1, agreed=None, held_share=0.3333, median_days=None
    )
    assert outside.hours == HourFigures(due=900, executed=450, share=0.5)
    ended = figures(one, seen=False, ended=EndedCounts(3, 1, 1)).commitments
    assert ended is not None
    assert (ended.open, ended.overdue, ended.met, ended.met_share) == (None, None, 3, 0.6)


def test_a_share_has_four_decimals() -> None:
    assert (share(1, 3), share(0, 0)) == (0.3333, None)


UGEL = Place("pe.010000.010002")
SCHOOL, BESIDE = Place(f"{UGEL}.0259374-0"), Place(f"{UGEL}.0259375-0")


def group(at: Place, *counted: CountedPlace) -> GroupFacts:
    return GroupFacts(at.rpartition(".")[2], "Un lugar", NOTHING, counted)


def month(school: Place, number: int, kept: int, failed: int) -> EndedPeriod:
    """A month of a school, with one commitment of each owner."""
    return EndedPeriod(school, f"2024-{number:02}", kept, failed, kept, failed, 0)


def answered(facts: IndicatorFacts) -> dict[str, tuple[bool, bool]]:
    """Of each group: whether ended commitments are told, and who agreed."""
    return {
        each.code: (each.figures.commitments is not None, each.figures.dialogues.agreed is not None)
        for each in indicators(facts)
    }


def test_where_all_visits_are_seen_everything_is_told() -> None:
    seen = group(SCHOOL, CountedPlace(SCHOOL, seen=True))
    assert answered(IndicatorFacts(2024, [], [seen], None)) == {seen.code: (True, True)}


@pytest.mark.parametrize(("place", "shown"), [
    (SCHOOL, False), (UGEL, True), (Place("pe.010000"), True), (NATION, True),
    (Place("pe.010000.010001"), False),
])  # fmt: skip
def test_elsewhere_ended_commitments_are_told_of_igeds_and_above(place: Place, shown: bool) -> None:
    ended = [month(SCHOOL, 1, 9, 0), month(BESIDE, 1, 0, 9)]
    there = group(place, CountedPlace(place, seen=False))
    facts = IndicatorFacts(2024, [], [there], ended)
    assert answered(facts) == {there.code: (shown, False)}


def test_a_group_of_which_a_part_was_counted_speaks_of_that_part() -> None:
    part = group(UGEL, CountedPlace(SCHOOL, seen=False))
    facts = IndicatorFacts(2024, [], [part], [month(SCHOOL, 1, 9, 9)])
    assert answered(facts) == {part.code: (False, False)}


@pytest.mark.parametrize("whole", [True, False])
def test_a_school_is_told_how_promises_ended_by_who_sees_all_of_it(whole: bool) -> None:
    shown = school_figures(SchoolFacts(None, whole, {}))
    assert (shown.commitments is not None, shown.dialogues.agreed is not None) == (whole, whole)


@pytest.mark.parametrize(("role", "at", "all_seen"), [
    (Role.UGEL, UGEL, True), (Role.DIRECTOR, SCHOOL, True), (Role.CP, SCHOOL, False),
    (Role.MINEDU, NATION, False),
])  # fmt: skip
def test_who_sees_single_visits_wherever_they_read_figures(
    role: Role, at: Place, all_seen: bool
) -> None:
    held = (HeldRole(role, at, 1),)
    caller = PersonId(UUID(int=1))
    permit = grant(caller, Scope.PRACTICE_READ, scopes=scopes_of(held), held=held)
    assert sees_all_visits(permit) is all_seen
