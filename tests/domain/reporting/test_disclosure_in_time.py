"""No difference of what two cuts tell speaks of fewer than five teachers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import Place, within
from domain.reporting.disclosure.blocks import publishable
from domain.reporting.disclosure.counts import FEWEST, Counts
from domain.reporting.disclosure.in_time import EarlierRelease
from tests.domain.reporting.figures import place, rank, subsets, tree
from tests.properties import times

Moves = dict[tuple[Place | None, Place | None], Counts]


def moves(**teachers: int) -> Moves:
    """`a1_x__a1_y=4`: four teachers who were in school x of UGEL 1 of region a and are in y;
    `a1_x__` left, `__a1_x` came."""
    return {
        (place(then) if then else None, place(now) if now else None): (n,)
        for name, n in teachers.items()
        for then, now in [name.split("__")]
    }


def counted(known: Moves, side: int) -> dict[Place, Counts]:
    schools: dict[Place, Counts] = {}
    for pair, counts in known.items():
        if (school := pair[side]) is not None:
            before = schools.get(school, (0,) * len(counts))
            schools[school] = tuple(a + b for a, b in zip(before, counts, strict=True))
    return schools


def both(known: Moves) -> tuple[frozenset[Place], frozenset[Place]]:
    """What cut 1 tells, and then cut 3."""
    first = publishable(counted(known, 0))
    return first, publishable(counted(known, 1), [EarlierRelease(first, known)])


def shown(known: Moves) -> set[str]:
    return {p.rpartition(".")[2] for p in both(known)[1]}


def test_the_same_teachers_are_told_again() -> None:
    same = moves(a1_x__a1_x=5, a1_y__a1_y=9, b1_z__b1_z=7)
    assert both(same)[0] == both(same)[1]
    assert shown(same) == {"pe", "a", "a1", "a1-x", "a1-y", "b", "b1", "b1-z"}


def test_one_who_came_would_be_the_difference() -> None:
    came = moves(a1_x__a1_x=10, __a1_x=1, b1_z__b1_z=7)
    assert publishable(counted(came, 1)) >= {place("a1"), place("a1_x")}, (
        "one cut alone may tell it"
    )
    assert shown(came) == {"b", "b1", "b1-z"}


def test_one_who_came_for_one_who_left_too_although_the_number_is_the_same() -> None:
    changed = moves(a1_x__a1_x=9, a1_x__=1, __a1_x=1)
    assert shown(changed) == set()


def test_five_who_came_are_told() -> None:
    assert shown(moves(a1_x__a1_x=10, __a1_x=5)) == {"pe", "a", "a1", "a1-x"}


def test_few_who_came_to_each_of_three_schools_are_told_together() -> None:
    came = moves(
        a1_x__a1_x=9, __a1_x=3, a1_y__a1_y=9, __a1_y=3, a1_z__a1_z=9, __a1_z=3,
        a2_u__a2_u=8, __a2_u=5, a3_v__a3_v=8, __a3_v=5,
    )  # fmt: skip
    assert shown(came) == {"pe", "a", "a1", "a2", "a2-u", "a3", "a3-v"}


def test_who_was_never_told_of_counts_as_new() -> None:
    """A school of four was told in no place; with two more, all six are new to the reader."""
    grown = moves(a1_x__a1_x=4, __a1_x=2)
    assert both(grown)[0] == frozenset()
    assert shown(grown) == {"pe", "a", "a1", "a1-x"}


def test_schools_that_were_told_together_are_not_told_apart() -> None:
    """Three of four were one block; now one of them has twenty, and still is what is left of it."""
    together = moves(
        a1_x__a1_x=4, a1_y__a1_y=4, a1_z__a1_z=4, __a1_x=16, a1_w__a1_w=9,
    )  # fmt: skip
    first, second = both(together)
    assert {place("a1"), place("a1_w")} <= first & second
    assert place("a1_x") not in second


def test_one_of_a_block_that_shrank_is_not_left_over() -> None:
    """Cut 3 alone would join the one who is left with a neighbour; less cut 1's neighbour, it is
    that one."""
    shrank = moves(a1_x__a1_x=9, a1_y__a1_y=1, a1_y__=8, a2_u__a2_u=9, a3_v__a3_v=9)
    first, second = both(shrank)
    assert {place("a1_x"), place("a1_y")} <= first
    assert second.isdisjoint({place("a1"), place("a"), place("pe"), place("a1_y")})


def test_a_class_is_entered_and_left_by_five() -> None:
    """Ten at II and ten at III; one rises. Then nine and eleven: one who changed, and it shows."""
    rises: Moves = {
        (place("a1_x"), place("a1_x")): (9, 10),
        (place("a1_x"), None): (1, 0),
        (None, place("a1_x")): (0, 1),
    }
    assert both(rises)[1] == frozenset()
    five: Moves = {
        (place("a1_x"), place("a1_x")): (5, 10),
        (place("a1_x"), None): (5, 0),
        (None, place("a1_x")): (0, 5),
    }
    assert place("a1_x") in both(five)[1]


@pytest.mark.parametrize("came", [0, 4, 5])
def test_who_comes_from_another_school_hides_no_one(came: int) -> None:
    """Five movers into x, and `came` from outside: less both schools' past only these are left."""
    moved = moves(a1_x__a1_x=9, a1_y__a1_x=5, a1_y__a1_y=9, a1_z__a1_z=9) | (
        moves(__a1_x=came) if came else {}
    )
    assert (place("a1_x") in both(moved)[1]) == (came == 5)


