"""What changed from one version of a form to another, told by JSON Pointer and in words.

Parts are known by their codes (levels by their values), never by their position: an item that was
moved and reworded is one item, moved and changed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.instruments.model import MAX_NUMBER, MAX_TEXT, pointer
from domain.json_values import same

_Json = Mapping[str, Any]
_At = tuple[object, ...]


class FormPart(StrEnum):
    """What sort of thing changed."""

    SCALE = "scale"
    LEVEL = "level"
    SECTION = "section"
    ITEM = "item"
    OPTION = "option"
    COLUMN = "column"
    ROW = "row"
    RULE = "rule"


class FormChange(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


_NAMES = {
    FormPart.SCALE: ("la escala", "the scale"),
    FormPart.LEVEL: ("el nivel", "the level"),
    FormPart.SECTION: ("la sección", "the section"),
    FormPart.ITEM: ("el ítem", "the item"),
    FormPart.OPTION: ("la opción", "the option"),
    FormPart.COLUMN: ("la columna", "the column"),
    FormPart.ROW: ("la fila", "the row"),
    FormPart.RULE: ("la regla", "the rule"),
}
_PROPERTIES = {
    "title": "título",
    "title_en": "título en inglés",
    "text": "texto",
    "text_en": "texto en inglés",
    "help": "ayuda",
    "kind": "tipo",
    "required": "obligatorio",
    "weight": "peso",
    "scale": "escala",
    "descriptor": "descriptor",
    "descriptors": "descriptores",
    "label": "etiqueta",
    "min": "mínimo",
    "max": "máximo",
    "whole": "entero",
    "max_length": "largo máximo",
    "performance": "desempeño",
    "aspects": "aspectos",
    "skip": "salto",
    "conduct_flag": "marca",
    "examples": "ejemplos",
    "cells": "celdas",
    "section": "sección",
    "when": "condición",
    "must": "exigencia",
}
"""In Spanish; in English they are told by their own names."""
_VERBS = {
    FormChange.ADDED: ("Se agregó", "Added:"),
    FormChange.REMOVED: ("Se retiró", "Removed:"),
    FormChange.MOVED: ("Cambió de lugar", "Moved:"),
    FormChange.CHANGED: ("Cambió", "Changed:"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `at` points into the newer definition, or into the older for what was removed;
    `name` is the property that changed (None: the whole, or its order); values are as written, None
    where the property is left out."""

    kind: FormChange
    part: FormPart
    code: str
    at: str
    name: str | None
    before: object
    after: object

    @property
    def es(self) -> str:
        """The change in a line of Spanish."""
        return self._sentence(0, "de", "a")

    @property
    def en(self) -> str:
        """The change in a line of English."""
        return self._sentence(1, "from", "to")

    def as_object(self) -> dict[str, object]:
        """The change as an object of plain values."""
        return {
            "kind": self.kind,
            "part": self.part,
            "code": self.code,
            "at": self.at,
            "property": self.name,
            "before": self.before,
            "after": self.after,
            "es": self.es,
            "en": self.en,
        }

    def _sentence(self, language: int, source: str, to: str) -> str:
        line = f"{_VERBS[self.kind][language]} {_NAMES[self.part][language]} «{self.code}»"
        if self.name is None:
            return f"{line}."
        values = f"{source} {_quoted(self.before)} {to} {_quoted(self.after)}"
        name = self.name if language else _PROPERTIES.get(self.name, self.name)
        return f"{line}: {name}, {values}."


_PARTS: Mapping[FormPart, Mapping[str, FormPart]] = {
    FormPart.SCALE: {"levels": FormPart.LEVEL},
    FormPart.SECTION: {},
    FormPart.ITEM: {"options": FormPart.OPTION, "columns": FormPart.COLUMN, "rows": FormPart.ROW},
    FormPart.COLUMN: {"options": FormPart.OPTION},
}
"""Which lists of a part hold parts of their own."""
_DEFAULTS: Mapping[str, object] = {
    "weight": 0,
    "whole": False,
    "conduct_flag": False,
    "skip": False,
    "max_length": MAX_TEXT,
    "min": -MAX_NUMBER,
    "max": MAX_NUMBER,
}
_OF_ROWS: Mapping[str, object] = {"required": True}


@dataclass(frozen=True, slots=True)
class _Part:
    """A part in one of the definitions: where, what, and of an item its section."""

    at: _At
    value: _Json
    inside: str | None = None


_Named = Mapping[str, _Part]


