"""Results of teachers: what scores and levels tell together, place by place."""

from collections import Counter
from decimal import Decimal

from domain.access.permits import Place
from domain.reporting.results import Figures, Levels, released

UGEL = "pe.010000.010002"


def school(code: str, levels: list[int]) -> Figures:
    """Teachers of one level each, the same in all five desempeños."""
    counted = Counter(levels)
    items = [(f"p{n}", f"d{n}", Levels(f"p{n}", f"d{n}", counted)) for n in range(5)]
    total = sum((Decimal(5 * level) / 20 for level in levels), Decimal(0))
    return Figures(Place(f"{UGEL}.{code}"), "matriz-dialogo", 1, len(levels), total, items)


def test_levels_of_schools_do_not_give_away_two_teachers_by_the_score_of_all() -> None:
    """Levels say how many there are and what they scored: taken from the whole, two are left."""
    told = released(
        [school("a", [2] * 6 + [3] * 6), school("b", [2] * 6 + [3] * 6), school("c", [1, 1])], {}
    )
    scored = {each.place for each in told if each.teachers is not None}
    levelled = {each.place for each in told if any(levels for _, _, levels in each.performances)}
    assert Place(UGEL) in scored
    assert levelled <= scored


def test_levels_are_told_where_the_score_is_and_nobody_is_found() -> None:
    told = released([school("a", [2] * 6 + [3] * 6), school("b", [2] * 5 + [3] * 5)], {})
    assert all(each.teachers for each in told)
    assert all(levels for each in told for _, _, levels in each.performances)


def test_a_half_is_rounded_upwards_as_the_live_figures_are() -> None:
    place = Place(f"{UGEL}.a")
    assert Figures(place, "matriz-dialogo", 1, 10, Decimal("4.0645"), []).score == Decimal("0.4065")
    assert Levels("p1", "d1", {1: 31, 2: 1}).mean == Decimal("1.0313"), "1.03125"
