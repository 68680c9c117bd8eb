"""The words that a sheet of people is written in: these and no others. The refusal of a cell, the
template and the contract show them as they stand here; «(a)» stands for both genders."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from domain.access.roles import Role
from domain.exchange.sheets.cells import folded
from domain.people.actors import DocType
from domain.people.appointments.model import Regime

Meaning = TypeVar("Meaning")

ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.DIRECTOR: ("director(a)",),
    Role.CP: ("CP", "coordinador(a) pedagógico(a)"),
    Role.CT: ("CT", "coordinador(a) de tutoría"),
    Role.PSYCHOLOGIST: ("psicólogo(a)", "psychologist"),
    Role.CIST: ("CIST", "coordinador(a) de innovación y soporte tecnológico"),
    Role.TEACHER: ("docente", "docente de aula", "profesor(a)", "profesor(a) de aula", "teacher"),
    Role.UGEL: ("UGEL", "especialista UGEL", "especialista JEC UGEL"),
    Role.DRE: (
        "DRE", "especialista DRE", "especialista JEC DRE",
        "GRE", "especialista GRE", "especialista JEC GRE",
    ),
    Role.MINEDU: ("Minedu", "especialista Minedu"),
}  # fmt: skip
REGIMES: Mapping[Regime, tuple[str, ...]] = {
    Regime.TENURED: ("nombrado(a)", "tenured"),
    Regime.ACTING: ("encargado(a)", "encargatura", "acting"),
    Regime.CONTRACTED: ("contratado(a)", "contracted"),
    Regime.CAS: ("CAS",),
}
DOC_TYPES: Mapping[DocType, tuple[str, ...]] = {
    DocType.DNI: ("DNI", "D.N.I.", "documento nacional de identidad"),
    DocType.CE: ("CE", "C.E.", "carné de extranjería", "carnet de extranjería"),
    DocType.PTP: ("PTP", "CPP", "permiso temporal de permanencia"),
}
DAYS = ("2026-03-01", "01/03/2026", "1-3-2026", "1.3.2026")
"""The forms of a day: year first with hyphens, or day first."""

_SMALL = frozenset({"de", "la", "y"})


def key(words: str) -> tuple[str, ...]:
    """How words are compared: without case, tildes, signs, and the small words between."""
    return tuple(word for word in folded(words).split("_") if word not in _SMALL)


def known(choices: Mapping[Meaning, Iterable[str]]) -> Mapping[tuple[str, ...], Meaning]:
    """What each of the words means, in both genders."""
    return {
        key(spelt): meaning
        for meaning, words in choices.items()
        for word in words
        for spelt in (word, word.replace("(a)", ""), re.sub(r"o?\(a\)", "a", word))
    }


def shown(choices: Mapping[Meaning, Iterable[str]]) -> str:
    """All the words, for whoever wrote another."""
    return ", ".join(word for words in choices.values() for word in words)
