"""Reading a definition: every defect is told at once, and only a sound one comes out."""

from collections.abc import Mapping
from itertools import pairwise

from domain.errors import Finding, Invalid
from domain.instruments.items import read_item
from domain.instruments.model import (
    CODE,
    MAX_TEXT,
    Definition,
    Item,
    ItemKind,
    Level,
    Scale,
    Section,
    asked_of,
)
from domain.instruments.reading import TITLE, DefinitionNode, no_repeats
from domain.instruments.rule_reading import read_rules
from domain.instruments.tables import read_table

MOST_ITEMS, MOST_CELLS = 500, 2000
"""Of a whole form: what one set of answers may hold, and a person can still fill."""

_PlacedItems = list[tuple[DefinitionNode, Item]]


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
    root = DefinitionNode(data, ("definition",), defects)
    root.only({"scales", "sections", "rules"})
    scales = _scales(root.inside("scales"))
    places = root.some("sections", 50)
    items: _PlacedItems = []
    sections = tuple(_section(place, scales, items) for place in places)
    no_repeats(places)
    no_repeats([place for place, _ in items])
    _check_skips(items)
    questions = dict(asked_of(item for _, item in items))
    _check_size(root, len(items), len(questions))
    rules = read_rules(root, questions)
    if defects:
        raise InvalidInstrument(defects, count=len(defects))
    return Definition(scales=scales, sections=sections, rules=rules)


def _check_size(root: DefinitionNode, items: int, questions: int) -> None:
    for count, most in ((items, MOST_ITEMS), (questions, MOST_CELLS)):
        if count > most:
            root.note("too-many", "sections", limit=most)
            return


def _scales(place: DefinitionNode) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for code in place.raw:
        if not (isinstance(code, str) and CODE.fullmatch(code)):
            place.note("bad-code", code)
        else:
            scales[code] = _scale(code, place.inside(code))
    return scales


def _scale(code: str, place: DefinitionNode) -> Scale:
    place.only({"levels"})
    levels = tuple(_level(each) for each in place.some("levels", 20))
    if len(levels) == 1:
        place.note("few-levels", "levels")
    if any(low.value >= high.value for low, high in pairwise(levels)):
        place.note("levels-out-of-order", "levels")
    return Scale(code, levels)


def _level(place: DefinitionNode) -> Level:
    place.only({"value", "label", "descriptor"})
    place.needs("value")
    return Level(
        value=place.whole("value", 0, low=0, high=100),
        label=place.text("label", TITLE),
        descriptor=place.maybe_text("descriptor", MAX_TEXT),
    )


def _section(place: DefinitionNode, scales: Mapping[str, Scale], items: _PlacedItems) -> Section:
    place.only({"code", "title", "title_en", "items"})
    code, title = place.code("code"), place.text("title", TITLE)
    title_en = place.maybe_text("title_en", TITLE)
    found = [(each, _item(each, scales)) for each in place.some("items", 300)]
    items.extend(found)
    return Section(code or "", title, title_en, tuple(item for _, item in found))


def _item(place: DefinitionNode, scales: Mapping[str, Scale]) -> Item:
    item = read_item(place, scales)
    return read_table(place, item, scales) if item.kind is ItemKind.TABLE else item


def _check_skips(items: _PlacedItems) -> None:
    codes = [item.code for _, item in items]
    for at, (place, item) in enumerate(items):
        if item.skip is None:
            continue
        if item.skip.to not in codes:
            place.note("skip-unknown-item", "skip", "to")
        elif codes.index(item.skip.to) <= at:
            place.note("skip-backwards", "skip", "to")
