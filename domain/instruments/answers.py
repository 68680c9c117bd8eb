"""Whether a set of answers is a full and sound filling of a form, and what it scores."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.errors import Finding, Invalid
from domain.instruments.model import (
    SCORED,
    UNWRITABLE,
    Definition,
    Item,
    ItemKind,
    pointer,
    same,
    skipped_by,
)

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
}


class InvalidAnswers(Invalid):
    """The answers do not fill the form; `errors` name every faulty item at once."""

    code = "invalid-answers"
    title_es, title_en = "Respuestas no válidas", "Invalid answers"
    es = "La ficha tiene {count} respuesta(s) por corregir."
    en = "The form has {count} answer(s) to correct."


@dataclass(frozen=True, slots=True)
class Checked:
    """Sound answers: their score (0 to 1, four decimals; None if nothing is scored), the items
    an earlier answer skipped, and the items whose *marca* was raised (restricted reading)."""

    score: Decimal | None
    skipped: tuple[str, ...]
    conduct_flags: tuple[str, ...]


def check_answers(definition: Definition, answers: Mapping[str, object]) -> Checked:
    """The score and marks of full, sound answers; InvalidAnswers lists every faulty item at once.

    `answers` may be any JSON: nothing but InvalidAnswers is ever raised.
    """
    if not isinstance(answers, Mapping):
        raise InvalidAnswers([_finding(None, "not-an-object")], count=1)
    items = definition.items
    skipped = _skipped(items, answers)
    found = [(item, _fault(item, answers, skipped)) for item in items]
    known = {item.code for item in items}
    faults = [_finding(item, code, item.code) for item, code in found if code is not None]
    faults += [_finding(None, "unknown-item", name) for name in answers if name not in known]
    if faults:
        raise InvalidAnswers(faults, count=len(faults))
    return Checked(
        score=_score(items, answers),
        skipped=tuple(item.code for item in items if item.code in skipped),
        conduct_flags=tuple(
            item.code for item in items if item.conduct_flag and answers.get(item.code) is True
        ),
    )


def fault_of(item: Item, value: object) -> str | None:
    """The code of what is wrong with `value` as an answer to `item`; None when it is sound."""
    match item.kind:
        case ItemKind.BOOLEAN:
            return None if isinstance(value, bool) else "wrong-type"
        case ItemKind.LEVEL:
            return _level_fault(item, value)
        case ItemKind.NUMBER:
            return _number_fault(item, value)
        case ItemKind.TEXT | ItemKind.EVIDENCE:
            return _text_fault(item, value)
        case ItemKind.DATE:
            return _date_fault(value)
        case ItemKind.CHOICE:
            return _choice_fault(item, value)


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
    told = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return None if item.minimum <= told <= item.maximum else "out-of-range"


def _text_fault(item: Item, value: object) -> str | None:
    if not isinstance(value, str):
        return "wrong-type"
    if UNWRITABLE.search(value):
        return "bad-character"
    if len(value) > item.max_length:
        return "too-long"
    return "missing-required" if item.required and not value.strip() else None


def _date_fault(value: object) -> str | None:
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


def _fault(item: Item, answers: Mapping[str, object], skipped: set[str]) -> str | None:
    if item.code not in answers:
        return "missing-required" if item.required and item.code not in skipped else None
    if item.code in skipped:
        return "answered-but-skipped"
    return fault_of(item, answers[item.code])


def _skipped(items: tuple[Item, ...], answers: Mapping[str, object]) -> set[str]:
    skipped: set[str] = set()
    for item in items:
        if item.skip is None or item.code in skipped or item.code not in answers:
            continue
        if same(answers[item.code], item.skip.when):
            skipped.update(skipped_by(item, items))
    return skipped


def _score(items: tuple[Item, ...], answers: Mapping[str, object]) -> Decimal | None:
    got = most = Decimal(0)
    for item in items:
        value = answers.get(item.code)
        if item.kind in SCORED and isinstance(value, int):
            got += item.weight * int(value)
            most += item.weight * item.top
    return (got / most).quantize(Decimal("0.0001"), ROUND_HALF_UP) if most else None


def _finding(item: Item | None, code: str, *name: str) -> Finding:
    es, en = _TEXTS[code]
    facts = {} if item is None else _facts(item)
    field = pointer("answers", *name)
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
