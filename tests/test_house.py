"""Rules of the house that no linter knows."""

import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"api", "auth", "cli", "domain", "persistence", "migrations", "openapi"}
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
