"""JSON of users: when two values are the same, and how one is written to be hashed.

Python says that 1, 1.0 and true are equal. For what somebody sent they are three values: whoever
sends one and is told another was not kept. So nothing that holds such values is compared by `==`
(`tests/domain/test_json_values.py`): not the values, nor a dataclass that has them in it.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal


def same(one: object, other: object) -> bool:
    """Whether they would be told back alike: true is not 1, 1 is not 1.0, null is not absent, the
    order of names says nothing. Of a dataclass, field by field; what is no JSON, by its own `==`.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) is not type(other) and not (_is_number(one) and _is_number(other)):
        return False
    if is_dataclass(one):
        names = (field.name for field in fields(one))
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    first, last = _as_kept(one), _as_kept(other)
    return type(first) is type(last) and first == last


def canonical(value: object) -> str:
    """The one text of a JSON value: what is `same` is written the same."""
    return json.dumps(
        _whole_as_kept(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole_as_kept(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _whole_as_kept(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_as_kept(each) for each in value]
    return _as_kept(value)


def _as_kept(value: object) -> object:
    """A number as PostgreSQL tells it back: without exponent, so that 1e22 is whole, and without
    the sign of zero."""
    if not isinstance(value, float):
        return value
    written = f"{Decimal(repr(value)):f}"
    return float(written) + 0.0 if "." in written else int(written)
