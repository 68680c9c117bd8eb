"""Days without lessons of a school year: holidays, vacations, weeks of management, suspensions.

Each is written for a place and holds for all below it. Of what is written about a day the nearest
place decides: a region may have lessons (`lessons`) while the nation has none, and a school its
feast on such a day all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access.permits import NATION, Place
from domain.accompaniment.hours.days import ConsolidatedCut, DaySpan
from domain.errors import Conflict, Finding, Invalid, NotFound, Noun
from domain.territory.places import OfficialPlace
from domain.versions import Change, Seen, change_of

SCHOOL_BREAK = Noun("esos días sin clases", "break")
YEAR_OR_PLACE = Noun("ese año escolar o ese lugar", "school year or place")


class BreakKind(StrEnum):
    """Why there are no lessons; or, with `lessons`, that there are in spite of a place above.

    In weeks of management the staff works without pupils (RM 221-2021-MINEDU); in a suspension
    lessons are called off by an authority.
    """

    HOLIDAY = "holiday"
    VACATION = "vacation"
    MANAGEMENT = "management"
    SUSPENSION = "suspension"
    LESSONS = "lessons"


class InvalidBreak(Invalid):
    """Lessons cannot be missing so; `errors` name each fault."""

    code = "invalid-break"
    title_es, title_en = "Días sin clases no válidos", "Invalid break"
    es = "Los días sin clases tienen {count} dato(s) por corregir."
    en = "The break has {count} value(s) to correct."


class BreakAlreadyThere(Conflict):
    """The same days of the same place are written under another id."""

    code = "break-already-there"
    title_es, title_en = "Esos días ya están registrados", "The break is already there"
    es = "Ese lugar ya tiene esos mismos días, del mismo tipo, con otro identificador."
    en = "That place has the same days of the same kind already, under another id."


class BreakConsolidated(Conflict):
    """What was due by then has been published."""

    code = "break-consolidated"
    title_es, title_en = "Esos días están consolidados", "Those days are consolidated"
    es = (
        "El {day} está consolidado con el corte {cut}: los días sin clases hasta ese corte ya no"
        " cambian."
    )
    en = "{day} is consolidated with the cut {cut}: days without lessons up to it stay."


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolBreak:
    """Days, both ends inside, of which a place and all below it is told the same."""

    place: Place
    kind: BreakKind
    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRequest:
    """The same as it is asked for: its place by the official code."""

    place: OfficialPlace
    kind: BreakKind
    name: str
    first_on: date
    last_on: date

    def at(self, place: Place) -> SchoolBreak:
        """The days, for the place that the code stands for."""
        return SchoolBreak(
            place=place,
            kind=self.kind,
            name=self.name,
            first_on=self.first_on,
            last_on=self.last_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakFacts:
    """The school year, its consolidated cuts about teachers, the place asked for, whether it has
    the same days of the kind under another id, and what stands under this one; `foreign`: of
    another year or out of reach."""

    year: DaySpan
    consolidated: Sequence[ConsolidatedCut]
    place: Place
    already_there: bool
    present: SchoolBreak | None
    version: int | None
    foreign: bool


def write_break(school_break: SchoolBreak, facts: BreakFacts, *, if_match: Seen | None) -> Change:
    """Whether the days are written, changed or there already, or why they cannot be."""
    if facts.foreign:
        raise NotFound(what=SCHOOL_BREAK)
    same = facts.present == school_break
    change = change_of(present=facts.version, if_match=if_match, same=same, what=SCHOOL_BREAK)
    if change is Change.NOTHING:
        return change
    if faults := list(_faults(facts.year, school_break)):
        raise InvalidBreak(faults, count=len(faults))
    for each in (school_break, facts.present):
        if each is not None:
            _check_open(facts.consolidated, each.first_on)
    if facts.already_there:
        raise BreakAlreadyThere
    return change


def remove_break(facts: BreakFacts) -> None:
    """Pass when the days are there and may be taken back."""
    if facts.present is None or facts.foreign:
        raise NotFound(what=SCHOOL_BREAK)
    _check_open(facts.consolidated, facts.present.first_on)


def _check_open(consolidated: Sequence[ConsolidatedCut], first: date) -> None:
    for cut in consolidated:
        if first <= cut.last_on:
            raise BreakConsolidated(day=f"{first:%d/%m/%Y}", cut=cut.code)


def _faults(year: DaySpan, school_break: SchoolBreak) -> Iterator[Finding]:
    for pointer, day in (("/first_on", school_break.first_on), ("/last_on", school_break.last_on)):
        if day not in year:
            es = (
                f"Está fuera de las clases del año, del {year.first:%d/%m/%Y} al"
                f" {year.last:%d/%m/%Y}: ahí no se planifican horas."
            )
            en = f"Lies outside the lessons of the year, {year.first} to {year.last}."
            yield Finding(pointer, "outside-school-year", es, en)
    if school_break.last_on < school_break.first_on:
        es, en = "Termina antes de empezar.", "It ends before it begins."
        yield Finding("/last_on", "ends-before-start", es, en)
    if school_break.kind is BreakKind.LESSONS and school_break.place == NATION:
        es = "Sobre el país no hay otro lugar que suspenda clases: retire los días que no van."
        en = "No place above the nation takes lessons away: remove the days that are wrong."
        yield Finding("/kind", "nothing-above", es, en)
