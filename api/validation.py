"""What pydantic found wrong, told as findings in Spanish and English.

A finding's `field` is a JSON Pointer into the body (`/observations/0/observed_on`), `?name` for a
query parameter, or `{name}` for a part of the path.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.errors import Finding

TEXTS: dict[str, tuple[str, str]] = {
    "missing": ("Falta este dato.", "This field is missing."),
    "extra_forbidden": ("Este dato no existe en el contrato.", "The contract has no such field."),
    "string_type": ("Debe ser un texto.", "Must be a text."),
    "string_unicode": ("El texto no es Unicode válido.", "The text is not valid Unicode."),
    "string_too_short": (
        "Debe tener al menos {min_length} carácter(es).",
        "Must have at least {min_length} character(s).",
    ),
    "string_too_long": (
        "Debe tener como máximo {max_length} caracteres.",
        "Must have at most {max_length} characters.",
    ),
    "string_pattern_mismatch": (
        "No tiene el formato esperado ({pattern}).",
        "Does not have the expected format ({pattern}).",
    ),
    "unseen_character": (
        "Tiene {es} en el carácter {at}: no se ve y cambia la palabra. Escríbala de nuevo.",
        "It has {en} at character {at}: unseen, it changes the word. Write it anew.",
    ),
    "lost_zeros": (
        "El código perdió sus ceros a la izquierda: debe ser {whole}.",
        "The code lost its leading zeros: it must be {whole}.",
    ),
    "int_type": ("Debe ser un número entero.", "Must be an integer."),
    "int_parsing": ("Debe ser un número entero.", "Must be an integer."),
    "int_parsing_size": ("El número es demasiado grande.", "The number is too large."),
    "int_from_float": ("Debe ser un número entero.", "Must be an integer."),
    "float_type": ("Debe ser un número.", "Must be a number."),
    "float_parsing": ("Debe ser un número.", "Must be a number."),
    "finite_number": ("Debe ser un número finito.", "Must be a finite number."),
    "bool_type": ("Debe ser verdadero o falso.", "Must be true or false."),
    "bool_parsing": ("Debe ser verdadero o falso.", "Must be true or false."),
    "greater_than_equal": ("Debe ser mayor o igual que {ge}.", "Must be at least {ge}."),
    "less_than_equal": ("Debe ser menor o igual que {le}.", "Must be at most {le}."),
    "greater_than": ("Debe ser mayor que {gt}.", "Must be more than {gt}."),
    "less_than": ("Debe ser menor que {lt}.", "Must be less than {lt}."),
    "enum": ("Debe ser uno de: {expected}.", "Must be one of: {expected}."),
    "literal_error": ("Debe ser uno de: {expected}.", "Must be one of: {expected}."),
    "uuid_parsing": ("Debe ser un UUID.", "Must be a UUID."),
    "uuid_type": ("Debe ser un UUID.", "Must be a UUID."),
    "date_from_datetime_parsing": (
        "Debe ser una fecha real, AAAA-MM-DD.",
        "Must be a real date, YYYY-MM-DD.",
    ),
    "date_from_datetime_inexact": (
        "Debe ser una fecha sin hora, AAAA-MM-DD.",
        "Must be a date without a time, YYYY-MM-DD.",
    ),
    "date_parsing": ("Debe ser una fecha real, AAAA-MM-DD.", "Must be a real date, YYYY-MM-DD."),
    "date_type": ("Debe ser una fecha real, AAAA-MM-DD.", "Must be a real date, YYYY-MM-DD."),
    "datetime_from_date_parsing": (
        "Debe ser un instante RFC 3339 con zona.",
        "Must be an RFC 3339 instant with offset.",
    ),
    "datetime_parsing": (
        "Debe ser un instante RFC 3339 con zona.",
        "Must be an RFC 3339 instant with offset.",
    ),
    "datetime_type": (
        "Debe ser un instante RFC 3339 con zona.",
        "Must be an RFC 3339 instant with offset.",
    ),
    "timezone_aware": (
        "El instante debe llevar su zona (por ejemplo -05:00).",
        "The instant must carry its offset (for instance -05:00).",
    ),
    "list_type": ("Debe ser una lista.", "Must be a list."),
    "dict_type": ("Debe ser un objeto.", "Must be an object."),
    "model_attributes_type": ("Debe ser un objeto.", "Must be an object."),
    "model_type": ("Debe ser un objeto.", "Must be an object."),
    "too_short": (
        "Debe tener al menos {min_length} elemento(s).",
        "Must have at least {min_length}.",
    ),
    "too_long": (
        "Debe tener como máximo {max_length} elementos.",
        "Must have at most {max_length}.",
    ),
    "answer_shape": (
        "Una respuesta es un texto, un número, o verdadero o falso; la de un cuadro, un objeto.",
        "An answer is a text, a number, or true or false; of a table, an object.",
    ),
    "json_invalid": ("No es JSON válido.", "Not valid JSON."),
}
UNKNOWN = ("El dato no es válido.", "The value is not valid.")


def findings_of(faults: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """One finding per fault, each once: a union of types reports the same field many times."""
    by_field: dict[str, Finding] = {}
    for fault in faults:
        finding = _finding(fault)
        by_field.setdefault(finding.field, finding)
    return list(by_field.values())


def _finding(fault: Mapping[str, Any]) -> Finding:
    es, en = TEXTS.get(fault["type"], UNKNOWN)
    facts = fault.get("ctx", {})
    code = str(fault["type"]).replace("_", "-")
    return Finding(_field(fault["loc"]), code, _filled(es, facts), _filled(en, facts))


def _filled(template: str, facts: Mapping[str, Any]) -> str:
    try:
        return template.format(**facts)
    except KeyError:
        return template


def _field(loc: tuple[str | int, ...]) -> str:
    place, *rest = loc
    if place == "query":
        return "?" + ".".join(str(part) for part in rest)
    if place == "path":
        return "{" + ".".join(str(part) for part in rest) + "}"
    if place == "header":
        return ".".join(str(part) for part in rest)
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in rest) or "/"
