"""Whether a set of answers is a full and sound filling of a form, and what it scores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.errors import Finding, Invalid
from domain.instruments.faults import fault_of, finding
from domain.instruments.model import (
    SCORED,
    Definition,
    Item,
    ItemKind,
    TableRow,
    asked_of,
    pointer,
    skipped_by,
)
from domain.instruments.rules import KnownAnswers, Rule, Steps, is_broken, items_of
from domain.json_values import same


class InvalidAnswers(Invalid):
    """The answers do not fill the form; `errors` name every faulty item at once."""

    code = "invalid-answers"
    title_es, title_en = "Respuestas no válidas", "Invalid answers"
    es = "La ficha tiene {count} respuesta(s) por corregir."
    en = "The form has {count} answer(s) to correct."


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """Sound answers: their score (0 to 1, four decimals; None if nothing is scored), the items
    an earlier answer skipped, and the items whose *marca* was raised (restricted reading)."""

    score: Decimal | None
    skipped: tuple[str, ...]
    conduct_flags: tuple[str, ...]


def check_answers(definition: Definition, answers: Mapping[str, object]) -> CheckedAnswers:
    """The score and marks of full, sound answers; InvalidAnswers lists every faulty item at once.

    A fault of a table is told of its cell (`/answers/item/row/column`), a broken rule of the first
    item it demands something of. `answers` may be any JSON: only InvalidAnswers is ever raised.
    """
    if not isinstance(answers, Mapping):
        raise InvalidAnswers([finding(None, "not-an-object")], count=1)
    items = definition.items
    skipped = _skipped(items, answers)
    faults = {
        steps: finding(item, code, *steps)
        for each in items
        for steps, item, code in _faults(each, answers, skipped)
    }
    answered = dict(_answered_items(items, answers))
    broken = _broken(definition.rules, answered, faults)
    known = {item.code for item in items}
    unknown = [finding(None, "unknown-item", name) for name in answers if name not in known]
    if findings := [*faults.values(), *unknown, *broken]:
        raise InvalidAnswers(findings, count=len(findings))
    return CheckedAnswers(
        score=_score(answered),
        skipped=tuple(item.code for item in items if item.code in skipped),
        conduct_flags=tuple(
            item.code for item in items if item.conduct_flag and answers.get(item.code) is True
        ),
    )


_Fault = tuple[Steps, Item | None, str]


def _faults(item: Item, answers: Mapping[str, object], skipped: set[str]) -> Iterator[_Fault]:
    """What is wrong with the answer to one item: where, with which question, and the code."""
    if item.code in skipped:
        if item.code in answers:
            yield (item.code,), item, "answered-but-skipped"
    elif item.code not in answers:
        if item.required:
            yield (item.code,), item, "missing-required"
    elif code := fault_of(item, answers[item.code]):
        yield (item.code,), item, code
    elif item.kind is ItemKind.TABLE:
        yield from _faults_of_table(item, answers[item.code])


def _faults_of_table(table: Item, rows: object) -> Iterator[_Fault]:
    assert isinstance(rows, Mapping)  # noqa: S101  `fault_of` has seen it
    for row in table.rows:
        filled = rows.get(row.code, {})
        at = (table.code, row.code)
        if not isinstance(filled, Mapping):
            yield at, None, "not-a-row"
        elif row.required or row.code in rows:
            yield from _faults_of_row(row, filled, at)
    codes = {row.code for row in table.rows}
    yield from (((table.code, code), None, "unknown-row") for code in rows if code not in codes)


def _faults_of_row(row: TableRow, filled: Mapping[str, object], at: Steps) -> Iterator[_Fault]:
    for cell in row.cells:
        if cell.code not in filled:
            code = "missing-required" if cell.required else None
        else:
            code = fault_of(cell, filled[cell.code])
        if code is not None:
            yield (*at, cell.code), cell, code
    known = {cell.code for cell in row.cells}
    yield from (((*at, code), None, "unknown-column") for code in filled if code not in known)


def _answered_items(
    items: tuple[Item, ...], answers: Mapping[str, object]
) -> Iterator[tuple[Steps, tuple[Item, object]]]:
    """Every question that was answered, soundly or not, with its answer."""
    for steps, item in asked_of(items):
        value: object = answers
        for step in steps:
            if not isinstance(value, Mapping) or step not in value:
                break
            value = value[step]
        else:
            yield steps, (item, value)


def _skipped(items: tuple[Item, ...], answers: Mapping[str, object]) -> set[str]:
    skipped: set[str] = set()
    for item in items:
        if item.skip is None or item.code in skipped or item.code not in answers:
            continue
        if same(answers[item.code], item.skip.when):
            skipped.update(skipped_by(item, items))
    return skipped


def _score(answered: Mapping[Steps, tuple[Item, object]]) -> Decimal | None:
    got = most = Decimal(0)
    for item, value in answered.values():
        if item.kind in SCORED and isinstance(value, int):
            got += item.weight * int(value)
            most += item.weight * item.top
    return (got / most).quantize(Decimal("0.0001"), ROUND_HALF_UP) if most else None


def _broken(
    rules: tuple[Rule, ...],
    answered: Mapping[Steps, tuple[Item, object]],
    faults: Mapping[Steps, Finding],
) -> list[Finding]:
    """A rule that rests on a faulty answer is judged once that is corrected."""
    if not rules:
        return []
    faulty = {
        steps
        for rule in rules
        for each in (rule.when, rule.must)
        for steps in (() if each is None else items_of(each))
        if any(steps[:n] in faults for n in range(1, len(steps) + 1))
    }
    sound = {steps: value for steps, (_, value) in answered.items() if steps not in faulty}
    known = KnownAnswers(sound, faulty)
    return [_of_rule(rule) for rule in rules if is_broken(rule, known)]


def _of_rule(rule: Rule) -> Finding:
    demanded = list(items_of(rule.must))
    looked_at = dict.fromkeys((*demanded, *(items_of(rule.when) if rule.when else ())))
    names = ", ".join("/".join(steps) for steps in looked_at)
    return Finding(
        pointer("answers", *demanded[0]),
        "broken-rule",
        f"{rule.text} (regla {rule.code}; ítems: {names})",
        f"{rule.text_en or rule.text} (rule {rule.code}; items: {names})",
    )
