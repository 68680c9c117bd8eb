"""What can be wrong with one answer, and how it is told."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from domain.errors import Finding
from domain.instruments.model import UNWRITABLE, Item, ItemKind, pointer

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_TEXTS = {
    "not-an-object": (
        "Las respuestas se envían como un objeto: código de ítem y respuesta.",
        "Answers are sent as an object: item code and answer.",
    ),
    "unknown-item": ("La ficha no tiene este ítem.", "The form has no such item."),
    "missing-required": ("Falta responder este ítem.", "This item must be answered."),
    "answered-but-skipped": (
        "Este ítem no corresponde según una respuesta anterior: retírelo.",
        "An earlier answer skips this item: leave it out.",
    ),
    "wrong-type": ("La respuesta debe ser {type_es}.", "The answer must be {type_en}."),
    "out-of-scale": ("Elija un nivel de la escala: {levels}.", "Choose a level: {levels}."),
    "out-of-range": (
        "El número debe estar entre {low} y {high}.",
        "The number must be between {low} and {high}.",
    ),
    "not-whole": ("Escriba un número entero.", "Write a whole number."),
    "too-long": (
        "El texto admite hasta {limit} caracteres.",
        "The text may have up to {limit} characters.",
    ),
    "bad-character": (
        "El texto tiene caracteres de control que no se pueden guardar.",
        "The text has control characters that cannot be stored.",
    ),
    "not-a-date": (
        "Escriba una fecha que exista, como 2024-06-30.",
        "Write a date that exists, as 2024-06-30.",
    ),
    "not-a-row": (
        "Una fila se envía como un objeto: código de columna y respuesta.",
        "A row is sent as an object: column code and answer.",
    ),
    "unknown-row": ("El cuadro no tiene esta fila.", "The table has no such row."),
    "unknown-column": ("El cuadro no tiene esta columna.", "The table has no such column."),
    "unknown-option": ("Elija una de las opciones: {options}.", "Choose one of: {options}."),
}

_TYPES = {
    ItemKind.LEVEL: ("un número entero", "an integer"),
    ItemKind.BOOLEAN: ("verdadero o falso", "true or false"),
    ItemKind.NUMBER: ("un número", "a number"),
    ItemKind.TEXT: ("un texto", "a text"),
    ItemKind.EVIDENCE: ("un texto", "a text"),
    ItemKind.DATE: ("una fecha escrita como texto", "a date written as text"),
    ItemKind.CHOICE: ("el código de una opción", "the code of an option"),
    ItemKind.TABLE: ("un objeto por fila", "an object for each row"),
}


def fault_of(item: Item, value: object) -> str | None:
    """The code of what is wrong with `value` as an answer to `item`; None when it is sound.

    Of a table only whether it is an object of rows: its cells are told one by one.
    """
    return _FAULTS[item.kind](item, value)


def _table_fault(_: Item, value: object) -> str | None:
    return None if isinstance(value, Mapping) else "wrong-type"


def _boolean_fault(_: Item, value: object) -> str | None:
    return None if isinstance(value, bool) else "wrong-type"


def _level_fault(item: Item, value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool) or item.scale is None:
        return "wrong-type"
    return None if value in item.scale.values else "out-of-scale"


def _number_fault(item: Item, value: object) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "wrong-type"
    if isinstance(value, float) and not math.isfinite(value):
        return "out-of-range"
    if item.whole and isinstance(value, float):
        return "not-whole"
    # As written: 0.3 must be the 0.3 of the definition, whatever its binary neighbour is.
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return None if item.minimum <= number <= item.maximum else "out-of-range"


def _text_fault(item: Item, value: object) -> str | None:
    if not isinstance(value, str):
        return "wrong-type"
    if UNWRITABLE.search(value):
        return "bad-character"
    if len(value) > item.max_length:
        return "too-long"
    return "missing-required" if item.required and not value.strip() else None


def _date_fault(_: Item, value: object) -> str | None:
    if not isinstance(value, str):
        return "wrong-type"
    if not _ISO_DATE.fullmatch(value):  # fromisoformat alone also takes weeks and 20240630
        return "not-a-date"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "not-a-date"
    return None


def _choice_fault(item: Item, value: object) -> str | None:
    if not isinstance(value, str):
        return "wrong-type"
    return None if value in {each.code for each in item.options} else "unknown-option"


_FAULTS: Mapping[ItemKind, Callable[[Item, object], str | None]] = {
    ItemKind.LEVEL: _level_fault,
    ItemKind.BOOLEAN: _boolean_fault,
    ItemKind.NUMBER: _number_fault,
    ItemKind.TEXT: _text_fault,
    ItemKind.EVIDENCE: _text_fault,
    ItemKind.DATE: _date_fault,
    ItemKind.CHOICE: _choice_fault,
    ItemKind.TABLE: _table_fault,
}


def finding(item: Item | None, code: str, *steps: str) -> Finding:
    """The fault `code` of an answer, at its steps below `/answers`."""
    es, en = _TEXTS[code]
    facts = {} if item is None else _facts(item)
    field = pointer("answers", *steps)
    return Finding(field=field, code=code, es=es.format(**facts), en=en.format(**facts))


def _facts(item: Item) -> dict[str, object]:
    type_es, type_en = _TYPES[item.kind]
    return {
        "type_es": type_es,
        "type_en": type_en,
        "levels": ", ".join(map(str, item.scale.values)) if item.scale else "",
        "low": f"{item.minimum:f}",
        "high": f"{item.maximum:f}",
        "limit": item.max_length,
        "options": ", ".join(each.code for each in item.options),
    }
