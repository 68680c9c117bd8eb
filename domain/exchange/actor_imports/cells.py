"""What the cells of a sheet of people may say, in the words that offices use."""

import re
from datetime import date
from functools import lru_cache

from domain.access.roles import Role
from domain.exchange.actor_imports.words import DOC_TYPES, REGIMES, ROLES, key, known
from domain.exchange.sheets.cells import restored
from domain.people.actors import DNI_DIGITS, DocType, lost_its_zeros
from domain.people.appointments.model import FIRST_DAY, LAST_DAY, LEVEL_OF, Regime
from domain.territory.places import OfficialPlace, PlaceKind

_ROLES, _REGIMES, _DOC_TYPES = known(ROLES), known(REGIMES), known(DOC_TYPES)
MEANINGS = 2048
"""Cells whose meaning is remembered: a sheet repeats few; one of nonsense must not fill memory."""
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([ T]00:00(:00)?)?")
"""A spreadsheet may leave the midnight of a day beside it."""


@lru_cache(MEANINGS)
def doc_type_of(cell: str) -> DocType | None:
    """The type of document; an empty cell is a DNI."""
    return DocType.DNI if not cell else _DOC_TYPES.get(key(cell))


def document_of(doc_type: DocType, cell: str) -> tuple[str, bool]:
    """The number, and whether the zeros that a spreadsheet took from a DNI were put back."""
    number = "".join(cell.split()).upper()
    if doc_type is DocType.DNI and lost_its_zeros(number):
        return number.zfill(DNI_DIGITS), True
    return number, False


@lru_cache(MEANINGS)
def role_of(cell: str) -> Role | None:
    """The role by its words; None for all others."""
    return _ROLES.get(key(cell))


@lru_cache(MEANINGS)
def regime_of(cell: str) -> Regime | None:
    """How the person is hired; None for what is no regime."""
    return _REGIMES.get(key(cell))


@lru_cache(MEANINGS)
def day_of(cell: str) -> date | None:
    """The day that the whole cell is, in one of the forms of `DAYS`; None for what is none within
    living memory."""
    try:
        if match := _DAY_FIRST.fullmatch(cell):
            day = date(int(match[4]), int(match[3]), int(match[1]))
        elif match := _YEAR_FIRST.fullmatch(cell):
            day = date(int(match[1]), int(match[2]), int(match[3]))
        else:
            return None
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


@lru_cache(MEANINGS)
def place_of(role: Role, cell: str, annex: str) -> OfficialPlace | None:
    """The place a role is held at: a school by modular code and annex, a body by its code."""
    level = LEVEL_OF[role]
    if level is PlaceKind.NATION:
        return OfficialPlace(level, "PE")
    code, _, own_annex = cell.partition("-")
    digits = restored(code.strip(), 7 if level is PlaceKind.INSTITUTION else 6)
    if digits is None:
        return None
    if level is not PlaceKind.INSTITUTION:
        return None if own_annex else OfficialPlace(level, digits)
    last = own_annex.strip() or annex or "0"
    return OfficialPlace(level, f"{digits}-{last}") if re.fullmatch(r"[0-9]", last) else None
