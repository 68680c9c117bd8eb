"""Indicators of a school year by place: which of a group's figures may be told to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.accompaniment.practice.figures import PracticeFacts, PracticeFigures, figures
from domain.reporting.disclosure.blocks import publishable
from domain.reporting.disclosure.counts import Counts


class PlaceLevel(StrEnum):
    """What the figures are grouped by."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class CountedPlace:
    """A place that was counted in a group, and whether the caller sees single visits there."""

    place: Place
    seen: bool


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group with what is counted of it, and the very places that were counted."""

    code: str
    name: str
    facts: PracticeFacts
    counted: Sequence[CountedPlace]


@dataclass(frozen=True, slots=True)
class CommitmentOwners:
    """Of a school the owners of ended commitments: who kept all, and who did not."""

    place: Place
    kept: int
    failed: int


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """A school year by group; `owners` are asked for where not all visits are seen."""

    year: int
    cuts: Sequence[str]
    items: Sequence[GroupFacts]
    owners: Sequence[CommitmentOwners] | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What is told of a group."""

    code: str
    name: str
    figures: PracticeFigures


def sees_all_visits(permit: Permit) -> bool:
    """True when single visits are seen wherever the permit reaches."""
    people = permit.reach_of(Scope.VISITS_READ)
    return all(people.covers(root) for root in permit.reach.roots)


def indicators(facts: IndicatorFacts) -> Iterator[GroupFigures]:
    """What is told of each group. How commitments ended speaks of teachers: it is told where single
    visits are seen, and elsewhere of five at least, by the very places that were counted: a group
    of which a filter left a part speaks of that part."""
    safe = frozenset[Place]() if facts.owners is None else publishable(_by_school(facts.owners))
    for group in facts.items:
        seen = all(each.seen for each in group.counted)
        promises = all(each.seen or each.place in safe for each in group.counted)
        disclosed = figures(group.facts, promises=promises, answers=seen)
        yield GroupFigures(group.code, group.name, disclosed)


def _by_school(owners: Sequence[CommitmentOwners]) -> dict[Place, Counts]:
    return {each.place: (each.kept, each.failed) for each in owners}
