"""Rules between the answers of a form: a small closed language, and whether a rule is broken.

What is not known breaks nothing: a comparison with an item that was not answered, or not soundly,
is neither true nor false (Kleene's logic), and only a rule that is surely broken is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import Any, Union

from domain.json_values import same

Steps = tuple[str, ...]
"""Where an answer stands: (item,), or (item, row, column) of a table."""
Known = bool | None
"""Whether something is so; None: it cannot be told yet."""


class Comparison(StrEnum):
    """How two values stand to each other."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


_HOLDS: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQ: same,
    Comparison.NE: lambda one, other: not same(one, other),
    Comparison.LT: lt,
    Comparison.LE: le,
    Comparison.GT: gt,
    Comparison.GE: ge,
}


@dataclass(frozen=True, slots=True)
class AnsweredCondition:
    """The item has an answer."""

    item: Steps


@dataclass(frozen=True, slots=True)
class ComparisonCondition:
    """An answer beside a value, or beside another answer (`other` set)."""

    how: Comparison
    item: Steps
    other: Steps | None
    value: object


@dataclass(frozen=True, slots=True)
class LevelsCondition:
    """`count` or more of the items are at `level` or above."""

    count: int
    level: int
    of: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class AllCondition:
    """Every part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyCondition:
    """Some part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class NotCondition:
    """The part does not hold."""

    part: "Expression"


Expression = Union[  # noqa: UP007  it is recursive
    AnsweredCondition,
    ComparisonCondition,
    LevelsCondition,
    AllCondition,
    AnyCondition,
    NotCondition,
]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `when` holds (None: always), `must` has to."""

    code: str
    text: str
    text_en: str | None
    when: Expression | None
    must: Expression


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is known of the answers: the sound ones by their steps, and the steps at fault."""

    sound: Mapping[Steps, object]
    faulty: frozenset[Steps] | set[Steps]


def is_broken(rule: Rule, answers: KnownAnswers) -> bool:
    """True when the rule applies for sure and what it demands does not hold for sure."""
    if rule.when is not None and holds(rule.when, answers) is not True:
        return False
    return holds(rule.must, answers) is False


def holds(expression: Expression, answers: KnownAnswers) -> Known:
    """Whether the expression is true of the answers, or None when they do not say."""
    match expression:
        case AnsweredCondition(item):
            return None if item in answers.faulty else item in answers.sound
        case ComparisonCondition():
            return _compared(expression, answers)
        case LevelsCondition(count, level, of):
            return _counted(count, [_reached(item, level, answers) for item in of])
        case AllCondition(parts):
            return _every([holds(part, answers) for part in parts])
        case AnyCondition(parts):
            return _opposite(_every([_opposite(holds(part, answers)) for part in parts]))
        case NotCondition(part):
            return _opposite(holds(part, answers))


def _compared(condition: ComparisonCondition, answers: KnownAnswers) -> Known:
    named = (condition.item,) if condition.other is None else (condition.item, condition.other)
    if any(item not in answers.sound for item in named):
        return None
    value = condition.value if condition.other is None else answers.sound[condition.other]
    return _HOLDS[condition.how](_exact(answers.sound[condition.item]), _exact(value))


def _reached(item: Steps, level: int, answers: KnownAnswers) -> Known:
    if item in answers.faulty:
        return None
    value = answers.sound.get(item)
    return isinstance(value, int) and value >= level


def _counted(count: int, reached: Sequence[Known]) -> Known:
    sure = sum(each is True for each in reached)
    if sure >= count:
        return True
    return None if sure + sum(each is None for each in reached) >= count else False


def _every(known: Sequence[Known]) -> Known:
    if False in known:
        return False
    return None if None in known else True


def _opposite(known: Known) -> Known:
    return None if known is None else not known


def _exact(value: object) -> object:
    """Numbers by their value, as written: 0.3 is the 0.3 of the definition, whatever its binary
    neighbour is, and 1.0 is 1; true is no number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


def items_of(expression: Expression) -> Iterator[Steps]:
    """The answers that the expression looks at, in its order."""
    match expression:
        case AnsweredCondition(item):
            yield item
        case ComparisonCondition(_, item, other, _):
            yield item
            yield from () if other is None else (other,)
        case LevelsCondition(_, _, of):
            yield from of
        case AllCondition(parts) | AnyCondition(parts):
            for part in parts:
                yield from items_of(part)
        case NotCondition(part):
            yield from items_of(part)


def written(expression: Expression) -> dict[str, object]:
    """The expression as a definition has it."""
    match expression:
        case AnsweredCondition(item):
            return {"answered": _name(item)}
        case ComparisonCondition(how, item, other, value):
            side = value if other is None else {"item": _name(other)}
            return {str(how): [{"item": _name(item)}, side]}
        case LevelsCondition(count, level, of):
            return {"at_least": {"count": count, "level": level, "of": [_name(i) for i in of]}}
        case AllCondition(parts):
            return {"all": [written(part) for part in parts]}
        case AnyCondition(parts):
            return {"any": [written(part) for part in parts]}
        case NotCondition(part):
            return {"not": written(part)}


def written_rule(rule: Rule) -> dict[str, object]:
    """The rule as a definition has it, with every property."""
    return {
        "code": rule.code,
        "text": rule.text,
        "text_en": rule.text_en,
        "when": None if rule.when is None else written(rule.when),
        "must": written(rule.must),
    }


def _name(steps: Steps) -> str:
    return "/".join(steps)
