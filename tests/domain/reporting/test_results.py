"""Results of teachers: what scores and levels tell together, place by place."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from domain.access.permits import Place
from domain.reporting.results import PerformanceFigures, ResultFigures, released

UGEL = "pe.010000.010002"


def figures(
    place: str, teachers: int, total: Decimal, performances: Sequence[PerformanceFigures]
) -> ResultFigures:
    return ResultFigures(
        place=Place(place),
        instrument="matriz-dialogo",
        version=1,
        teachers=teachers,
        total=total,
        performances=performances,
    )


def school(code: str, levels: list[int]) -> ResultFigures:
    """Teachers of one level each, the same in all five desempeños."""
    counted = Counter(levels)
    items = [PerformanceFigures(f"p{n}", f"d{n}", counted) for n in range(5)]
    total = sum((Decimal(5 * level) / 20 for level in levels), Decimal(0))
    return figures(f"{UGEL}.{code}", len(levels), total, items)


def test_levels_of_schools_do_not_give_away_two_teachers_by_the_score_of_all() -> None:
    """Levels say how many there are and what they scored: taken from the whole, two are left."""
    result = released(
        [school("a", [2] * 6 + [3] * 6), school("b", [2] * 6 + [3] * 6), school("c", [1, 1])], {}
    )
    scored = {each.place for each in result if each.teachers is not None}
    levelled = {each.place for each in result if any(item.levels for item in each.performances)}
    assert Place(UGEL) in scored
    assert levelled <= scored


def test_levels_are_told_where_the_score_is_and_nobody_is_found() -> None:
    result = released([school("a", [2] * 6 + [3] * 6), school("b", [2] * 5 + [3] * 5)], {})
    assert all(each.teachers for each in result)
    assert all(item.levels for each in result for item in each.performances)


def test_a_half_is_rounded_upwards_as_the_live_figures_are() -> None:
    assert figures(f"{UGEL}.a", 10, Decimal("4.0645"), []).score == Decimal("0.4065")
    assert PerformanceFigures("p1", "d1", {1: 31, 2: 1}).mean == Decimal("1.0313"), "1.03125"
