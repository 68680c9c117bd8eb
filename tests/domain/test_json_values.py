"""JSON of users is compared with its types, by one function, and nowhere by `==`."""

import ast
import gc
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import build
from mypy import types as t
from mypy.config_parser import parse_config_file
from mypy.find_sources import create_source_list
from mypy.inspections import find_by_location
from mypy.modulefinder import BuildSource
from mypy.nodes import Var
from mypy.options import Options

from domain.json_values import canonical, same
from tests.tracked_files import ROOT

FLOORS = ("domain", "services")
"""What decides: persistence and `api` compare nothing that was sent."""


@dataclass(frozen=True)
class Sent:
    """Something that holds what somebody sent."""

    answers: dict[str, object]
    note: str | None = None


ALIKE = [
    (1, 1),
    (True, True),
    (None, None),
    ({"a": 1, "b": [2]}, {"b": [2], "a": 1}),
    ([1, {"a": "x"}], (1, {"a": "x"})),
    (1e22, 10**22),  # as PostgreSQL tells it back
    (0.0, -0.0),
    (Sent({"a": 1}), Sent({"a": 1})),
]
APART = [
    (1, True),
    (0, False),
    (1, 1.0),
    (1, "1"),
    (True, "true"),
    (None, False),
    (None, ""),
    (None, 0),
    ("", False),
    ([], {}),
    ([1], [True]),
    ([1, 2], [2, 1]),
    ([[1]], [[1.0]]),
    ({"a": None}, {}),
    ({"a": 1}, {"a": True}),
    ({"a": {"b": [0]}}, {"a": {"b": [False]}}),
    (Sent({"a": 1}), Sent({"a": True})),
    (Sent({"a": {"b": 1}}), Sent({"a": {"b": 1.0}})),
    (Sent({"a": 1}), Sent({"a": 1}, note="otra")),
    (Sent({}), {}),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: object, other: object) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_told_apart(one: object, other: object) -> None:
    assert not same(one, other)
    assert not same(other, one)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.0, -0.0, 1.0, 0.1, 1e-7, 1e22])
    | st.sampled_from(["", "1", "true", "null"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@given(JSON, JSON)
def test_what_is_the_same_is_written_the_same_and_read_back_as_it_was(
    one: object, other: object
) -> None:
    assert same(one, other) == (canonical(one) == canonical(other))
    assert same(one, json.loads(canonical(one)))


BROKEN = """
from dataclasses import dataclass
from typing import Any
@dataclass
class Kept:
    answers: dict[str, object]
@dataclass
class Outer:
    kept: tuple[Kept, ...]
def breaks(one: object, other: object, any1: Any, any2: Any, kept: Kept, outer: Outer, n: int):
    one == other                       # 1
    one != n                           # 2
    any1 == any2                       # 3
    kept == Kept({})                   # 4
    outer != Outer(())                 # 5
    kept.answers["a"] == 1             # 6
    [one] == [other]                   # 7
    one in [other]                     # 8
    any1 in {1, 2}                     # 9
    kept in (Kept({}), None)           # 10
def fair(one: object, words: str, n: int, kept: Kept):
    one == "published", words == "a", n == 1, one is None, "a" in kept.answers, one in {"a", "b"}
"""
IN, EQUAL = (ast.In, ast.NotIn), (ast.Eq, ast.NotEq)


@cache
def _built() -> build.BuildResult:
    """The floors that decide, with the type of every expression, and the breaks beside them."""
    options = Options()
    parse_config_file(options, lambda: None, str(ROOT / "pyproject.toml"), sys.stderr, sys.stderr)
    options.incremental, options.export_types, options.preserve_asts = False, True, True
    options.plugins = []
    sources = create_source_list([str(ROOT / floor) for floor in FLOORS], options)
    gc.disable()  # as mypy's own command: it makes millions of objects and throws none away
    try:
        return build.build([*sources, BuildSource("broken.py", "broken", BROKEN)], options)
    finally:
        gc.enable()


def _is_untyped(kind: t.Type | None, inside: tuple[str, ...] = ()) -> bool:
    """Whether a value of this type may be, or hold, JSON of whatever type."""
    match t.get_proper_type(kind):
        case t.AnyType():
            return True
        case t.UnionType(items=parts) | t.TupleType(items=parts):
            return any(_is_untyped(part, inside) for part in parts)
        case t.Instance(type=of, args=arguments):
            names = of.names.items() if "dataclass" in of.metadata else ()
            own = [s.node for name, s in names if not name.startswith("__")]
            fields = [each.type for each in own if isinstance(each, Var)]
            return of.fullname == "builtins.object" or (
                of.fullname not in inside
                and any(
                    _is_untyped(part, (*inside, of.fullname))
                    for part in (*arguments, *fields)
                    if part
                )
            )
        case _:
            return False


def _is_words(kind: t.Type | None) -> bool:
    """Text equals nothing but text, so that it is compared with whatever there is."""
    match t.get_proper_type(kind):
        case t.NoneType():
            return True
        case t.UnionType(items=parts) | t.TupleType(items=parts):
            return all(map(_is_words, parts))
        case t.Instance(type=of, args=arguments):
            if arguments:
                return all(map(_is_words, arguments))
            return any(base.fullname == "builtins.str" for base in of.mro)
        case t.LiteralType(fallback=of):
            return _is_words(of)
        case _:
            return False


def _elements(kind: t.Type | None) -> t.Type | None:
    """What a container holds, or a mapping has as names."""
    match t.get_proper_type(kind):
        case t.Instance(args=(first, *_)):
            return first
        case t.TupleType(items=parts):
            return t.UnionType.make_union(list(parts))
        case _:
            return kind


def _comparisons(source: str) -> Iterator[tuple[ast.expr, ast.cmpop, ast.expr]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            yield from zip(sides, node.ops, sides[1:], strict=False)


def untyped_comparisons(module: str) -> list[int]:
    """The lines on which a module compares JSON of users by `==`, `!=` or `in`."""
    built = _built()
    state = built.graph[module]
    tree = state.tree
    assert tree is not None

    def type_of(node: ast.expr) -> t.Type | None:
        ends = node.end_lineno or 0, node.end_col_offset or 0
        found = find_by_location(tree, node.lineno, node.col_offset, *ends)
        assert found is not None, (module, node.lineno)
        return built.types.get(found)

    lines = []
    for left, how, right in _comparisons(state.source or Path(state.xpath).read_text("utf-8")):
        if isinstance(how, (*EQUAL, *IN)):
            kinds = [type_of(left), type_of(right)]
            if isinstance(how, IN):
                kinds[1] = _elements(kinds[1])
            if any(map(_is_untyped, kinds)) and not any(map(_is_words, kinds)):
                lines.append(left.lineno)
    return sorted(lines)


@pytest.mark.slow
def test_the_guard_sees_every_break() -> None:
    marked = [n for n, line in enumerate(BROKEN.splitlines(), 1) if "  # " in line]
    assert len(marked) == 10
    assert untyped_comparisons("broken") == marked


@pytest.mark.slow
def test_nothing_untyped_is_compared_but_by_the_one_function() -> None:
    modules = [m for m in _built().graph if m.split(".")[0] in FLOORS]
    assert len(modules) > 200
    found = {module: untyped_comparisons(module) for module in modules}
    assert {m: lines for m, lines in found.items() if lines and m != "domain.json_values"} == {}
    assert found["domain.json_values"]