SCHOOLS = [place(name) for name in ("a1_x", "a1_y", "a2_x", "a3_x", "b1_x")]


@st.composite
def years(draw: st.DrawFn) -> Moves:
    """Teachers of up to five schools over two cuts: who stayed, left, came and moved."""
    where = st.sampled_from(SCHOOLS)
    stay = draw(st.lists(where, min_size=1, max_size=5, unique=True))
    number = st.one_of(st.integers(0, 6), st.integers(4, 12))
    types: Moves = {}
    for school in stay:
        for pair in ((school, school), (school, None), (None, school)):
            if n := draw(number if pair[0] == pair[1] else st.one_of(st.just(0), number)):
                types[pair] = (n,)
    if draw(st.booleans()):
        pair = (draw(where), draw(where))
        types.setdefault(pair, (draw(st.integers(1, 7)),))
    return dict(list(types.items())[:10])


def attack(types: Moves) -> None:
    """Knows how many of whom there are, takes it that whoever is in both did not change, and knows
    one school or UGEL person by person. (What the first cut alone tells to somebody into whose
    school a teacher has moved since, no second can take back.)"""
    first, second = both(types)
    people = list(types)
    past = [[int(was is not None and within(was, c)) for was, _ in people] for c in first]
    sums = past + [[int(now is not None and within(now, c)) for _, now in people] for c in second]
    schools = {s for pair in people for s in pair if s is not None}
    known: set[Place | None] = {None, *schools, *(Place(s.rpartition(".")[0]) for s in schools)}
    for part in known:
        hidden = [n for n, pair in enumerate(people) if not knows(part, pair)]
        for group in subsets(list(range(len(hidden)))):
            chosen = [hidden[n] for n in group]
            if sum(types[people[n]][0] for n in chosen) < FEWEST:
                rest = [n for n in hidden if n not in chosen]
                if isolated(past, chosen, rest):
                    continue
                assert not isolated(sums, chosen, rest), (
                    f"{[people[n] for n in chosen]} to somebody who knows {part}"
                )


@times(0.6)
@given(years())
def test_no_attacker_who_remembers_the_first_cut_finds_fewer_than_five(types: Moves) -> None:
    attack(types)


@pytest.mark.slow
@times(4)
@given(years())
def test_no_attacker_of_many_years_finds_fewer_than_five(types: Moves) -> None:
    attack(types)


def knows(part: Place | None, pair: tuple[Place | None, Place | None]) -> bool:
    return part is not None and any(s is not None and within(s, part) for s in pair)


def isolated(rows: list[list[int]], group: list[int], rest: list[int]) -> bool:
    return rank(rows, [*rest, *group]) > rank(rows, rest)


@given(st.lists(st.integers(5, 30), min_size=1, max_size=5))
def test_where_nobody_came_or_left_nothing_is_withheld(sizes: list[int]) -> None:
    same: Moves = {(s, s): (n,) for s, n in zip(SCHOOLS, sizes, strict=False)}
    first, second = both(same)
    assert first == second == publishable(counted(same, 1))


def test_nothing_earlier_changes_nothing() -> None:
    schools = tree(a1_x=4, a1_y=6, a1_z=8, a1_w=30)
    assert (
        publishable(schools)
        == publishable(schools, [])
        == publishable(schools, [EarlierRelease(frozenset(), {})])
    )
