"""What the cells of a sheet of people may say, in the words that offices use."""

import re
from datetime import date
from functools import lru_cache

from domain.access.roles import Role
from domain.exchange.sheets.cells import folded, one_of, restored
from domain.people.actors import DNI_DIGITS, DocType, lost_its_zeros
from domain.people.appointments.model import FIRST_DAY, LAST_DAY, LEVEL_OF, Regime
from domain.territory.places import OfficialPlace, PlaceKind

_ROLES: tuple[tuple[str, Role], ...] = (
    (r"minedu", Role.MINEDU),
    (r"dre|gre|especialista.*_(dre|gre)(_.*)?", Role.DRE),
    (r"ugel|especialista.*_ugel(_.*)?", Role.UGEL),
    (r"director.*|directivo", Role.DIRECTOR),
    (r"cp|coordinador.*_pedagogic.*", Role.CP),
    (r"ct|coordinador.*_tutoria.*", Role.CT),
    (r"psicolog.*|psychologist", Role.PSYCHOLOGIST),
    (r"cist|coordinador.*_innovacion.*", Role.CIST),
    (r"docente.*|profesor.*|teacher", Role.TEACHER),
)
_REGIMES = {
    "nombrad": Regime.TENURED,
    "tenured": Regime.TENURED,
    "encarga": Regime.ACTING,
    "acting": Regime.ACTING,
    "contratad": Regime.CONTRACTED,
    "contracted": Regime.CONTRACTED,
    "cas": Regime.CAS,
}
_DOC_TYPES = {
    "dni": DocType.DNI,
    "d_n_i": DocType.DNI,
    "ce": DocType.CE,
    "c_e": DocType.CE,
    "carne": DocType.CE,
    "ptp": DocType.PTP,
    "cpp": DocType.PTP,
}
MEANINGS = 2048
"""Cells whose meaning is remembered: a sheet repeats few; one of nonsense must not fill memory."""
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@lru_cache(MEANINGS)
def doc_type_of(cell: str) -> DocType | None:
    """The type of document; an empty cell is a DNI."""
    return DocType.DNI if not cell else one_of(cell, _DOC_TYPES)


def document_of(doc_type: DocType, cell: str) -> tuple[str, bool]:
    """The number, and whether the zeros that a spreadsheet took from a DNI were put back."""
    number = "".join(cell.split()).upper()
    if doc_type is DocType.DNI and lost_its_zeros(number):
        return number.zfill(DNI_DIGITS), True
    return number, False


@lru_cache(MEANINGS)
def role_of(cell: str) -> Role | None:
    """The role by its wire name or as people write it."""
    plain = folded(cell)
    return next((role for words, role in _ROLES if re.fullmatch(words, plain)), None)


@lru_cache(MEANINGS)
def regime_of(cell: str) -> Regime | None:
    """How the person is hired; None for what is no regime."""
    return one_of(cell, _REGIMES)


@lru_cache(MEANINGS)
def day_of(cell: str) -> date | None:
    """A day written 2024-03-01 or 01/03/2024; None for what is none within living memory."""
    try:
        if match := _DAY_FIRST.fullmatch(cell):
            day = date(int(match[3]), int(match[2]), int(match[1]))
        else:
            day = date.fromisoformat(cell[:10])
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
