"""The coefficients of agreement: published tables, another implementation, and what must hold."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations, product

import krippendorff
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.reporting.agreement.coefficients import (
    Table,
    alpha,
    intervals,
    kappa,
    paired,
    percent,
    squared,
    unequal,
)
from domain.reporting.agreement.measuring import Cell, Figure, ScoredItem, WithheldReason, measured

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers,
# twelve units, values missing.
OBSERVERS = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
ROWS = [
    [None if value == "." else int(value) for value in line.split()]
    for line in OBSERVERS.split("\n")
    if line
]
UNITS = [[value for value in unit if value is not None] for unit in zip(*ROWS, strict=True)]

# Cohen, "A coefficient of agreement for nominal scales" (1960), table 1, and "Weighted kappa"
# (1968), with the weights of disagreement of the second paper.
DIAGNOSES = {
    (0, 0): 88, (0, 1): 14, (0, 2): 18,
    (1, 0): 10, (1, 1): 40, (1, 2): 10,
    (2, 0): 2, (2, 1): 6, (2, 2): 12,
}  # fmt: skip
GRAVITY = {(0, 1): 1, (0, 2): 3, (1, 2): 6}


def coincidences(units: Iterable[Sequence[int]]) -> Table:
    """How often values met within units of any number of observers, each unit weighing as its
    number of values; the product knows two observers alone (`paired`)."""
    met: dict[tuple[int, int], float] = defaultdict(float)
    for values in units:
        for a, b in permutations(values, 2):
            met[a, b] += 1 / (len(values) - 1)
    return met


def test_the_published_example_of_alpha() -> None:
    met = coincidences(unit for unit in UNITS if len(unit) > 1)
    assert alpha(met, ordinal=False) == pytest.approx(0.743, abs=5e-4)
    assert alpha(met, ordinal=True) == pytest.approx(0.815, abs=5e-4)


def test_the_published_examples_of_kappa() -> None:
    def grave(one: int, other: int) -> float:
        return GRAVITY.get((min(one, other), max(one, other)), 0)

    assert kappa(DIAGNOSES, unequal) == pytest.approx(0.492, abs=5e-4)
    assert kappa(DIAGNOSES, grave) == pytest.approx(0.348, abs=5e-4)


levels = st.integers(1, 4)
pairs = st.lists(st.tuples(levels, levels), min_size=2, max_size=40)


def table(scored: list[tuple[int, int]]) -> Counter[tuple[int, int]]:
    return Counter(scored)


@given(st.lists(st.lists(st.one_of(st.none(), levels), min_size=3, max_size=3), min_size=2))
def test_alpha_is_that_of_another_implementation(units: list[list[int | None]]) -> None:
    known = [[v for v in unit if v is not None] for unit in units]
    paired_up = [unit for unit in known if len(unit) > 1]
    assume(len({v for unit in paired_up for v in unit}) > 1)
    table = [[math.nan if v is None else float(v) for v in row] for row in zip(*units, strict=True)]
    met = coincidences(paired_up)
    ranked = krippendorff.alpha(table, level_of_measurement="ordinal")
    assert alpha(met, ordinal=True) == pytest.approx(ranked, abs=1e-9)
    named = krippendorff.alpha(table, level_of_measurement="nominal")
    assert alpha(met, ordinal=False) == pytest.approx(named, abs=1e-9)


@given(pairs)
def test_squared_weights_make_kappa_the_concordance_of_two_measurements(
    scored: list[tuple[int, int]],
) -> None:
    """Krippendorff (1970), Fleiss and Cohen (1973): by quite another formula."""
    ones, others = [a for a, _ in scored], [b for _, b in scored]
    n = len(scored)
    mean, other_mean = sum(ones) / n, sum(others) / n
    spread = sum((a - mean) ** 2 for a in ones) / n + sum((b - other_mean) ** 2 for b in others) / n
    together = sum((a - mean) * (b - other_mean) for a, b in scored) / n
    below = spread + (mean - other_mean) ** 2
    assume(below > 0)
    assert kappa(table(scored), squared) == pytest.approx(2 * together / below, abs=1e-9)


@given(st.lists(levels, min_size=2).filter(lambda marks: len(set(marks)) > 1))
def test_who_always_agree_have_one(marks: list[int]) -> None:
    same = table([(each, each) for each in marks])
    assert percent(same) == 1
    assert kappa(same, squared) == kappa(same, unequal) == 1
    assert alpha(paired(same), ordinal=True) == alpha(paired(same), ordinal=False) == 1


@given(pairs)
def test_who_is_called_first_does_not_matter(scored: list[tuple[int, int]]) -> None:
    one, other = table(scored), table([(b, a) for a, b in scored])
    for weights in (squared, unequal):
        assert kappa(one, weights) == pytest.approx(kappa(other, weights))
    for ordinal in (True, False):
        left = alpha(paired(one), ordinal=ordinal)
        assert left == pytest.approx(alpha(paired(other), ordinal=ordinal))


@given(pairs, st.permutations([1, 2, 3, 4]))
def test_names_of_values_do_not_matter_where_they_have_no_order(
    scored: list[tuple[int, int]], names: list[int]
) -> None:
    renamed = table([(names[a - 1], names[b - 1]) for a, b in scored])
    assert kappa(table(scored), unequal) == pytest.approx(kappa(renamed, unequal))
    before, after = paired(table(scored)), paired(renamed)
    assert alpha(before, ordinal=False) == pytest.approx(alpha(after, ordinal=False))


@given(pairs)
def test_turning_the_scale_round_does_not_matter(scored: list[tuple[int, int]]) -> None:
    turned = table([(5 - a, 5 - b) for a, b in scored])
    assert kappa(table(scored), squared) == pytest.approx(kappa(turned, squared))
    before, after = paired(table(scored)), paired(turned)
    assert alpha(before, ordinal=True) == pytest.approx(alpha(after, ordinal=True))


def test_observers_who_guess_have_none() -> None:
    guessed = dict.fromkeys(product(range(4), range(4)), 25.0)
    assert kappa(guessed, squared) == pytest.approx(0)
    assert alpha(paired(guessed), ordinal=True) == pytest.approx(0, abs=0.005)


def test_one_value_only_has_no_coefficient() -> None:
    assert kappa({(3, 3): 20.0}, squared) is None
    assert alpha(paired({(3, 3): 20.0}), ordinal=True) is None


def harsh(n: int) -> list[Cell]:
    """So many lessons: of three, two agree and one is scored a level lower by the second."""
    return [Cell("d1", k, 1 + k % 4, max(1, 1 + k % 4 - (k % 3 == 0)), 1) for k in range(n)]


def figure(cells: list[Cell], *, teachers: int = 30, scale: str | None = "nivel") -> Figure:
    return measured([ScoredItem("d1", scale, teachers)], cells).items["d1"]


def test_the_interval_holds_the_figure_is_repeated_and_narrows_with_lessons() -> None:
    few, many = figure(harsh(24)), figure(harsh(240))
    for each in (few, many):
        for value, interval in (
            (each.kappa, each.kappa_interval),
            (each.alpha, each.alpha_interval),
        ):
            assert value is not None
            assert interval is not None
            assert -1 <= interval[0] < value < interval[1] <= 1
    assert figure(harsh(24)) == few
    assert width(many) < width(few) / 2


def width(measured_figure: Figure) -> float:
    assert measured_figure.alpha_interval is not None
    return measured_figure.alpha_interval[1] - measured_figure.alpha_interval[0]


def test_the_interval_is_as_wide_as_that_of_drawing_lessons_again() -> None:
    """Against the bootstrap by the book, on the same lessons, its own dice."""
    from random import Random

    cells, lot, drawn = harsh(60), Random(7), []  # noqa: S311  a dice
    for _ in range(2000):
        again = lot.choices(cells, k=60)
        value = alpha(paired(Counter((c.one, c.other) for c in again)), ordinal=True)
        assert value is not None
        drawn.append(value)
    ordered = sorted(drawn)
    by_the_book = ordered[-50] - ordered[49]
    assert width(figure(cells)) == pytest.approx(by_the_book, rel=0.15)


def test_an_interval_over_items_resamples_lessons_not_marks() -> None:
    """Five items that say the same of each lesson are no five times as many lessons."""
    items = [ScoredItem(f"d{n}", "nivel", 30) for n in range(5)]
    cells = [Cell(i.code, c.group, c.one, c.other, 1) for i in items for c in harsh(40)]
    result = measured(items, cells)
    assert width(result.scales["nivel"]) == pytest.approx(width(result.items["d0"]), rel=0.25)


@pytest.mark.parametrize(
    ("lessons", "teachers", "withheld"),
    [
        (9, 9, WithheldReason.FEW_PAIRS),
        (10, 4, WithheldReason.FEW_TEACHERS),
        (40, 4, WithheldReason.FEW_TEACHERS),
        (0, 0, WithheldReason.FEW_TEACHERS),
        (10, 5, None),
    ],
)
def test_too_few_are_withheld_with_the_reason(
    lessons: int, teachers: int, withheld: WithheldReason | None
) -> None:
    result = figure(harsh(lessons), teachers=teachers)
    assert (result.pairs, result.withheld) == (lessons, withheld)
    assert (result.percent is None) == (result.alpha is None) == (withheld is not None)


def test_lessons_all_scored_alike_have_a_share_but_no_coefficient() -> None:
    result = figure([Cell("d1", 0, 3, 3, 20)])
    assert (result.percent, result.kappa, result.withheld) == (1, None, WithheldReason.NO_VARIATION)


def test_yes_or_no_is_not_ordered() -> None:
    cells = [Cell("d1", n, n % 2, (n % 3) % 2, 1) for n in range(30)]
    result = figure(cells, scale=None)
    both = Counter((c.one, c.other) for c in cells)
    assert result.alpha == alpha(paired(both), ordinal=False)
    assert result.kappa == kappa(both, unequal)


def test_a_statistic_that_resamples_may_lack_has_no_interval() -> None:
    assert intervals([(1, {(1, 1): 1.0})], [lambda _: None]) == [None]
