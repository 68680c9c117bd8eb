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
from domain.accompaniment.hours import Span
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.versions import Change, change_of

WHAT = "esos días sin clases"


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


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """Days, both ends inside, of which a place and all below it is told the same."""

    place: Place
    kind: BreakKind
    name: str
    days: Span


@dataclass(frozen=True, slots=True)
class BreakDesk:
    """The school year, its consolidated cuts about teachers (code, last day of the period), the
    place asked for, and what stands under the id; `foreign`: of another year or out of reach."""

    year: Span
    consolidated: Sequence[tuple[str, date]]
    place: Place
    present: SchoolBreak | None
    version: int | None
    foreign: bool = False


def keep_break(desk: BreakDesk, asked: SchoolBreak, *, if_match: int | None) -> Change:
    """Whether the days are written, changed or there already, or why they cannot be."""
    if desk.foreign:
        raise NotFound(what=WHAT)
    same = desk.present == asked
    change = change_of(present=desk.version, if_match=if_match, same=same, what=WHAT)
    if change is Change.NOTHING:
        return change
    if faults := list(_faults(desk.year, asked)):
        raise InvalidBreak(faults, count=len(faults))
    for each in (asked, desk.present):
        if each is not None:
            _check_open(desk.consolidated, each.days.first)
    return change


def remove_break(desk: BreakDesk) -> None:
    """Pass when the days are there and may be taken back."""
    if desk.present is None or desk.foreign:
        raise NotFound(what=WHAT)
    _check_open(desk.consolidated, desk.present.days.first)


def _check_open(consolidated: Sequence[tuple[str, date]], first: date) -> None:
    for cut, last_day in consolidated:
        if first <= last_day:
            raise BreakConsolidated(day=f"{first:%d/%m/%Y}", cut=cut)


def _faults(year: Span, asked: SchoolBreak) -> Iterator[Finding]:
    for pointer, day in (("/first_on", asked.days.first), ("/last_on", asked.days.last)):
        if day not in year:
            es = (
                f"Está fuera de las clases del año, del {year.first:%d/%m/%Y} al"
                f" {year.last:%d/%m/%Y}: ahí no se planifican horas."
            )
            en = f"Lies outside the lessons of the year, {year.first} to {year.last}."
            yield Finding(pointer, "outside-school-year", es, en)
    if asked.days.last < asked.days.first:
        es, en = "Termina antes de empezar.", "It ends before it begins."
        yield Finding("/last_on", "ends-before-start", es, en)
    if asked.kind is BreakKind.LESSONS and asked.place == NATION:
        es = "Sobre el país no hay otro lugar que suspenda clases: retire los días que no van."
        en = "No place above the nation takes lessons away: remove the days that are wrong."
        yield Finding("/kind", "nothing-above", es, en)
