"""The agreement of observers on each item of a form, and on all that share a scale; or why not.

A coefficient of few lessons says nothing: its interval would span half the range. And figures
that are about teachers speak of five at least (docs/decisions/0011).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

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
from domain.reporting.disclosure.counts import FEWEST

FEWEST_PAIRS = 10


class WithheldReason(StrEnum):
    """Why there is no coefficient."""

    FEW_PAIRS = "few-pairs"
    FEW_TEACHERS = "few-teachers"
    NO_VARIATION = "no-variation"


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item that is scored. `scale`: None for yes or no. `teachers` were scored on it twice."""

    code: str
    scale: str | None
    teachers: int


@dataclass(frozen=True, slots=True)
class Cell:
    """So many lessons of one group in which the first observer said `one`, the second `other`."""

    item: str
    group: int
    one: int
    other: int
    lessons: int


@dataclass(frozen=True, slots=True)
class ItemCells:
    """An item with all its cells."""

    item: ScoredItem
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Figure:
    """The agreement on an item, or on all items of a scale. Intervals hold 95 %."""

    pairs: int
    teachers: int
    percent: float | None = None
    kappa: float | None = None
    kappa_interval: tuple[float, float] | None = None
    alpha: float | None = None
    alpha_interval: tuple[float, float] | None = None
    withheld: WithheldReason | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """By item, and by scale over its items."""

    items: Mapping[str, Figure]
    scales: Mapping[str | None, Figure]


def measured(items: Sequence[ScoredItem], cells: Iterable[Cell]) -> Agreement:
    """The agreement that the cells show. A lesson lies in one group: an interval over several items
    resamples lessons, because one observer's harshness shows in all of their items."""
    by_item: dict[str, list[Cell]] = {item.code: [] for item in items}
    for cell in cells:
        by_item[cell.item].append(cell)
    scales = dict.fromkeys(item.scale for item in items)
    return Agreement(
        {i.code: _figure(i.scale, i.teachers, by_item[i.code], _cell_by_cell) for i in items},
        {scale: _of_scale(scale, items, by_item) for scale in scales},
    )


def _of_scale(
    scale: str | None, items: Sequence[ScoredItem], by_item: Mapping[str, list[Cell]]
) -> Figure:
    mine = [item for item in items if item.scale == scale]
    cells = [cell for item in mine for cell in by_item[item.code]]
    return _figure(scale, max(item.teachers for item in mine), cells, _group_by_group)


def _figure(
    scale: str | None,
    teachers: int,
    cells: Sequence[Cell],
    grouped: Callable[[Sequence[Cell]], Sequence[tuple[int, Table]]],
) -> Figure:
    table = _table(cells)
    pairs = int(sum(table.values()))
    if teachers < FEWEST:
        return Figure(pairs, teachers, withheld=WithheldReason.FEW_TEACHERS)
    if pairs < FEWEST_PAIRS:
        return Figure(pairs, teachers, withheld=WithheldReason.FEW_PAIRS)
    by_chance = partial(kappa, disagreement=unequal if scale is None else squared)
    at_random = partial(_alpha, ordinal=scale is not None)
    found = by_chance(table), at_random(table)
    if None in found:
        return Figure(pairs, teachers, percent(table), withheld=WithheldReason.NO_VARIATION)
    of_kappa, of_alpha = intervals(grouped(cells), (by_chance, at_random))
    return Figure(pairs, teachers, percent(table), found[0], of_kappa, found[1], of_alpha)


def _alpha(table: Table, *, ordinal: bool) -> float | None:
    return alpha(paired(table), ordinal=ordinal)


def _table(cells: Iterable[Cell]) -> dict[tuple[int, int], float]:
    table: dict[tuple[int, int], float] = defaultdict(float)
    for cell in cells:
        table[cell.one, cell.other] += cell.lessons
    return table


def _cell_by_cell(cells: Sequence[Cell]) -> list[tuple[int, Table]]:
    """On one item, lessons that were scored alike are weighed together."""
    return [(int(n), {pair: n}) for pair, n in sorted(_table(cells).items())]


def _group_by_group(cells: Sequence[Cell]) -> list[tuple[int, Table]]:
    groups: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.group].append(cell)
    return [(1, _table(groups[n])) for n in sorted(groups)]
