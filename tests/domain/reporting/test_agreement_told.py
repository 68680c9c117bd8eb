"""No sum or difference of figures of agreement, of any release, speaks of fewer than five."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import Place, within
from domain.reporting.agreement.measuring import ItemCells, ScoredItem
from domain.reporting.agreement.telling import is_withheld, publishable_items, tellable_items
from domain.reporting.disclosure.counts import FEWEST
from tests.domain.reporting.figures import above, place, rank
from tests.properties import times

SCHOOLS = [place(name) for name in ("a1_x", "a1_y", "a2_x", "b1_x")]
ITEMS = ("e2", "e3")
CUTS = 2
Part = tuple[Place, int, str]
"""The lessons of a school in a cut, as scored on an item."""
Year = dict[Part, frozenset[str]]
"""The teachers of each part."""


def items(**teachers: dict[str, int]) -> dict[str, set[str]]:
    """`e2={"a1_x": 4}`: four teachers of that school were scored twice on e2. By item, the names
    of the places that are told."""
    published = publishable_items(
        {item: {place(s): n for s, n in schools.items()} for item, schools in teachers.items()}
    )
    return {
        item: {p.rpartition(".")[2] for p, codes in published.items() if item in codes}
        for item in teachers
    }


def test_an_item_that_few_answered_is_withheld_and_others_are_told() -> None:
    school = {"pe", "a", "a1", "a1-x"}
    assert items(e2={"a1_x": 10}, e3={"a1_x": 4}) == {"e2": school, "e3": set()}
    assert items(e2={"a1_x": 10}, e3={"a1_x": 9}) == {"e2": school, "e3": school}


def test_each_item_has_blocks_of_its_own() -> None:
    published = items(
        e2={"a1_x": 9, "a1_y": 9, "a1_z": 9},
        e3={"a1_x": 9, "a1_y": 1, "a1_z": 9},
        e4={"a1_x": 9, "a1_y": 9, "a1_z": 9},
    )
    assert published["e2"] == published["e4"] == {"pe", "a", "a1", "a1-x", "a1-y", "a1-z"}
    assert "a1-y" not in published["e3"]
    assert {"a1-x", "a1-z"} - published["e3"], "less both, the nation would be the one of the third"


def test_where_no_lesson_was_scored_twice_nothing_is_told() -> None:
    assert publishable_items({}) == {}


@pytest.mark.parametrize(
    ("live", "teachers", "codes", "withheld"),
    [
        (True, (3, 0), ["e1", "e2"], False),
        (True, (), [], False),
        (False, (3, 0), ["e1"], False),
        (False, (0, 0), [], True),
        (False, (), [], True),
    ],
)
def test_where_results_are_not_read_one_by_one_an_unanswered_item_is_not_told(
    live: bool, teachers: tuple[int, ...], codes: list[str], withheld: bool
) -> None:
    counted = [
        ItemCells(ScoredItem(f"e{n}", None, many), cells=())
        for n, many in enumerate(teachers, start=1)
    ]
    tellable = tellable_items(counted, live=live)
    assert [each.item.code for each in tellable] == codes
    assert is_withheld(tellable, live=live) is withheld


@st.composite
def years(draw: st.DrawFn) -> Year:
    """The same teachers may be seen in both cuts, in lessons of which some leave an item out."""
    parts: Year = {}
    number = st.one_of(st.integers(0, 6), st.sampled_from((9, 10, 11)))
    for school, cut in product(draw(st.lists(st.sampled_from(SCHOOLS), unique=True)), range(CUTS)):
        first, seen = draw(st.integers(0, 5)), draw(number)
        teachers = [f"{school}/{first + n}" for n in range(seen)]
        for item in ITEMS:
            left_out = draw(st.one_of(st.just(0), st.integers(0, seen)))
            if answered := frozenset(teachers[left_out:]):
                parts[school, cut, item] = answered
    return parts


def figures(year: Year, published: list[dict[Place, list[str]]]) -> Iterator[set[Part]]:
    """Of which parts each figure is made that is ever read: after one release and after the next,
    of each place, of each item and of the scale that both share."""
    for released in range(1, CUTS + 1):
        for where in {p for school, _, _ in year for p in above(school)}:
            whole = {
                (school, cut, item)
                for school, cut, item in year
                if cut < released
                and within(school, where)
                and item in published[cut].get(where, ())
            }
            yield whole
            yield from ({part for part in whole if part[2] == item} for item in ITEMS)


def attack(year: Year) -> None:
    """Knows the size of everything and who was seen, remembers every answer, and knows one school
    or UGEL lesson by lesson."""
    published = [
        publishable_items({
            item: {s: len(year[s, cut, item]) for s in SCHOOLS if (s, cut, item) in year}
            for item in ITEMS
        })
        for cut in range(CUTS)
    ]  # fmt: skip
    parts = list(year)
    rows = {tuple(int(part in figure) for part in parts) for figure in figures(year, published)}
    sums = [row for row in rows if any(row)]
    schools = {school for school, _, _ in parts}
    for known in {"-", *schools, *(Place(s.rpartition(".")[0]) for s in schools)}:
        hidden = [n for n, (s, _, _) in enumerate(parts) if not within(s, Place(known))]
        for few in groups([year[parts[n]] for n in hidden]):
            group = [n for n in hidden if year[parts[n]] <= few]
            rest = [n for n in hidden if n not in group]
            assert rank(sums, [*rest, *group]) == rank(sums, rest), (
                f"{sorted(few)} to somebody who knows {known}"
            )


def groups(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    """Every union of the sets that is of fewer than five; all that hold no more can be asked for
    together, for whoever isolates some of them isolates something of all."""
    small = {each for each in sets if len(each) < FEWEST}
    return {
        union
        for size in range(1, min(len(small), FEWEST - 1) + 1)
        for some in combinations(small, size)
        if len(union := frozenset[str]().union(*some)) < FEWEST
    }


@given(years())
def test_no_attacker_who_remembers_every_release_finds_fewer_than_five(year: Year) -> None:
    attack(year)


@pytest.mark.slow
@times(20)
@given(years())
def test_no_attacker_finds_fewer_than_five_in_many_years(year: Year) -> None:
    attack(year)


@given(st.dictionaries(st.sampled_from(SCHOOLS), st.integers(5, 30), min_size=1))
def test_where_every_item_has_five_in_each_school_all_is_told(schools: dict[Place, int]) -> None:
    published = publishable_items(dict.fromkeys(ITEMS, schools))
    assert published == {p: sorted(ITEMS) for school in schools for p in above(school)}
