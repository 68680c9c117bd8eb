"""Numbers of teachers by class, and the tree that they are counted in."""

from domain.access.permits import Place

FEWEST = 5
"""Teachers below which a figure would speak of persons."""
KNOWN_WHOLE = (3, 4)
"""Levels of places (IGED, school) that somebody knows person by person."""

Counts = tuple[int, ...]
"""Teachers by class of answer; one number where a figure has no classes, such as a mean score."""


def plus(one: Counts, other: Counts) -> Counts:
    """Both together, class by class."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def minus(one: Counts, other: Counts) -> Counts:
    """The first without the second, class by class."""
    return tuple(a - b for a, b in zip(one, other, strict=True))


def level(place: Place) -> int:
    """1 the nation, 2 a region, 3 an IGED, 4 a school."""
    return place.count(".") + 1
