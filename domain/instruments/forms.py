"""What others need of a form: a JSON Schema of its answers, and a full set of sample answers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from zlib import crc32

from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.model import (
    MAX_NUMBER,
    Definition,
    Item,
    ItemKind,
    TableRow,
    skipped_by,
)
from domain.instruments.rules import written_rule
from domain.instruments.tables import needed
from domain.json_values import same

_Json = dict[str, object]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[ItemKind, _Json] = {
    ItemKind.BOOLEAN: {"type": "boolean"},
    ItemKind.DATE: {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    },
}
_DRAWS = 64
_FIRST_DAY = date(2024, 3, 11)


def answers_schema(definition: Definition) -> _Json:
    """A JSON Schema (2020-12) of the answers, for clients to check before they send.

    Skips are in it in full. It is looser than `check_answers` in four things JSON Schema does not
    tell well: 1.0 passes for the integer 1, a date's day need not exist, texts may hold control
    characters, and the rules between items stand beside it, as data, in `x-rules`.
    """
    items, rules = definition.items, definition.rules
    skips = [(_answered(item), skipped_by(item, items)) for item in items if item.skip]
    covers = {
        item.code: [when for when, codes in skips if item.code in codes]
        for item in items
        if item.required
    }
    conditions = _conditions(skips, covers)
    return {
        "$schema": _DRAFT,
        **_object(
            {item.code: _answer(item) for item in items},
            [code for code, whens in covers.items() if not whens],
        ),
        **({"allOf": conditions} if conditions else {}),
        **({"x-rules": [written_rule(rule) for rule in rules]} if rules else {}),
    }


def example_answers(definition: Definition, seed: int = 0) -> dict[str, object]:
    """Full, valid answers, the same for the same definition and seed; levels vary with the seed.

    No *marca* is ever raised. Texts come from the items' `examples`, where they have any. Answers
    that break a rule are drawn again, up to a limit: rules that hardly any answers meet may stay
    broken.
    """
    answers = _drawn(definition, seed)
    for again in range(1, _DRAWS if definition.rules else 1):
        try:
            check_answers(definition, answers)
        except InvalidAnswers:
            answers = _drawn(definition, seed + again * 10_007)
        else:
            break
    return answers


def _drawn(definition: Definition, seed: int) -> dict[str, object]:
    answers: dict[str, object] = {}
    left_out: set[str] = set()
    for item in definition.items:
        if item.code in left_out:
            continue
        answers[item.code] = _sample(item, crc32(f"{seed}/{item.code}".encode()))
        if item.skip is not None and same(answers[item.code], item.skip.when):
            left_out.update(skipped_by(item, definition.items))
    return answers


def _conditions(
    skips: list[tuple[_Json, tuple[str, ...]]], covers: dict[str, list[_Json]]
) -> list[_Json]:
    """What is skipped stays out; what is required, if no skip covers it, does not."""
    forbidding: list[_Json] = [
        {"if": when, "then": _none_of(codes)} for when, codes in skips if codes
    ]
    needing: list[_Json] = [
        {"if": {"not": {"anyOf": whens}}, "then": {"required": [code]}}
        for code, whens in covers.items()
        if whens
    ]
    return [*forbidding, *needing]


def _answered(item: Item) -> _Json:
    when = item.skip.when if item.skip else None
    return {"properties": {item.code: {"const": when}}, "required": [item.code]}


def _none_of(codes: Iterable[str]) -> _Json:
    return {"properties": dict.fromkeys(codes, False)}


def _answer(item: Item) -> _Json:
    schema: _Json = {"title": item.text}
    if item.help is not None:
        schema["description"] = item.help
    if item.examples:
        schema["examples"] = list(item.examples)
    return {**schema, **_shape(item)}


def _shape(item: Item) -> _Json:
    match item.kind:
        case ItemKind.LEVEL:
            return {"type": "integer", "oneOf": _levels(item)}
        case ItemKind.CHOICE:
            choices = [{"const": each.code, "title": each.label} for each in item.options]
            return {"type": "string", "oneOf": choices}
        case ItemKind.NUMBER:
            low, high = _plain(item.minimum), _plain(item.maximum)
            sort = "integer" if item.whole else "number"
            return {"type": sort, "minimum": low, "maximum": high}
        case ItemKind.TABLE:
            rows = {row.code: _row(row) for row in item.rows}
            return _object(rows, [row.code for row in item.rows if needed(row)])
        case ItemKind.TEXT | ItemKind.EVIDENCE:
            filled: _Json = {"pattern": "\\S"} if item.required else {}
            return {"type": "string", "maxLength": item.max_length, **filled}
        case ItemKind.BOOLEAN | ItemKind.DATE:
            return _PLAIN[item.kind]


def _row(row: TableRow) -> _Json:
    cells = {cell.code: _answer(cell) for cell in row.cells}
    needed_cells = [cell.code for cell in row.cells if cell.required]
    return {"title": row.text, **_object(cells, needed_cells)}


def _object(properties: Mapping[str, object], required: list[str]) -> _Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _levels(item: Item) -> list[_Json]:
    levels = item.scale.levels if item.scale else ()
    described = [
        (level, item.descriptors.get(level.value) or level.descriptor or None) for level in levels
    ]
    return [
        {"const": level.value, "title": level.label}
        | ({"description": descriptor} if descriptor else {})
        for level, descriptor in described
    ]


def _sample(item: Item, chance: int) -> object:
    if item.conduct_flag:
        return False
    if item.kind is ItemKind.TABLE:
        return {row.code: _sample_row(row, chance) for row in item.rows}
    return item.examples[chance % len(item.examples)] if item.examples else _made(item, chance)


def _sample_row(row: TableRow, chance: int) -> _Json:
    return {
        cell.code: _sample(cell, crc32(f"{chance}/{row.code}/{cell.code}".encode()))
        for cell in row.cells
    }


def _made(item: Item, chance: int) -> object:
    match item.kind:
        case ItemKind.BOOLEAN:
            return chance % 5 > 0
        case ItemKind.LEVEL:
            return _sample_level(item, chance)
        case ItemKind.CHOICE:
            return item.options[chance % len(item.options)].code
        case ItemKind.DATE:
            return (_FIRST_DAY + timedelta(days=chance % 280)).isoformat()
        case ItemKind.NUMBER:
            return _sample_number(item, chance)
        case _:
            return f"Respuesta de ejemplo: {item.text}"[: item.max_length]


def _sample_level(item: Item, chance: int) -> int:
    """The middle of the scale more often than its ends, as two dice do."""
    values = item.scale.values if item.scale else (0,)
    first, second = chance % len(values), chance // 97 % len(values)
    return values[(first + second + 1) // 2]


def _sample_number(item: Item, chance: int) -> int | float:
    low = item.minimum if item.minimum > -MAX_NUMBER else min(item.maximum, Decimal(0))
    high = item.maximum if item.maximum < MAX_NUMBER else min(item.maximum, low + 10)
    whole = round(low + (high - low) * (chance % 101) / 100)
    return whole if low <= whole <= high else _plain(low)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
