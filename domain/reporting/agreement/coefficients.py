"""Coefficients of agreement: Cohen's kappa with weights, Krippendorff's alpha, their intervals.

Sources: Cohen, "Weighted kappa" (1968); Krippendorff, "Computing Krippendorff's Alpha-Reliability"
(2011); Rubin, "The Bayesian Bootstrap" (1981). Values are the numbers of a scale; a yes is 1.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random

Table = Mapping[tuple[int, int], float]
"""How often one observer said the first value and the other the second; may be weighed."""
Disagreement = Callable[[int, int], float]
"""How far apart two values are; 0 for equal ones."""

RESAMPLES = 500
SEED = 20110125
"""The same figures have the same interval, whoever asks and whenever."""


def squared(one: int, other: int) -> float:
    """For levels: the square of the distance (quadratic weights)."""
    return float((one - other) ** 2)


def unequal(one: int, other: int) -> float:
    """For yes or no: equal or not."""
    return float(one != other)


def percent(table: Table) -> float:
    """The share of pairs, 0 to 1, in which both said the same."""
    return sum(n for (a, b), n in table.items() if a == b) / sum(table.values())


def kappa(table: Table, disagreement: Disagreement) -> float | None:
    """1 less the disagreement found over that expected by chance, each observer keeping their own
    habits; None when chance would never disagree."""
    firsts, seconds = _sums(table, 0), _sums(table, 1)
    total = sum(table.values())
    expected = sum(
        disagreement(a, b) * n * m / total for a, n in firsts.items() for b, m in seconds.items()
    )
    found = sum(disagreement(a, b) * n for (a, b), n in table.items())
    return 1 - found / expected if expected else None


def paired(table: Table) -> Table:
    """How often values met, in either order: alpha does not ask which observer said what."""
    met: dict[tuple[int, int], float] = defaultdict(float)
    for (a, b), n in table.items():
        met[a, b] += n
        met[b, a] += n
    return met


def alpha(met: Table, *, ordinal: bool) -> float | None:
    """1 less the disagreement found over that expected if values met at random, for ordered or
    for merely different values; None when there is but one value."""
    sums = _sums(met, 0)
    total = sum(sums.values())
    apart = _ranks_apart(sums) if ordinal else unequal
    found = sum(apart(a, b) * n for (a, b), n in met.items())
    expected = sum(apart(a, b) * n * m for a, n in sums.items() for b, m in sums.items())
    return 1 - (total - 1) * found / expected if expected else None


def intervals(
    groups: Sequence[tuple[int, Table]], statistics: Sequence[Callable[[Table], float | None]]
) -> list[tuple[float, float] | None]:
    """The middle 95 % of each statistic over resamples of the groups, of which each stands for so
    many lessons.

    Groups are weighed by lot instead of drawn (the Bayesian bootstrap): no resample lacks a value,
    and the work does not grow with the number of lessons.
    """
    lot = Random(SEED)  # noqa: S311  resampling, no secret
    resampled: list[list[float]] = [[] for _ in statistics]
    for _ in range(RESAMPLES):
        table = _weighed(groups, lot)
        for values, statistic in zip(resampled, statistics, strict=True):
            value = statistic(table)
            if value is not None:
                values.append(value)
    return [_middle(values) for values in resampled]


def _weighed(groups: Sequence[tuple[int, Table]], lot: Random) -> Table:
    weights = [lot.gammavariate(lessons, 1) for lessons, _ in groups]
    scale = sum(lessons for lessons, _ in groups) / sum(weights)
    table: dict[tuple[int, int], float] = defaultdict(float)
    for weight, (lessons, each) in zip(weights, groups, strict=True):
        for cell, n in each.items():
            table[cell] += n * weight * scale / lessons
    return table


def _middle(values: list[float]) -> tuple[float, float] | None:
    if len(values) < RESAMPLES:
        return None
    ordered = sorted(values)
    cut = RESAMPLES // 40
    return ordered[cut - 1], ordered[-cut]


def _sums(table: Table, side: int) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for pair, n in table.items():
        sums[pair[side]] += n
    return dict(sums)


def _ranks_apart(sums: Mapping[int, float]) -> Disagreement:
    """The square of how many values lie between two, each end counting half."""
    below, ranks = 0.0, {}
    for value in sorted(sums):
        ranks[value] = below + sums[value] / 2
        below += sums[value]
    return lambda one, other: (ranks[one] - ranks[other]) ** 2