def differences(before: _Json, after: _Json) -> list[Difference]:
    """The changes from one sound definition (as JSON) to another: scales, sections, items with
    their options, columns and rows, rules. Equal meanings differ in nothing: an optional property
    that is null or has its default value is the same as one left out."""
    return [
        *_compared(FormPart.SCALE, _scales(before), _scales(after), ordered=False),
        *_compared(FormPart.SECTION, *(_listed(each, ("sections",)) for each in (before, after))),
        *_compared(FormPart.ITEM, _items(before), _items(after)),
        *_compared(FormPart.RULE, *(_listed(each, ("rules",)) for each in (before, after))),
    ]


def _scales(definition: _Json) -> dict[str, _Part]:
    at = ("definition", "scales")
    scales = definition.get("scales") or {}
    return {code: _Part((*at, code), scale) for code, scale in scales.items()}


def _listed(
    whole: _Json, at: _At, key: str = "code", above: _At = ("definition",)
) -> dict[str, _Part]:
    elements = whole.get(str(at[-1])) or []
    return {str(each[key]): _Part((*above, *at, n), each) for n, each in enumerate(elements)}


def _items(definition: _Json) -> dict[str, _Part]:
    return {
        item["code"]: _Part(("definition", "sections", s, "items", n), item, section["code"])
        for s, section in enumerate(definition["sections"])
        for n, item in enumerate(section["items"])
    }


def _compared(
    part: FormPart, before: _Named, after: _Named, *, ordered: bool = True, owner: str = ""
) -> Iterator[Difference]:
    for code, gone in before.items():
        if code not in after:
            yield _whole(FormChange.REMOVED, part, owner + code, gone, before=gone.value)
    moved = _moved(before, after) if ordered else set[str]()
    for code, new in after.items():
        name = owner + code
        if code not in before:
            yield _whole(FormChange.ADDED, part, name, new, after=new.value)
            continue
        old = before[code]
        if old.inside != new.inside:
            where = pointer(*new.at)
            yield Difference(FormChange.MOVED, part, name, where, "section", old.inside, new.inside)
        elif code in moved:
            yield _whole(FormChange.MOVED, part, name, new)
        yield from _changed(part, name, old, new)


def _whole(
    kind: FormChange, part: FormPart, code: str, found: _Part, *,
    before: object = None, after: object = None,
) -> Difference:  # fmt: skip
    return Difference(kind, part, code, pointer(*found.at), None, before, after)


def _changed(part: FormPart, code: str, old: _Part, new: _Part) -> Iterator[Difference]:
    lists = _PARTS.get(part, {})
    apart = {"code", "items", *lists}
    defaults = _OF_ROWS if part is FormPart.ROW else _DEFAULTS
    was, now = (_properties(each.value, apart, defaults) for each in (old, new))
    for name in now | was:
        first, last = was.get(name), now.get(name)
        if not same(first, last):
            at = pointer(*new.at, name)
            yield Difference(FormChange.CHANGED, part, code, at, name, first, last)
    for name, inner in lists.items():
        key = "value" if inner is FormPart.LEVEL else "code"
        yield from _compared(
            inner,
            _listed(old.value, (name,), key, old.at),
            _listed(new.value, (name,), key, new.at),
            owner=f"{code}/",
        )


def _properties(value: _Json, apart: set[str], defaults: Mapping[str, object]) -> dict[str, Any]:
    """The properties that say something; a weight of 1.0 is one of 1."""
    return {
        name: each
        for name, each in ((n, _plain(v)) for n, v in value.items() if n not in apart)
        if each is not None and not any(same(each, bare) for bare in ({}, [], defaults.get(name)))
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moved(before: _Named, after: _Named) -> set[str]:
    """The fewest codes that, moved within what holds them, turn one order into the other."""
    holders = {found.inside for found in after.values()}
    moved: set[str] = set()
    for holder in holders:
        stayed = [
            code
            for code, found in after.items()
            if found.inside == holder and code in before and before[code].inside == holder
        ]
        place = {code: n for n, code in enumerate(before)}
        moved |= set(stayed) - _in_order([(place[code], code) for code in stayed])
    return moved


def _in_order(placed: Sequence[tuple[int, str]]) -> set[str]:
    """The codes of a longest increasing subsequence of the places."""
    ends: list[int] = []
    last: list[str] = []
    earlier: dict[str, str | None] = {}
    for place, code in placed:
        at = bisect_left(ends, place)
        earlier[code] = last[at - 1] if at else None
        ends[at : at + 1], last[at : at + 1] = [place], [code]
    unmoved: set[str] = set()
    step = last[-1] if last else None
    while step is not None:
        unmoved.add(step)
        step = earlier[step]
    return unmoved


def _quoted(value: object) -> str:
    text = "—" if value is None else str(value)
    return f"«{text if len(text) <= 120 else text[:119] + '…'}»"
