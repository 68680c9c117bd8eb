"""Functions are short: 25 lines, unless the list here names them. The list only shrinks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_THE_PRODUCT = {"tests", "deploy", "docs", "requirements", "build", "dist"}
"""Folders without functions of the product; those that begin with a dot are passed over too."""
MODULES = [
    module
    for top in ROOT.iterdir()
    if top.is_dir() and top.name not in NOT_THE_PRODUCT and not top.name.startswith(".")
    for module in top.rglob("*.py")
    if "/versions/" not in module.as_posix()
]

LONGEST = 25

LONGER = {
    "bench/page.py:written": 39,
    "cli/banner.py:show_demonstration": 35,
    "cli/bootstrapping.py:bootstrap": 29,
    "cli/counting.py:coverage": 28,
    "domain/people/appointments/deciding.py:appoint": 29,
    "domain/reporting/report_reviews.py:review": 30,
    "domain/reporting/reports/filing.py:file_report": 30,
    "persistence/accompaniment/agenda/plans.py:plans_of": 27,
    "persistence/accompaniment/practice/teachers.py:teacher_view": 27,
    "persistence/reporting/agreement.py:_cells": 29,
    "persistence/reporting/obligations/reading.py:obligation_view": 27,
}
"""Those that would not read better in parts: one statement of SQL, one page, a command with an
option a line, a decision that is a list of refusals. Nothing is added here."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    """Lines from `def` to the last, without decorators and without the docstring."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return whole
    docstring = function.body[0]
    return whole - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def lengths(node: ast.AST, within: str = "") -> Iterator[tuple[str, int]]:
    """Every function of a module with its length; one inside another is counted in both."""
    for part in ast.iter_child_nodes(node):
        inner = within
        if isinstance(part, Function | ast.ClassDef):
            inner = f"{within}.{part.name}" if within else part.name
        if isinstance(part, Function):
            yield inner, length(part)
        yield from lengths(part, inner)


def test_a_function_is_short_or_named_here_with_its_length() -> None:
    longer = {
        f"{module.relative_to(ROOT)}:{function}": lines
        for module in MODULES
        for function, lines in lengths(ast.parse(module.read_text("utf-8")))
        if lines > LONGEST
    }
    assert longer == LONGER


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        ("def f(): pass", {"f": 1}),
        ("@mark\n@other\nasync def f():\n    a()\n\n    b()", {"f": 4}),
        ('def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    return a', {"f": 4}),
        (
            "class A:\n    def f(self):\n        def g():\n            pass\n",
            {"A.f": 3, "A.f.g": 2},
        ),
        ("if x:\n    def f():\n        pass", {"f": 2}),
    ],
)
def test_lines_are_counted_without_decorators_and_docstring(
    source: str, counted: dict[str, int]
) -> None:
    assert dict(lengths(ast.parse(source))) == counted
