"""The director's rubric of coverage, and figures as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accompaniment.practice.coverage import Coverage, Level, level_of
from domain.accompaniment.practice.figures import (
    NOTHING,
    DialogueFigures,
    HourFigures,
    SessionCounts,
    figures,
    share,
)


@pytest.mark.parametrize(
    ("teachers", "programmed", "visited", "level"),
    [
        (0, 0, 0, None),
        (10, 10, 9, Level.IV),
        (10, 10, 8, Level.III),
        (10, 9, 9, Level.III),
        (10, 9, 7, Level.II),
        (10, 8, 7, Level.II),
        (10, 10, 6, Level.I),
        (10, 7, 7, Level.I),
        (15, 12, 11, Level.II),  # 80 % exactly
        (30, 27, 24, Level.III),  # 90 % and 80 % exactly
        (3, 2, 2, Level.I),
        (1, 1, 1, Level.IV),
    ],
)
def test_the_rubric_counts_whole_teachers(
    teachers: int, programmed: int, visited: int, level: Level | None
) -> None:
    assert level_of(Coverage(teachers, programmed, visited)) == level


@given(st.integers(1, 200), st.data())
def test_one_more_visited_never_lowers_a_school(teachers: int, data: st.DataObject) -> None:
    programmed = data.draw(st.integers(0, teachers))
    visited = data.draw(st.integers(0, max(programmed - 1, 0)))
    order = list(Level)
    before = level_of(Coverage(teachers, programmed, visited))
    more = level_of(Coverage(teachers, programmed, min(visited + 1, programmed)))
    assert before is not None
    assert more is not None
    assert order.index(more) >= order.index(before)


def test_nothing_is_told_as_nothing() -> None:
    told = figures(NOTHING)
    assert told.teachers.level is None
    nothing = DialogueFigures(held=0, agreed=0, held_share=None, median_days=None)
    assert told.dialogues == nothing
    assert told.commitments is not None
    assert told.commitments.met_share is None
    assert told.sessions.rtc == SessionCounts(planned=0, held=0)
    assert told.hours == HourFigures(due=0, executed=0, share=None)


def test_how_commitments_ended_can_be_withheld() -> None:
    assert figures(NOTHING, promises=False).commitments is None


def test_a_share_has_four_decimals() -> None:
    assert (share(1, 3), share(0, 0)) == (0.3333, None)
