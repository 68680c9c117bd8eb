"""Reading one item of a definition: a question of any kind but the table's own parts."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from domain.instruments.faults import fault_of
from domain.instruments.model import (
    MAX_NUMBER,
    MAX_TEXT,
    SCORED,
    Item,
    ItemKind,
    Option,
    Scale,
    Skip,
)
from domain.instruments.reading import TITLE, DefinitionNode, no_repeats

_WRITTEN = frozenset({ItemKind.TEXT, ItemKind.EVIDENCE})
_SCALAR = frozenset(ItemKind) - {ItemKind.TABLE}
_FOR_KINDS = {
    "scale": frozenset({ItemKind.LEVEL}),
    "descriptors": frozenset({ItemKind.LEVEL}),
    "options": frozenset({ItemKind.CHOICE}),
    "min": frozenset({ItemKind.NUMBER}),
    "max": frozenset({ItemKind.NUMBER}),
    "whole": frozenset({ItemKind.NUMBER}),
    "max_length": _WRITTEN,
    "skip": frozenset({ItemKind.BOOLEAN, ItemKind.LEVEL, ItemKind.CHOICE}),
    "conduct_flag": frozenset({ItemKind.BOOLEAN}),
    "performance": _SCALAR,
    "aspects": _SCALAR,
    "examples": _SCALAR,
    "columns": frozenset({ItemKind.TABLE}),
    "rows": frozenset({ItemKind.TABLE}),
}
_FOR_ALL = {"code", "kind", "text", "help", "required", "weight"}
ITEM = frozenset(_FOR_ALL | _FOR_KINDS.keys())
_OF_THE_ROW = {"performance", "aspects", "skip", "conduct_flag", "columns", "rows"}
COLUMN = ITEM - _OF_THE_ROW
"""A column has no more: these belong to its row, or to an item of its own."""


def read_item(
    place: DefinitionNode,
    scales: Mapping[str, Scale],
    *,
    names: frozenset[str] = ITEM,
    kinds: frozenset[ItemKind] = frozenset(ItemKind),
) -> Item:
    """The item at a place, with its defects noted; `names` and `kinds` are those it may have.

    A table comes without its columns and rows.
    """
    met = len(place.defects)
    place.only(names)
    place.needs("required")
    kind = _kind(place, kinds)
    item = _question(place, kind, _scale_of(place, kind, scales))
    # What follows tries answers on the item, which only tells something of a sound one.
    return item if len(place.defects) > met else _with_answers(place, item)


def _question(place: DefinitionNode, kind: ItemKind | None, scale: Scale | None) -> Item:
    item = Item(
        code=place.code("code") or "",
        kind=kind or ItemKind.TEXT,
        text=place.text("text", MAX_TEXT),
        help=place.maybe_text("help", MAX_TEXT),
        required=place.flag("required"),
        weight=read_weight(place, kind),
        scale=scale,
        descriptors=read_descriptors(place.inside("descriptors"), scale),
        options=_options(place, kind),
        minimum=place.number("min", -MAX_NUMBER),
        maximum=place.number("max", MAX_NUMBER),
        whole=place.flag("whole"),
        max_length=place.whole("max_length", MAX_TEXT, low=1, high=MAX_TEXT),
        performance=place.maybe_text("performance", TITLE),
        aspects=read_aspects(place),
        skip=None,
        conduct_flag=place.flag("conduct_flag"),
        examples=(),
    )
    _note_faults(item, place)
    return item


def _note_faults(item: Item, place: DefinitionNode) -> None:
    if item.minimum > item.maximum:
        place.note("min-over-max", "min")
    if item.conduct_flag and _skips(place):
        # What is left out would tell everybody how the mark was answered.
        place.note("flag-skips", "skip")


def _kind(place: DefinitionNode, kinds: frozenset[ItemKind]) -> ItemKind | None:
    if not place.needs("kind"):
        return None
    value = place.raw["kind"]
    if not isinstance(value, str) or value not in kinds:
        known = ", ".join(kind for kind in ItemKind if kind in kinds)
        place.note("unknown-kind", "kind", kinds=known)
        return None
    kind = ItemKind(value)
    for name, having in _FOR_KINDS.items():
        if place.has(name) and place.raw[name] is not False and kind not in having:
            place.note("not-for-kind", name)
    return kind


def _scale_of(
    place: DefinitionNode, kind: ItemKind | None, scales: Mapping[str, Scale]
) -> Scale | None:
    if kind is not ItemKind.LEVEL:
        return None
    code = place.raw.get("scale")
    if code is None:
        place.note("missing-scale", "scale")
    elif not isinstance(code, str) or code not in scales:
        place.note("unknown-scale", "scale")
    else:
        return scales[code]
    return None


def read_weight(place: DefinitionNode, kind: ItemKind | None) -> Decimal:
    """The weight at a place; what has no scale, or raises a mark, has none."""
    weight = place.number("weight", 0, low=0)
    if weight and kind is not None and kind not in SCORED:
        place.note("weight-without-scale", "weight")
    if weight and place.raw.get("conduct_flag") is True:
        place.note("flag-scored", "weight")
    return weight


def read_descriptors(place: DefinitionNode, scale: Scale | None) -> dict[int, str]:
    """What each level of the scale looks like, by level."""
    values = {str(value): value for value in scale.values} if scale else {}
    if scale:
        for name in place.raw:
            if str(name)[:10] not in values:
                place.note("unknown-level", name)
    found = {str(name)[:10]: text for name, text in place.raw.items()}
    return {
        value: place.words(found[name], name, limit=MAX_TEXT)
        for name, value in values.items()
        if name in found
    }


def _options(place: DefinitionNode, kind: ItemKind | None) -> tuple[Option, ...]:
    places = place.places("options", 100)
    for each in places:
        each.only({"code", "label"})
    no_repeats(places)
    if kind is ItemKind.CHOICE and len(places) < 2:
        place.note("few-options", "options")
    return tuple(Option(each.code("code") or "", each.text("label", TITLE)) for each in places)


def read_aspects(place: DefinitionNode) -> tuple[str, ...]:
    """What is looked at in a desempeño."""
    listed = enumerate(place.elements("aspects", 20))
    return tuple(place.words(value, "aspects", at, limit=TITLE) for at, value in listed)


def _with_answers(place: DefinitionNode, item: Item) -> Item:
    examples = read_examples(place, item)
    if not _skips(place):
        return replace(item, examples=examples)
    node = place.inside("skip")
    node.only({"when", "to"})
    when, to = node.raw.get("when"), node.code("to")
    if node.needs("when") and fault_of(item, when) is not None:
        node.note("skip-value", "when")
    skip = Skip(when, to) if isinstance(when, bool | int | str) and to is not None else None
    return replace(item, examples=examples, skip=skip)


def _skips(place: DefinitionNode) -> bool:
    return place.has("skip") and place.raw["skip"] is not False


def read_examples(place: DefinitionNode, item: Item) -> tuple[object, ...]:
    """The sample answers given at a place, each noted unless it answers the item."""
    examples = tuple(place.elements("examples", 20))
    for at, value in enumerate(examples):
        if fault_of(item, value) is not None:
            place.note("bad-example", "examples", at)
    return examples
