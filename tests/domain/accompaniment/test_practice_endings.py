"""How commitments ended, as it is told outside the school and its UGEL: in whole months of five."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import NATION, Place
from domain.accompaniment.practice.endings import EndedPeriod, ended_within, told
from domain.accompaniment.practice.figures import EndedCounts
from tests.properties import times

UGEL, OTHER = Place("pe.010000.010002"), Place("pe.010000.010001")
SCHOOLS = [Place(f"{iged}.{n:07}-0") for iged in (UGEL, OTHER) for n in range(1, 4)]

# A commitment: school, owner, month, whether it was kept.
Ending = tuple[Place, int, int, bool]


def months(endings: Iterable[Ending], *, until: int = 13) -> list[EndedPeriod]:
    """As PostgreSQL counts the months that are over."""
    rows = []
    every = [each for each in endings if each[2] < until]
    for school, number in sorted({(each[0], each[2]) for each in every}):
        here = [each for each in every if (each[0], each[2]) == (school, number)]
        kept = [each[1] for each in here if each[3]]
        failed = [each[1] for each in here if not each[3]]
        rows.append(
            EndedPeriod(
                school, f"2024-{number:02}", len(set(kept)), len(set(failed)),
                len(kept), len(failed), 0,
            )
        )  # fmt: skip
    return rows


def five(school: Place, month: int, kept: bool, *, first: int = 0, n: int = 5) -> list[Ending]:
    return [(school, first + owner, month, kept) for owner in range(n)]


@pytest.mark.parametrize(
    ("endings", "counts"),
    [
        ([], None),
        (five(SCHOOLS[0], 3, True, n=4), None),
        (five(SCHOOLS[0], 3, True), EndedCounts(5, 0, 0)),
        (five(SCHOOLS[0], 3, True) + five(SCHOOLS[0], 3, False, n=1), None),
        (five(SCHOOLS[0], 3, True) + five(SCHOOLS[0], 4, False, n=1), EndedCounts(5, 0, 0)),
        (
            five(SCHOOLS[0], 3, True, n=3) + five(SCHOOLS[0], 4, True, first=3),
            EndedCounts(8, 0, 0),
        ),
        # The same three in two months are three.
        (five(SCHOOLS[0], 3, True, n=3) + five(SCHOOLS[0], 4, True, n=3), None),
        # Whoever knows the first school would know of the two of the second.
        (five(SCHOOLS[0], 3, True) + five(SCHOOLS[1], 3, True, n=2), None),
        (five(SCHOOLS[0], 3, True) + five(SCHOOLS[1], 3, True), EndedCounts(10, 0, 0)),
    ],
)
def test_a_month_is_told_of_five_or_waits(
    endings: list[Ending], counts: EndedCounts | None
) -> None:
    assert told(months(endings)).get(UGEL) == counts


def test_what_is_told_above_is_the_sum_of_its_igeds() -> None:
    of_each = told(months(five(SCHOOLS[0], 3, True) + five(SCHOOLS[3], 3, False)))
    assert ended_within([NATION], of_each) == EndedCounts(5, 5, 0)
    assert ended_within([UGEL], of_each) == EndedCounts(5, 0, 0)
    assert ended_within([SCHOOLS[0]], of_each) is None
    assert ended_within([Place("pe.200000")], of_each) is None


@st.composite
def histories(draw: st.DrawFn) -> list[Ending]:
    one = st.tuples(st.sampled_from(SCHOOLS), st.integers(0, 7), st.integers(3, 6), st.booleans())
    return draw(st.lists(one, max_size=90))


@times(5)
@given(histories())
def test_no_reader_in_any_month_learns_of_fewer_than_five(history: list[Ending]) -> None:
    """From month to month each number of an IGED stays, or moves by the endings of five owners at
    least, also for somebody who knows one of its schools."""
    before = EndedCounts(0, 0, 0)
    waiting_since = 0
    for month in range(4, 8):
        now = told(months(history, until=month)).get(UGEL) or EndedCounts(0, 0, 0)
        moved = [e for e in history if within(e) and waiting_since <= e[2] < month]
        if now == before:
            continue
        for kept, more in ((True, now.met - before.met), (False, now.not_met - before.not_met)):
            those = [each for each in moved if each[3] is kept]
            assert more == len(those)
            for known in (None, *SCHOOLS):
                owners = {each[:2] for each in those if each[0] != known}
                assert not 0 < len(owners) < 5
        before, waiting_since = now, month


@times(3)
@given(histories(), st.sampled_from(SCHOOLS), st.integers(0, 7), st.booleans())
def test_a_review_changes_nothing_in_the_month_in_which_it_is_made(
    history: list[Ending], school: Place, owner: int, kept: bool
) -> None:
    """A reader of every minute, before and after it: what is told until the month is over."""
    running = 6
    before = told(months(history, until=running))
    after = told(months([*history, (school, owner, running, kept)], until=running))
    assert before == after


def within(ending: Ending) -> bool:
    return ending[0].startswith(UGEL)
