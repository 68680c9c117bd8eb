"""Reading the rules of a definition: every defect is noted, none is guessed at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.instruments.faults import fault_of
from domain.instruments.model import MAX_TEXT, Item, ItemKind
from domain.instruments.reading import DefinitionNode, no_repeats
from domain.instruments.rules import (
    AllCondition,
    AnsweredCondition,
    AnyCondition,
    Comparison,
    ComparisonCondition,
    Expression,
    LevelsCondition,
    NotCondition,
    Rule,
    Steps,
)

MOST_RULES, MOST_PARTS, DEEPEST = 100, 20, 5
_OPERATORS = ("answered", *Comparison, "at_least", "all", "any", "not")
_ORDERED = {"number", "date"}
_SORTS = {
    ItemKind.LEVEL: "number",
    ItemKind.NUMBER: "number",
    ItemKind.BOOLEAN: "truth",
    ItemKind.DATE: "date",
    ItemKind.CHOICE: "option",
    ItemKind.TEXT: "words",
    ItemKind.EVIDENCE: "words",
}
"""Answers of one sort can be compared; numbers and dates also have an order."""


def read_rules(root: DefinitionNode, items: Mapping[Steps, Item]) -> tuple[Rule, ...]:
    """The rules of a definition whose questions are `items`, their defects noted. Where the
    questions have defects themselves, how they fit a rule is not judged."""
    reader = _Reader(items, judges=not root.defects)
    places = root.places("rules", MOST_RULES)
    no_repeats(places)
    rules = [_rule(place, reader) for place in places]
    return tuple(rule for rule in rules if rule is not None)


def _rule(place: DefinitionNode, reader: "_Reader") -> Rule | None:
    place.only({"code", "text", "text_en", "when", "must"})
    code, text = place.code("code"), place.text("text", MAX_TEXT)
    text_en = place.maybe_text("text_en", MAX_TEXT)
    when = reader.read(place.inside("when"), 1) if place.has("when") else None
    must = reader.read(place.inside("must"), 1) if place.needs("must") else None
    return None if code is None or must is None else Rule(code, text, text_en, when, must)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads expressions about what a form asks; None stands for one that cannot be read."""

    items: Mapping[Steps, Item]
    judges: bool
    names: Mapping[str, Steps] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {"/".join(steps): steps for steps in self.items})

    def read(self, place: DefinitionNode, depth: int) -> Expression | None:
        """The expression at a place."""
        if depth > DEEPEST:
            place.note("too-deep", limit=DEEPEST)
            return None
        operators = [name for name in _OPERATORS if place.has(name)]
        if len(operators) == 1 and len(place.raw) == 1:
            return self._operated(place, operators[0], depth)
        if place.sound:
            place.note("rule-operator", operators=", ".join(_OPERATORS))
        return None

    def _operated(self, place: DefinitionNode, name: str, depth: int) -> Expression | None:
        match name:
            case "answered":
                item = self._item(place, place.raw[name], name)
                return None if item is None else AnsweredCondition(item)
            case "at_least":
                return self._at_least(place.inside(name))
            case "not":
                part = self.read(place.inside(name), depth + 1)
                return None if part is None else NotCondition(part)
            case "all" | "any":
                return self._several(place, name, depth)
            case _:
                return self._compared(place, Comparison(name))

    def _several(self, place: DefinitionNode, name: str, depth: int) -> Expression | None:
        read = [self.read(each, depth + 1) for each in place.some(name, MOST_PARTS)]
        parts = tuple(part for part in read if part is not None)
        if not parts:
            return None
        return AllCondition(parts) if name == "all" else AnyCondition(parts)

    def _item(self, place: DefinitionNode, name: object, *at: object) -> Steps | None:
        steps = self.names.get(name) if isinstance(name, str) else None
        if steps is None:
            place.note("rule-unknown-item", *at)
        elif self.items[steps].conduct_flag:
            # A rule between a mark and other answers would tell the mark by the others.
            place.note("rule-names-flag", *at)
        return steps

    def _compared(self, place: DefinitionNode, how: Comparison) -> Expression | None:
        sides = place.elements(how, 2)
        left = sides[0] if len(sides) == 2 else None
        if not isinstance(left, Mapping) or left.keys() != {"item"}:
            place.note("rule-sides", how)
            return None
        item, right = self._item(place, left["item"], how, 0, "item"), sides[1]
        if isinstance(right, Mapping):
            return self._with_item(place, how, item, right)
        if right is None or isinstance(right, list):
            place.note("rule-sides", how)
            return None
        return self._with_value(place, how, item, right)

    def _with_item(
        self,
        place: DefinitionNode,
        how: Comparison,
        item: Steps | None,
        right: Mapping[str, object],
    ) -> Expression | None:
        if right.keys() != {"item"}:
            place.note("rule-sides", how)
            return None
        other = self._item(place, right["item"], how, 1, "item")
        if item is None or other is None:
            return None
        sorts = {self._sort(item), self._sort(other)}
        if self.judges and (len(sorts) > 1 or not self._fits(how, sorts.pop())):
            place.note("rule-types", how)
        return ComparisonCondition(how, item, other, None)

    def _with_value(
        self, place: DefinitionNode, how: Comparison, item: Steps | None, value: object
    ) -> Expression | None:
        if item is None:
            return None
        if self.judges and not self._fits(how, self._sort(item)):
            place.note("rule-types", how)
        elif self.judges and fault_of(self.items[item], value) is not None:
            place.note("rule-value", how, 1)
        return ComparisonCondition(how, item, None, value)

    def _sort(self, item: Steps) -> str:
        return _SORTS[self.items[item].kind]

    @staticmethod
    def _fits(how: Comparison, sort: str) -> bool:
        return sort in _ORDERED or how in {Comparison.EQ, Comparison.NE}

    def _at_least(self, place: DefinitionNode) -> Expression | None:
        place.only({"count", "level", "of"})
        for name in ("count", "level"):
            place.needs(name)
        count = place.whole("count", 1, low=1, high=500)
        level = place.whole("level", 1, low=0, high=100)
        named = place.elements("of", 500) if place.needs("of") else []
        read = [self._item(place, name, "of", at) for at, name in enumerate(named)]
        of = tuple(dict.fromkeys(item for item in read if item is not None))
        if self.judges:
            self._check_levels(place, read, level)
        if count > len(named):
            place.note("rule-count", "count")
        return LevelsCondition(count, level, of) if of else None

    def _check_levels(self, place: DefinitionNode, read: list[Steps | None], level: int) -> None:
        for at, item in enumerate(read):
            scale = None if item is None else self.items[item].scale
            if item is not None and scale is None:
                place.note("rule-not-level", "of", at)
            elif scale is not None and level not in scale.values:
                place.note("unknown-level", "of", at)
