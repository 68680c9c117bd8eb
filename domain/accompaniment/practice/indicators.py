"""Indicators of a school year by place: which of a group's figures may be told to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.accompaniment.practice.endings import EndedPeriod, ended_within, told
from domain.accompaniment.practice.figures import PracticeFacts, PracticeFigures, figures


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
class IndicatorFacts:
    """A school year by group; `ended` is asked for where not all visits are seen."""

    year: int
    cuts: Sequence[str]
    items: Sequence[GroupFacts]
    ended: Sequence[EndedPeriod] | None


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
    """What is told of each group. What speaks of teachers is told live where single visits are
    seen, and elsewhere in months of five, by the very places that were counted: a group of which a
    filter left a part speaks of that part."""
    of_each = told(facts.ended or ())
    for group in facts.items:
        seen = all(each.seen for each in group.counted)
        ended = None if seen else ended_within([each.place for each in group.counted], of_each)
        yield GroupFigures(group.code, group.name, figures(group.facts, seen=seen, ended=ended))
