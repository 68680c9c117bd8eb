"""What accompaniment came to: indicators by place, a school on one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.accompaniment.practice.figures import PracticeFigures
from domain.accompaniment.practice.indicators import (
    GroupFigures,
    PlaceLevel,
    indicators,
    sees_all_visits,
)
from domain.accompaniment.practice.school import school_figures
from domain.territory.places import OfficialPlace
from persistence.accompaniment.practice.indicators import load_indicator_facts
from persistence.accompaniment.practice.school import load_school_facts
from persistence.calls import Call
from persistence.database import Reading


@dataclass(frozen=True, slots=True)
class PracticeByPlace:
    """A school year by group: its cuts, and what is told of each group."""

    year: int
    cuts: Sequence[str]
    groups: Sequence[GroupFigures]


@dataclass(frozen=True, slots=True)
class SchoolPractice:
    """A school's figures, and the rest of its page as it is told."""

    page: Mapping[str, Any]
    figures: PracticeFigures


async def count_by_place(
    call: Call[Reading], by: PlaceLevel, year: int, *, under: OfficialPlace | None
) -> PracticeByPlace:
    """What accompaniment came to in the schools in reach, by group."""
    apart = not sees_all_visits(call.permit)
    facts = await load_indicator_facts(call, by, year, under=under, with_ended=apart)
    return PracticeByPlace(facts.year, facts.cuts, list(indicators(facts)))


async def count_school(call: Call[Reading], code: str, year: int) -> SchoolPractice:
    """A school in reach on one page."""
    facts = await load_school_facts(call, code, year)
    return SchoolPractice(facts.page, school_figures(facts))
