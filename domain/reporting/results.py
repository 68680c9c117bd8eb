"""Figures of the accompaniment of teachers (F84): when a cut's are released, and what they tell.

A release happens once, after the last extension: figures that change with every report would let
whoever reads them twice subtract the report in between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from domain.access.permits import Place
from domain.errors import Conflict, Invalid
from domain.reporting.disclosure.blocks import publishable
from domain.reporting.disclosure.in_time import EarlierRelease
from domain.versions import Change

ABOUT_TEACHERS = "teacher"
"""The subject of the streams whose results are about teachers (A3)."""
_EXACT = Decimal("0.0001")


class ResultLevel(StrEnum):
    """What the figures are grouped by."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


class CutStillOpen(Conflict):
    """Somebody may still report: released figures would change."""

    code = "cut-still-open"
    title_es, title_en = "El corte sigue abierto", "The cut is still open"
    es = "El corte recibe reportes hasta el {until}: sus resultados se publican después."
    en = "The cut takes reports until {until}: its results are released afterwards."


class NotAboutTeachers(Invalid):
    """The cut's stream has no results of teachers."""

    code = "not-about-teachers"
    title_es, title_en = "El corte no trata de docentes", "The cut is not about teachers"
    es = "Los reportes de este corte no tratan de docentes: no hay resultados que publicar."
    en = "The reports of this cut are not about teachers: there are no results to release."


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What the decision to release looks at; `closes_at` with every extension counted."""

    subject_kind: str
    closes_at: datetime
    released_at: datetime | None


def mean(total: Decimal | int, number: int) -> Decimal:
    """To four decimals, a half upwards: as PostgreSQL rounds the live figures of the same rows."""
    return (Decimal(total) / number).quantize(_EXACT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PerformanceFigures:
    """How many teachers reached each level of a desempeño (None: withheld); `item` is the form's
    own code."""

    performance: str
    item: str
    levels: Mapping[int, int] | None

    @property
    def teachers(self) -> int | None:
        """How many have a level."""
        return None if self.levels is None else sum(self.levels.values())

    @property
    def mean(self) -> Decimal | None:
        """Of the levels, four decimals."""
        if not self.levels:
            return None
        return mean(sum(level * n for level, n in self.levels.items()), sum(self.levels.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFigures:
    """One instrument's results of one place. Each teacher counts once, by their last observation.

    `teachers` have a score, whose sum is `total`. None: withheld.
    """

    place: Place
    instrument: str
    version: int
    teachers: int | None
    total: Decimal | None
    performances: Sequence[PerformanceFigures]

    @property
    def score(self) -> Decimal | None:
        """The mean, 0 to 1, four decimals."""
        if not self.teachers or self.total is None:
            return None
        return mean(self.total, self.teachers)


@dataclass(frozen=True, slots=True)
class MovedTeachers:
    """So many teachers of one level of an item (None: with a score) who were in one school at an
    earlier cut, and are in the other now; None: of another level there, or not observed."""

    item: str | None
    level: int
    then: Place | None
    now: Place | None
    teachers: int


@dataclass(frozen=True, slots=True)
class EarlierFigures:
    """What an earlier cut of the year told of one form, by item (None: the score), and who of its
    teachers are where now."""

    places: Mapping[str | None, frozenset[Place]]
    moved: Sequence[MovedTeachers]

    def of(self, item: str | None, classes: Sequence[int]) -> EarlierRelease:
        """The same for one item, its levels as classes."""
        moves: dict[tuple[Place | None, Place | None], list[int]] = {}
        for each in self.moved:
            if each.item == item:
                counts = moves.setdefault((each.then, each.now), [0] * len(classes))
                counts[classes.index(each.level)] += each.teachers
        tuples = {pair: tuple(counts) for pair, counts in moves.items()}
        return EarlierRelease(self.places.get(item, frozenset()), tuples)

    def levels(self, item: str) -> set[int]:
        """The levels of an item that somebody has or had."""
        return {each.level for each in self.moved if each.item == item}


Form = tuple[str, int]
"""An instrument and its version."""


def decide_release(facts: ReleaseFacts, *, now: datetime) -> Change:
    """Whether the figures of a cut are released now or were already, or why they cannot be."""
    if facts.released_at is not None:
        return Change.NOTHING
    if facts.subject_kind != ABOUT_TEACHERS:
        raise NotAboutTeachers
    if now < facts.closes_at:
        raise CutStillOpen(until=facts.closes_at)
    return Change.CREATE


def released(
    schools: Iterable[ResultFigures], earlier: Mapping[Form, Sequence[EarlierFigures]]
) -> list[ResultFigures]:
    """The figures of every place, from those of all schools; what would speak of persons, alone or
    beside what earlier cuts of the year told, is withheld, decided once for the whole tree."""
    by_form: dict[Form, list[ResultFigures]] = {}
    for figures in schools:
        by_form.setdefault((figures.instrument, figures.version), []).append(figures)
    return [
        cell for form in sorted(by_form) for cell in _of_one_form(by_form[form], earlier.get(form))
    ]


def _of_one_form(
    schools: Sequence[ResultFigures], earlier: Sequence[EarlierFigures] | None
) -> Iterator[ResultFigures]:
    before = earlier or ()
    published_scores = publishable(
        {f.place: (f.teachers or 0,) for f in schools}, [each.of(None, [0]) for each in before]
    )
    items = sorted({each.item for f in schools for each in f.performances})
    # Levels tell how many teachers there are, and what they scored, as the score itself does: told
    # of other places, they could be taken from it, and few teachers would be left.
    published_levels = {
        item: _published_levels(schools, item, before) & published_scores for item in items
    }
    for place, whole in sorted(_summed(schools).items()):
        performances = [
            each if place in published_levels[each.item] else replace(each, levels=None)
            for each in whole.performances
        ]
        cell = replace(whole, performances=performances)
        yield cell if place in published_scores else replace(cell, teachers=None, total=None)


def _published_levels(
    schools: Sequence[ResultFigures], item: str, before: Sequence[EarlierFigures]
) -> frozenset[Place]:
    counted = {
        f.place: each.levels
        for f in schools
        for each in f.performances
        if each.item == item and each.levels
    }
    now = {level for levels in counted.values() for level in levels}
    classes = sorted(now.union(*(each.levels(item) for each in before)))
    return publishable(
        {
            place: tuple(levels.get(level, 0) for level in classes)
            for place, levels in counted.items()
        },
        [each.of(item, classes) for each in before],
    )


def _summed(schools: Sequence[ResultFigures]) -> dict[Place, ResultFigures]:
    """The figures of each school and of every place above it."""
    sums: dict[Place, ResultFigures] = {}
    for school in schools:
        steps = school.place.split(".")
        for n in range(1, len(steps) + 1):
            place = Place(".".join(steps[:n]))
            whole = sums.get(place)
            sums[place] = _joined(whole, school) if whole else replace(school, place=place)
    return sums


def _joined(whole: ResultFigures, more: ResultFigures) -> ResultFigures:
    items = {each.item: each for each in whole.performances}
    for each in more.performances:
        items[each.item] = _together(items.get(each.item), each)
    return replace(
        whole,
        teachers=(whole.teachers or 0) + (more.teachers or 0),
        total=(whole.total or Decimal(0)) + (more.total or Decimal(0)),
        performances=list(items.values()),
    )


def _together(one: PerformanceFigures | None, other: PerformanceFigures) -> PerformanceFigures:
    mine, theirs = (one.levels if one else None) or {}, other.levels or {}
    counted = {n: mine.get(n, 0) + theirs.get(n, 0) for n in sorted(mine.keys() | theirs.keys())}
    return replace(other, levels=counted)
