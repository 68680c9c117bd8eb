"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from persistence.statements import CALLS_OWN, Statement

ROOT = Path(__file__).parent.parent
OURS = {"api", "auth", "cli", "domain", "persistence", "services", "migrations", "openapi"}
FLOORS = sorted(OURS | {"bench"})
MODULES = [p for floor in FLOORS for p in (ROOT / floor).rglob("*.py")]


def test_no_dependency_ships_our_names() -> None:
    """Our top-level names must belong to us alone; a package with an `auth` would shadow ours."""
    owners = packages_distributions()
    assert {
        name: owners[name] for name in OURS & owners.keys() if set(owners[name]) != {"jec-backend"}
    } == {}


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_has_one_subject(module: Path) -> None:
    if "versions" not in module.parts:
        assert len(module.read_text("utf-8").splitlines()) <= 300


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    return (
        [ROOT / name for name in listed.stdout.split("\0") if name] if not listed.returncode else []
    )


def test_the_repository_carries_no_unfinished_work() -> None:
    unfinished = re.compile(r"\bTO" + r"DO\b|\bFIX" + r"ME\b|NotImplemented" + r"Error")
    for path in tracked():
        if path.suffix in {".py", ".yaml", ".sql", ".sh"} and path.exists():
            assert not unfinished.search(path.read_text("utf-8")), path


def test_no_function_catches_everything() -> None:
    for module in MODULES:
        assert "except Exception" not in module.read_text("utf-8"), module
        assert "except:" not in module.read_text("utf-8"), module


AREAS = ("accompaniment", "reporting")
"""Those that are written in the new way; a change there keeps to it."""
CONVERTED = [
    path
    for path in MODULES
    if {"persistence", "services"} & set(path.parts) and set(AREAS) & set(path.parts)
]


def imported(module: Path) -> list[tuple[str, str]]:
    """What a module imports by name, and from where."""
    nodes = ast.walk(ast.parse(module.read_text("utf-8")))
    return [
        (node.module or "", alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


@pytest.mark.parametrize("module", CONVERTED, ids=lambda p: str(p.relative_to(ROOT)))
def test_persistence_decides_nothing(module: Path) -> None:
    """It takes values, facts and refusals from the domain, whose functions are its decisions."""
    if "persistence" in module.relative_to(ROOT).parts:
        taken = {name for source, name in imported(module) if source.startswith("domain")}
        assert {name for name in taken if name.islower()} == set()


@pytest.mark.parametrize("module", CONVERTED, ids=lambda p: str(p.relative_to(ROOT)))
def test_an_event_is_written_by_its_one_fragment(module: Path) -> None:
    assert "insert into event" not in module.read_text("utf-8").lower()


@pytest.mark.parametrize("module", CONVERTED, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_statement_is_given_what_it_names(module: Path) -> None:
    name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        known = vars(import_module(name)).get(ast.unparse(node.func.value))
        if isinstance(known, Statement) and all(word.arg for word in node.keywords):
            given = {str(word.arg) for word in node.keywords}
            assert given | CALLS_OWN >= set(known.names) >= given, ast.unparse(node)


def test_only_the_runner_opens_transactions() -> None:
    assert [m for m in CONVERTED if ".transaction()" in m.read_text("utf-8")] == []
