"""Reading a definition: every defect is told at once, and only a sound one comes out."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from domain.errors import Finding, Invalid
from domain.instruments.answers import fault_of
from domain.instruments.model import (
    CODE,
    MAX_NUMBER,
    MAX_TEXT,
    SCORED,
    Definition,
    Item,
    ItemKind,
    Level,
    Option,
    Scale,
    Section,
    Skip,
)
from domain.instruments.reading import Place

_WRITTEN = frozenset({ItemKind.TEXT, ItemKind.EVIDENCE})
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
}
_FOR_ALL = {"code", "kind", "text", "help", "required", "weight", "performance", "aspects"}
_ITEM = frozenset(_FOR_ALL | {"examples"} | _FOR_KINDS.keys())
_TITLE = 300

_Asked = list[tuple[Place, Item]]


class InvalidInstrument(Invalid):
    """The definition cannot be a form; `errors` name every defect at once."""

    code = "invalid-instrument"
    title_es, title_en = "Instrumento no válido", "Invalid instrument"
    es = "La definición del instrumento tiene {count} defecto(s)."
    en = "The instrument's definition has {count} defect(s)."


def parse_definition(data: Mapping[str, object]) -> Definition:
    """The definition in `data` (any JSON); InvalidInstrument lists every defect at once.

    A defect's field is a JSON Pointer under `/definition`.
    """
    defects: list[Finding] = []
    root = Place(data, ("definition",), defects)
    root.only({"scales", "sections"})
    scales = _scales(root.inside("scales"))
    places = _some(root, "sections", 50)
    asked: _Asked = []
    sections = tuple(_section(place, scales, asked) for place in places)
    _no_repeats(places)
    _no_repeats([place for place, _ in asked])
    _check_skips(asked)
    if defects:
        raise InvalidInstrument(defects, count=len(defects))
    return Definition(scales=scales, sections=sections)


def _some(place: Place, name: str, most: int) -> list[Place]:
    found = place.places(name, most) if place.needs(name) else []
    if place.raw.get(name) == []:
        place.note("empty", name)
    return found


def _no_repeats(places: list[Place]) -> None:
    met: set[object] = set()
    for place in places:
        code = place.raw.get("code")
        if not isinstance(code, str):
            continue
        if code in met:
            place.note("duplicate-code", "code")
        met.add(code)


def _scales(place: Place) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for code in place.raw:
        if not (isinstance(code, str) and CODE.fullmatch(code)):
            place.note("bad-code", code)
        else:
            scales[code] = _scale(code, place.inside(code))
    return scales


def _scale(code: str, place: Place) -> Scale:
    place.only({"levels"})
    levels = tuple(_level(each) for each in _some(place, "levels", 20))
    if len(levels) == 1:
        place.note("few-levels", "levels")
    if any(low.value >= high.value for low, high in pairwise(levels)):
        place.note("levels-out-of-order", "levels")
    return Scale(code, levels)


def _level(place: Place) -> Level:
    place.only({"value", "label", "descriptor"})
    place.needs("value")
    return Level(
        value=place.whole("value", 0, low=0, high=100),
        label=place.text("label", _TITLE),
        descriptor=place.maybe_text("descriptor", MAX_TEXT),
    )


def _section(place: Place, scales: Mapping[str, Scale], asked: _Asked) -> Section:
    place.only({"code", "title", "title_en", "items"})
    code, title = place.code("code"), place.text("title", _TITLE)
    title_en = place.maybe_text("title_en", _TITLE)
    found = [(each, _item(each, scales)) for each in _some(place, "items", 300)]
    asked.extend(found)
    return Section(code or "", title, title_en, tuple(item for _, item in found))


def _item(place: Place, scales: Mapping[str, Scale]) -> Item:
    met = len(place.defects)
    place.only(_ITEM)
    place.needs("required")
    kind = _kind(place)
    item = _asked(place, kind, _scale_of(place, kind, scales))
    # What follows tries answers on the item, which only tells something of a sound one.
    return item if len(place.defects) > met else _with_answers(place, item)


def _asked(place: Place, kind: ItemKind | None, scale: Scale | None) -> Item:
    item = Item(
        code=place.code("code") or "",
        kind=kind or ItemKind.TEXT,
        text=place.text("text", MAX_TEXT),
        help=place.maybe_text("help", MAX_TEXT),
        required=place.flag("required"),
        weight=_weight(place, kind),
        scale=scale,
        descriptors=_descriptors(place.inside("descriptors"), scale),
        options=_options(place, kind),
        minimum=place.number("min", -MAX_NUMBER),
        maximum=place.number("max", MAX_NUMBER),
        whole=place.flag("whole"),
        max_length=place.whole("max_length", MAX_TEXT, low=1, high=MAX_TEXT),
        performance=place.maybe_text("performance", _TITLE),
        aspects=_aspects(place),
        skip=None,
        conduct_flag=place.flag("conduct_flag"),
        examples=(),
    )
    if item.minimum > item.maximum:
        place.note("min-over-max", "min")
    return item


def _kind(place: Place) -> ItemKind | None:
    if not place.needs("kind"):
        return None
    value = place.raw["kind"]
    if not isinstance(value, str) or value not in set(ItemKind):
        place.note("unknown-kind", "kind", kinds=", ".join(ItemKind))
        return None
    kind = ItemKind(value)
    for name, kinds in _FOR_KINDS.items():
        if place.has(name) and place.raw[name] is not False and kind not in kinds:
            place.note("not-for-kind", name)
    return kind


def _scale_of(place: Place, kind: ItemKind | None, scales: Mapping[str, Scale]) -> Scale | None:
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


def _weight(place: Place, kind: ItemKind | None) -> Decimal:
    weight = place.number("weight", 0, low=0)
    if weight and kind is not None and kind not in SCORED:
        place.note("weight-without-scale", "weight")
    if weight and place.raw.get("conduct_flag") is True:
        place.note("flag-scored", "weight")
    return weight


def _descriptors(place: Place, scale: Scale | None) -> dict[int, str]:
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


def _options(place: Place, kind: ItemKind | None) -> tuple[Option, ...]:
    places = place.places("options", 100)
    for each in places:
        each.only({"code", "label"})
    _no_repeats(places)
    if kind is ItemKind.CHOICE and len(places) < 2:
        place.note("few-options", "options")
    return tuple(Option(each.code("code") or "", each.text("label", _TITLE)) for each in places)


def _aspects(place: Place) -> tuple[str, ...]:
    listed = enumerate(place.elements("aspects", 20))
    return tuple(place.words(value, "aspects", at, limit=_TITLE) for at, value in listed)


def _with_answers(place: Place, item: Item) -> Item:
    examples = tuple(place.elements("examples", 20))
    for at, value in enumerate(examples):
        if fault_of(item, value) is not None:
            place.note("bad-example", "examples", at)
    if not place.has("skip") or place.raw["skip"] is False:
        return replace(item, examples=examples)
    told = place.inside("skip")
    told.only({"when", "to"})
    when, to = told.raw.get("when"), told.code("to")
    if told.needs("when") and fault_of(item, when) is not None:
        told.note("skip-value", "when")
    skip = Skip(when, to) if isinstance(when, bool | int | str) and to is not None else None
    return replace(item, examples=examples, skip=skip)


def _check_skips(asked: _Asked) -> None:
    codes = [item.code for _, item in asked]
    for at, (place, item) in enumerate(asked):
        if item.skip is None:
            continue
        if item.skip.to not in codes:
            place.note("skip-unknown-item", "skip", "to")
        elif codes.index(item.skip.to) <= at:
            place.note("skip-backwards", "skip", "to")
