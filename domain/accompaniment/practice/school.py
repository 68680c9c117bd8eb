"""A school on one page, for whoever leads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.accompaniment.practice.figures import (
    NOTHING,
    PracticeFacts,
    PracticeFigures,
    figures,
)
from domain.errors import Noun

INSTITUTION_IN_YEAR = Noun("esa institución en ese año", "institution in that year")


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What is counted of a school (None: there is nothing), whether the caller sees all visits
    there, and the rest of its page as it is told."""

    counted: PracticeFacts | None
    whole: bool
    page: Mapping[str, Any]


def school_figures(facts: SchoolFacts) -> PracticeFigures:
    """The school's figures. What speaks of teachers is told to whoever sees all of it: a
    coordinator could take theirs off, and know the other's."""
    return figures(facts.counted or NOTHING, seen=facts.whole)
