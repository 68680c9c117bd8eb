"""No sum or difference of what is told speaks of fewer than five teachers."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import Place, within
from domain.reporting.disclosure.blocks import publishable
from domain.reporting.disclosure.counts import FEWEST
from tests.domain.reporting.figures import Tree, above, place, rank, subsets, tree
from tests.properties import times


def shown(schools: Tree) -> set[str]:
    return {p.rpartition(".")[2] for p in publishable(schools)}


def test_what_has_five_everywhere_is_told_everywhere() -> None:
    assert shown(tree(a1_x=5, a1_y=9, a2_z=7)) == {"pe", "a", "a1", "a2", "a1-x", "a1-y", "a2-z"}


def test_a_school_of_four_is_withheld_and_so_is_what_it_could_be_computed_from() -> None:
    hidden = {"a1-x", "a1-y"}
    assert shown(tree(a1_x=4, a1_y=6, a1_z=8, a1_w=30)).isdisjoint(hidden)
    assert {"a1", "a1-w"} <= shown(tree(a1_x=4, a1_y=6, a1_z=8, a1_w=30))


def test_small_schools_hide_one_another_and_no_more() -> None:
    assert shown(tree(a1_x=4, a1_y=4, a1_z=4, a1_w=9)) == {"pe", "a", "a1", "a1-w"}


def test_two_schools_of_four_need_a_third_because_a_director_knows_one() -> None:
    assert "a1-w" not in shown(tree(a1_x=4, a1_y=4, a1_w=9))
    assert "a1" in shown(tree(a1_x=4, a1_y=4, a1_w=9))


def test_a_ugel_that_its_specialist_could_subtract_is_not_hidden_behind_one_other() -> None:
    assert shown(tree(a1_x=50, a2_y=3)) == {"a1-x", "a1"}
    assert "a" in shown(tree(a1_x=50, a2_y=3, a3_z=8))
    assert {"a1", "a2", "a3"} & shown(tree(a1_x=50, a2_y=3, a3_z=8)) == set()


def test_a_nation_of_four_says_nothing() -> None:
    assert shown(tree(a1_x=2, b1_y=2)) == set()


def test_a_class_of_four_in_a_school_of_forty_is_withheld() -> None:
    assert publishable({place("a1_x"): (36, 4), place("a1_y"): (40, 0)}) == {place("a1_y")}


def test_no_teacher_nothing_told() -> None:
    assert publishable({}) == frozenset()
    assert publishable({place("a1_x"): (0, 0)}) == frozenset()


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Up to seven schools over a few UGELs and regions, most of them small."""
    classes = draw(st.integers(1, 2))
    ugels = draw(st.lists(st.sampled_from(["a1", "a2", "b1", "b2"]), min_size=1, max_size=7))
    number = st.one_of(st.integers(0, 6), st.integers(0, 30))
    return {
        place(f"{ugel}_{n}"): draw(st.tuples(*[number] * classes)) for n, ugel in enumerate(ugels)
    }


@times(3)
@given(trees())
def test_no_attacker_finds_fewer_than_five(schools: Tree) -> None:
    """Knows the size of everything, what is told, and one school or UGEL person by person."""
    published = publishable(schools)
    for at in range(len(next(iter(schools.values())))):
        holding = [school for school, counts in schools.items() if counts[at]]
        sums = [[int(within(school, cell)) for school in holding] for cell in published]
        for known in knowable(holding):
            own = [[int(s == one) for s in holding] for one in known]
            open_to_attack = [n for n, school in enumerate(holding) if school not in known]
            for group in subsets(open_to_attack):
                size = sum(schools[holding[n]][at] for n in group)
                if size < FEWEST:
                    assert not isolates([*sums, *own], group, known, holding), (group, known)


def knowable(holding: list[Place]) -> list[list[Place]]:
    ugels = {Place(school.rpartition(".")[0]) for school in holding}
    return [
        [],
        *([school] for school in holding),
        *([school for school in holding if within(school, ugel)] for ugel in sorted(ugels)),
    ]


def isolates(
    rows: Sequence[Sequence[int]], group: tuple[int, ...], known: list[Place], holding: list[Place]
) -> bool:
    """True when some combination of the rows weighs schools of the group and none of the others
    (what is known person by person may be taken away freely)."""
    rest = [n for n, s in enumerate(holding) if n not in group and s not in known]
    both = [*rest, *group]
    return rank(rows, both) > rank(rows, rest)


@times(2)
@given(trees())
def test_what_hides_nobody_is_not_withheld(schools: Tree) -> None:
    """If no school has a small class, all is told: nothing is withheld without a reason."""
    if all(n == 0 or n >= FEWEST for counts in schools.values() for n in counts):
        every = {p for s, c in schools.items() if any(c) for p in above(s)}
        assert publishable(schools) == every
