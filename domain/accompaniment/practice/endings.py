"""How commitments ended, told where single ones are not seen: in whole months of five (record 35).

A reader who asks every minute, before and after each single review, learns nothing of the one whom
it was about. What ends in a month is told after it, in one piece, of a whole IGED, and only where
those who kept a promise and those who did not are five each or none, also to somebody who knows one
of its schools. What is too little waits for the next months, and is told with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.access.permits import Place
from domain.accompaniment.practice.figures import EndedCounts
from domain.reporting.disclosure.blocks import publishable
from domain.reporting.disclosure.counts import Counts, level

SMALLEST = 3
"""The level of the smallest places that are told of: an IGED."""


@dataclass(frozen=True, slots=True)
class EndedPeriod:
    """The commitments of a school that ended in a month that is over: by how many owners some were
    kept, by how many some were not, and how they ended."""

    place: Place
    month: str
    kept: int
    failed: int
    met: int
    not_met: int
    carried_over: int

    @property
    def iged(self) -> Place:
        """To which it answers."""
        return Place(self.place.rpartition(".")[0])


def told(months: Iterable[EndedPeriod]) -> Mapping[Place, EndedCounts]:
    """What may be told of each IGED, if anything."""
    ordered = sorted(months, key=lambda each: (each.iged, each.month))
    of_each = {
        iged: _told_of(iged, list(rows)) for iged, rows in groupby(ordered, lambda each: each.iged)
    }
    return {iged: counts for iged, counts in of_each.items() if counts is not None}


def ended_within(
    counted: Sequence[Place], of_each: Mapping[Place, EndedCounts]
) -> EndedCounts | None:
    """What may be told of the places that were counted together: the sum of their IGEDs. None of
    a school, nor where nothing may be told."""
    if any(level(place) > SMALLEST for place in counted):
        return None
    parts = [
        counts
        for iged, counts in of_each.items()
        if any(f"{iged}.".startswith(f"{place}.") for place in counted)
    ]
    return _sum(parts) if parts else None


def _told_of(iged: Place, months: Sequence[EndedPeriod]) -> EndedCounts | None:
    """The months in their order, as many together as it takes."""
    enough: list[EndedPeriod] = []
    waiting: list[EndedPeriod] = []
    for _, rows in groupby(months, lambda each: each.month):
        waiting += rows
        if iged in publishable(_owners(waiting)):
            enough, waiting = [*enough, *waiting], []
    return _sum(enough) if enough else None


def _owners(months: Sequence[EndedPeriod]) -> dict[Place, Counts]:
    """Of each school, how many owners there are at least: who is in two months counts in one."""
    found: dict[Place, Counts] = {}
    for each in months:
        kept, failed = found.get(each.place, (0, 0))
        found[each.place] = (max(kept, each.kept), max(failed, each.failed))
    return found


def _sum(parts: Sequence[EndedPeriod] | Sequence[EndedCounts]) -> EndedCounts:
    return EndedCounts(
        sum(each.met for each in parts),
        sum(each.not_met for each in parts),
        sum(each.carried_over for each in parts),
    )
