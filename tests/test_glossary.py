"""Names are those of docs/glossary.md: the nouns of the wire, and the classes of every floor."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from pkgutil import walk_packages

import pytest

from domain.access.permits import Place
from domain.errors import DomainError

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
CONTRACT = json.loads((ROOT / "openapi" / "openapi.json").read_text("utf-8"))
KNOWN = frozenset(re.findall(r"`([\w./-]+)`", PAGE))
"""Whatever the page writes as code: words of the wire, names of classes, last words of names."""

FLOORS = ("domain", "persistence", "auth", "services", "api")
NOT_NOUNS = {
    "v1",
    "openapi.json",
    ".well-known",
    "jwks.json",
    "oauth-authorization-server",
    "end",
    "publication",
}
"""Parts of addresses that the web prescribes, and acts that are said as they are."""

FURNITURE = {"Desk", "Office", "Shelf", "Shelves", "Gate", "Standing", "Ledger", "Door"}
BARE = frozenset({
    "Act", "Answer", "Decision", "Details", "Draft", "Evidence", "Facts", "Figures", "Filter",
    "Filters", "Kind", "Line", "Notice", "Order", "Outcome", "Part", "Reason", "Request", "Result",
    "Results", "Row", "Span", "Stage", "State", "Status", "Strategy",
})  # fmt: skip
"""Words that say nothing alone: of what?"""

PARTICIPLE = re.compile(
    r"(?:ed|ing|Told|Kept|Taken|Given|Took|Held|Sent|Found|Left|Done|Known|Withheld|Unsent)$"
)


def classes(floor: str) -> Iterator[type]:
    """The public classes of a floor, each where it is defined."""
    for found in walk_packages(import_module(floor).__path__, f"{floor}."):
        for name, value in getmembers(import_module(found.name), isclass):
            if value.__module__ == found.name and not name.startswith("_"):
                yield value


def named(floor: str) -> set[str]:
    """The names of its classes that are no refusals; a refusal says in words what is the matter."""
    return {each.__name__ for each in classes(floor) if not issubclass(each, DomainError)}


def in_the_column_of_code() -> set[str]:
    """Of each line of the model, what stands third: a name that the code has."""
    model = PAGE.partition("## The model")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in model.splitlines() if line.startswith("| ")]
    return {name for row in rows[1:] for name in re.findall(r"`(\w+)`", row[3])}


def words(name: str) -> list[str]:
    """`VisitPlan` is a visit and a plan."""
    return re.findall(r"[A-Z][a-z0-9]*", name)


def in_number(noun: str) -> set[str]:
    """The noun, of one and of several."""
    return {noun, f"{noun}s", noun.removesuffix("s"), noun.removesuffix("ies") + "y"}


def test_each_noun_of_the_wire_is_in_the_glossary() -> None:
    known = KNOWN | {part for word in KNOWN for part in word.split("/")}
    parts = {part for path in CONTRACT["paths"] for part in path.split("/")}
    nouns = {part for part in parts if part and "{" not in part} - NOT_NOUNS
    assert {noun for noun in nouns if not in_number(noun) & known} == set()


def test_a_class_that_the_glossary_names_exists() -> None:
    named = {name for name in in_the_column_of_code() if re.match(r"[A-Z][a-z]", name)}
    assert len(named) > 60
    names = {each.__name__ for floor in FLOORS for each in classes(floor)}
    assert named - names - {Place.__name__} == set()


def test_whatever_else_the_glossary_names_in_code_is_there() -> None:
    named = {name for name in in_the_column_of_code() if not re.match(r"[A-Z][a-z]", name)}
    modules = [module for floor in FLOORS for module in (ROOT / floor).rglob("*.py")]
    nodes = [n for m in modules for n in ast.walk(ast.parse(m.read_text("utf-8")))]
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert named - names - {n.name for n in nodes if isinstance(n, functions)} == set()


@pytest.mark.parametrize("floor", FLOORS)
def test_no_class_is_named_by_furniture(floor: str) -> None:
    assert {name for name in named(floor) if FURNITURE & set(words(name))} == set()


@pytest.mark.parametrize("floor", FLOORS)
def test_no_class_is_named_by_a_word_that_says_nothing_alone(floor: str) -> None:
    assert named(floor) & BARE == set()


@pytest.mark.parametrize("floor", FLOORS)
def test_no_class_is_named_by_a_participle_alone_unless_the_glossary_explains_it(
    floor: str,
) -> None:
    alone = {name for name in named(floor) if len(words(name)) == 1 and PARTICIPLE.search(name)}
    assert alone - KNOWN == set()


def test_the_last_word_of_each_class_of_the_domain_is_in_the_glossary() -> None:
    known = {words(word)[-1] for word in KNOWN if words(word)}
    assert {name for name in named("domain") if not in_number(words(name)[-1]) & known} == set()


def test_a_name_is_given_once_in_the_domain() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for each in classes("domain"):
        homes[each.__name__].append(each.__module__)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}
