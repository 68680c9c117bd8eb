"""A code means one thing in all versions of an instrument, so that series stay comparable."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Conflict, Finding
from domain.instruments.model import Definition, Item, ItemKind, pointer


class MeaningChanged(Conflict):
    """A code that reports were answered with returns with another meaning; `errors` name each."""

    code = "meaning-changed"
    title_es, title_en = "Un código cambió de significado", "A code changed its meaning"
    es = (
        "{count} código(s) de una versión ya publicada vuelven con otro significado. Use códigos"
        " nuevos: así las series siguen siendo comparables."
    )
    en = (
        "{count} code(s) of a version published before return with another meaning. Use new codes:"
        " that keeps series comparable."
    )


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a code means, and where the form says so."""

    at: str
    fault: str
    text: str


_Code = tuple[str, ...]
_At = tuple[object, ...]

_TEXTS = {
    "kind-changed": (
        "En la versión {version} era de tipo «{before}»; ahora es «{after}».",
        "In version {version} its kind was «{before}»; now it is «{after}».",
    ),
    "label-changed": (
        "En la versión {version} significaba «{before}»; ahora «{after}».",
        "In version {version} it meant «{before}»; now «{after}».",
    ),
    "performance-changed": (
        "En la versión {version} medía el desempeño «{before}»; ahora «{after}».",
        "In version {version} it measured the desempeño «{before}»; now «{after}».",
    ),
}


def check_meanings(definition: Definition, earlier: Mapping[int, Definition]) -> None:
    """Pass when every code that an earlier version used still means the same, else
    `MeaningChanged`, each code told once, beside the last version that meant something else.

    Compared are the kind and the *desempeño* of items and columns, and the labels of options,
    levels and rows, without minding case, tildes, spaces or a final full stop. An item's wording
    may be mended: it asks the same.
    """
    findings: dict[_Code, Finding] = {}
    now = dict(_meanings(definition))
    for version in sorted(earlier):
        for code, before in _meanings(earlier[version]):
            after = now.get(code)
            if after is not None and folded(after.text) != folded(before.text):
                es, en = _TEXTS[after.fault]
                facts = {"version": version, "before": before.text, "after": after.text}
                findings[code] = Finding(
                    after.at, after.fault, es.format(**facts), en.format(**facts)
                )
    if findings:
        raise MeaningChanged(findings.values(), count=len(findings))


def folded(words: str) -> str:
    """The words without what spelling changes: case, tildes, spaces, a final full stop."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split()).rstrip(". ")


def _meanings(definition: Definition) -> Iterator[tuple[_Code, _Meaning]]:
    for s, section in enumerate(definition.sections):
        for n, item in enumerate(section.items):
            yield from _of_item(item, (item.code,), ("definition", "sections", s, "items", n))


def _of_item(item: Item, code: _Code, at: _At) -> Iterator[tuple[_Code, _Meaning]]:
    yield (*code, "kind"), _Meaning(pointer(*at, "kind"), "kind-changed", item.kind)
    if item.performance is not None:
        where = pointer(*at, "performance")
        yield (*code, "performance"), _Meaning(where, "performance-changed", item.performance)
    yield from _of_answers(item, code, at)
    if item.kind is ItemKind.TABLE:
        for n, column in enumerate(item.columns):
            yield from _of_item(column, (*code, "column", column.code), (*at, "columns", n))
        for n, row in enumerate(item.rows):
            where = pointer(*at, "rows", n, "text")
            yield (*code, "row", row.code), _Meaning(where, "label-changed", row.text)
            if row.performance is not None:
                where = pointer(*at, "rows", n, "performance")
                named = _Meaning(where, "performance-changed", row.performance)
                yield (*code, "row", row.code, "performance"), named


def _of_answers(item: Item, code: _Code, at: _At) -> Iterator[tuple[_Code, _Meaning]]:
    labels: Sequence[tuple[str, str, _At]] = [
        (option.code, option.label, ("options", n, "label"))
        for n, option in enumerate(item.options)
    ]
    if item.scale is not None:
        labels = [(str(level.value), level.label, ("scale",)) for level in item.scale.levels]
    for value, label, where in labels:
        meaning = _Meaning(pointer(*at, *where), "label-changed", label)
        yield (*code, "answer", value), meaning
