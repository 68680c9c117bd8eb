"""The log of events as its readers meet it: in which order, and which kinds are told to whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.access.permits import Permit, Place, Reach, within
from domain.access.scopes import Scope
from domain.events import EventKind

LEFT_OUT = "definition"
"""What the data of a kind holds and the feed leaves out: a form is read where the form is."""


class EventOrder(StrEnum):
    """Oldest first is the feed, which is read on; newest first is for people."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class EventVisibility:
    """The kinds that are told of the events below `roots`: `everywhere` in all of them, `there` at
    some places only."""

    roots: tuple[Place, ...]
    everywhere: tuple[EventKind, ...]
    there: tuple[tuple[EventKind, Place], ...]


def visible_kinds(permit: Permit) -> EventVisibility:
    """The kinds that the holder of `events:read` is told, by what else their token may do."""
    reaches = {scope: permit.reach_of(scope) for scope in {k.read_by for k in EventKind} if scope}
    whole = {s for s, r in reaches.items() if all(r.covers(root) for root in permit.reach.roots)}
    everywhere = tuple(kind for kind in sorted(EventKind) if kind.read_by in whole)
    part = {scope: reach for scope, reach in reaches.items() if scope not in whole}
    return EventVisibility(widest(permit.reach), everywhere, tuple(_elsewhere(part)))


def _elsewhere(reaches: Mapping[Scope, Reach]) -> Iterator[tuple[EventKind, Place]]:
    for kind in sorted(EventKind):
        if kind.read_by is not None and kind.read_by in reaches:
            yield from ((kind, root) for root in widest(reaches[kind.read_by]))


def widest(reach: Reach) -> tuple[Place, ...]:
    """The roots of a reach that lie in no other of its roots, the highest first."""
    ordered = sorted(set(reach.roots), key=lambda place: (place.count("."), place))
    return tuple(
        place
        for place in ordered
        if not any(place != other and within(place, other) for other in ordered)
    )
