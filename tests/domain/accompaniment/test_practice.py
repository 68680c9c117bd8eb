"""The director's rubric of coverage, and figures as people read them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import NATION, HeldRole, PersonId, Place, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.practice.figures import (
    NOTHING,
    DialogueFigures,
    HourFigures,
    SessionCounts,
    figures,
    share,
)
from domain.accompaniment.practice.indicators import (
    CommitmentOwners,
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


def test_how_commitments_ended_can_be_withheld() -> None:
    assert figures(NOTHING, promises=False).commitments is None


def test_a_share_has_four_decimals() -> None:
    assert (share(1, 3), share(0, 0)) == (0.3333, None)


UGEL = Place("pe.010000.010002")
SCHOOL, BESIDE = Place(f"{UGEL}.0259374-0"), Place(f"{UGEL}.0259375-0")


def group(at: Place, *counted: CountedPlace) -> GroupFacts:
    return GroupFacts(at.rpartition(".")[2], "Un lugar", NOTHING, counted)


def answered(facts: IndicatorFacts) -> dict[str, tuple[bool, bool]]:
    """Of each group: whether ended commitments are told, and who agreed."""
    return {
        each.code: (each.figures.commitments is not None, each.figures.dialogues.agreed is not None)
        for each in indicators(facts)
    }


def test_where_all_visits_are_seen_everything_is_told() -> None:
    seen = group(SCHOOL, CountedPlace(SCHOOL, seen=True))
    assert answered(IndicatorFacts(2024, [], [seen], None)) == {seen.code: (True, True)}


@pytest.mark.parametrize(("failed", "shown"), [(4, False), (5, True)])
def test_elsewhere_ended_commitments_are_told_of_five_at_least(failed: int, shown: bool) -> None:
    owners = [CommitmentOwners(SCHOOL, 9, failed), CommitmentOwners(BESIDE, 9, 9)]
    there = group(SCHOOL, CountedPlace(SCHOOL, seen=False))
    facts = IndicatorFacts(2024, [], [there], owners)
    assert answered(facts) == {there.code: (shown, False)}


def test_a_group_of_which_a_part_was_counted_speaks_of_that_part() -> None:
    owners = [CommitmentOwners(SCHOOL, 9, 4), CommitmentOwners(BESIDE, 9, 9)]
    part = group(UGEL, CountedPlace(SCHOOL, seen=False))
    assert answered(IndicatorFacts(2024, [], [part], owners)) == {part.code: (False, False)}


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
