"""What accompaniment came to: indicators by place, a school on one page."""

from collections.abc import Sequence

from domain.accompaniment.practice.figures import PracticeFigures
from domain.accompaniment.practice.indicators import (
    GroupFigures,
    IndicatorFacts,
    PlaceLevel,
    indicators,
    sees_all_visits,
)
from domain.accompaniment.practice.school import SchoolFacts, school_figures
from domain.territory.places import OfficialPlace
from persistence.accompaniment.practice.indicators import load_indicator_facts
from persistence.accompaniment.practice.school import load_school_facts
from persistence.calls import Call
from persistence.database import Reading


async def count_by_place(
    call: Call[Reading], by: PlaceLevel, year: int, *, under: OfficialPlace | None
) -> tuple[IndicatorFacts, Sequence[GroupFigures]]:
    """What accompaniment came to in the schools in reach, by group."""
    apart = not sees_all_visits(call.permit)
    facts = await load_indicator_facts(call, by, year, under=under, with_owners=apart)
    return facts, list(indicators(facts))


async def count_school(
    call: Call[Reading], code: str, year: int
) -> tuple[SchoolFacts, PracticeFigures]:
    """A school in reach on one page."""
    facts = await load_school_facts(call, code, year)
    return facts, school_figures(facts)
