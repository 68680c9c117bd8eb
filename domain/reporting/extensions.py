"""Extensions: more time for one place and all below it, until an instant and for a reason (A2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.access.permits import Place
from domain.errors import Conflict, Finding, Invalid, NotFound, Noun, leads_to
from domain.peru_time import day_of, start_of
from domain.reporting.calendar.consolidating import check_not_consolidated
from domain.reporting.obligations import check_not_own
from domain.territory.places import OfficialPlace
from domain.versions import Change, Seen, change_of

EXTENSION = Noun("esa prórroga", "extension")


class ExtendedKind(StrEnum):
    """What may be given more time. More for the whole nation is another date of the cut."""

    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


class InvalidExtension(Invalid):
    """It gives no time; `findings` say why."""

    code = "invalid-extension"
    title_es, title_en = "Prórroga no válida", "Invalid extension"
    es = "La prórroga no da más tiempo del que ya hay."
    en = "The extension gives no more time than there is."


class PlaceAlreadyExtended(Conflict):
    """A cut has one extension per place: change that one."""

    code = "place-already-extended"
    title_es, title_en = "El lugar ya tiene prórroga", "The place is already extended"
    es = "Ese lugar ya tiene una prórroga en este corte ({id}). Cámbiela en vez de crear otra."
    en = "That place already has an extension of this cut ({id}). Change that one instead."
    proposes = leads_to(getExtension={"code": "cut", "extension_id": "id"})


@dataclass(frozen=True, slots=True)
class Extension:
    """What is granted: to which place, until when (exclusive), and why."""

    place: Place
    closes_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionDraft:
    """More time as a grantor gives it."""

    place: OfficialPlace
    closes_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFacts:
    """The cut's own close, the last day of its school year, the place asked for, and what stands
    under the extension's id.

    `foreign`: under that id stands an extension of another cut, or of a place out of reach.
    `own`: something that is still owed there falls to the caller.
    `already_extended`: the other extension of this cut that the place has.
    """

    cut: str
    own: bool
    cut_closes_at: datetime
    year_ends_on: date
    place: Place
    present: Extension | None
    version: int | None
    foreign: bool
    already_extended: UUID | None
    consolidated: bool

    @property
    def year_ends_at(self) -> datetime:
        """The end of the school year."""
        return year_end(self.year_ends_on, closes_at=self.cut_closes_at)


def year_end(ends_on: date, *, closes_at: datetime) -> datetime:
    """The first instant after the 31 December (Lima) of a school year: no extension is longer.

    `ends_on`: its last day of classes; `closes_at`: the cut's own close, which a demonstration may
    have later.
    """
    last_day = max(ends_on, day_of(closes_at - timedelta.resolution))
    return start_of(date(last_day.year + 1, 1, 1))


def beyond_year(closes_at: datetime, year_ends_at: datetime) -> Iterator[Finding]:
    """The fault of more time than the school year has, if it is one."""
    if closes_at > year_ends_at:
        last_day = day_of(year_ends_at - timedelta.resolution)
        es = f"No puede pasar del fin del año escolar, el {last_day:%d/%m/%Y}."
        en = f"Cannot go beyond the end of the school year, {last_day}."
        yield Finding("/closes_at", "beyond-school-year", es, en)


def extend(
    extension: Extension, facts: ExtensionFacts, *, if_match: Seen | None, now: datetime
) -> Change:
    """Whether the extension is granted, changed or there already, or why it cannot be."""
    if facts.foreign:
        raise NotFound(what=EXTENSION)
    same = facts.present == extension
    change = change_of(present=facts.version, if_match=if_match, same=same, what=EXTENSION)
    if change is Change.NOTHING:
        return change
    check_not_own(own=facts.own)
    check_not_consolidated(consolidated=facts.consolidated)
    if faults := list(_faults(extension, facts, now)):
        raise InvalidExtension(faults)
    if facts.already_extended is not None:
        raise PlaceAlreadyExtended(cut=facts.cut, id=facts.already_extended)
    return change


def _faults(extension: Extension, facts: ExtensionFacts, now: datetime) -> Iterator[Finding]:
    if extension.closes_at <= facts.cut_closes_at:
        es, en = (
            "Debe ser posterior al cierre del corte.",
            "Must be later than the cut's close.",
        )
        yield Finding("/closes_at", "not-after-close", es, en)
    if extension.closes_at <= now:
        es, en = "Ese instante ya pasó.", "That instant has passed."
        yield Finding("/closes_at", "already-past", es, en)
    yield from beyond_year(extension.closes_at, facts.year_ends_at)
