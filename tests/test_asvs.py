"""Keeps docs/asvs.md true: every requirement once, with tests that exist or a reason in words."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "asvs.md"

# OWASP ASVS 5.0.0: levels 1 and 2 of V2, V4, V6-V9, V13, V14 and V16. A range counts upwards.
REQUIRED = {
    1: """
    2.1.1 2.2.1-2 2.3.1 4.1.1 4.4.1 6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2
    8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 13.4.1 14.2.1 14.3.1
    """,
    2: """
    2.1.2-3 2.2.3 2.3.2-4 2.4.1 4.1.2-3 4.2.1 4.3.1-2 4.4.2-4
    6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4
    7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4
    13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3
    16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
    """,
}
STATES = {"met", "partly", "not met", "n/a"}
NAMED = re.compile(r"(`{1,2})(tests/[\w/]+\.py)::(\w+)(\[.+?\])?\1")
LINKED = re.compile(r"\]\(([\w./-]+?)(?:#([\w-]+))?\)")


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    number: str
    level: int
    asks: str
    state: str
    how: str

    @property
    def tests(self) -> list[tuple[str, str, str]]:
        return [(file, name, case) for _, file, name, case in NAMED.findall(self.how)]

    @property
    def words(self) -> str:
        """What is said beside the names of tests."""
        return NAMED.sub("", self.how).strip(" ,.;")


def required() -> Iterator[tuple[str, int]]:
    for level, listed in REQUIRED.items():
        for item in listed.split():
            section, _, last = item.rpartition(".")
            first, _, until = last.partition("-")
            for n in range(int(first), int(until or first) + 1):
                yield f"{section}.{n}", level


def rows() -> list[Row]:
    cells = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text("utf-8").splitlines()
        if re.match(r"\| \d", line)
    )
    return [Row(number, int(level), asks, state, how) for number, level, asks, state, how in cells]


@cache
def functions_of(file: str) -> frozenset[str]:
    path = ROOT / file
    body = ast.parse(path.read_text("utf-8")).body if path.exists() else []
    made = (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in made)


@cache
def headings_of(page: str) -> frozenset[str]:
    """The headings of a page as links name them."""
    titles = re.findall(r"^#+ (.+)$", (PAGE.parent / page).read_text("utf-8"), re.M)
    return frozenset(re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles)


def test_every_requirement_is_there_once_with_its_level() -> None:
    assert sorted((row.number, row.level) for row in rows()) == sorted(required())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_row_has_tests_that_exist_or_a_reason(row: Row) -> None:
    assert row.state in STATES
    assert len(row.asks) > 10
    assert row.how.count("tests/") == len(row.tests), "one of the names cannot be read"
    for file, name, _ in row.tests:
        assert name in functions_of(file), f"{file}::{name}"
    for page, heading in LINKED.findall(row.how):
        assert not heading or heading in headings_of(page), f"{page}#{heading}"
        assert (PAGE.parent / page).exists(), page
    if row.state == "met":
        assert row.tests or LINKED.findall(row.how), "neither a test nor a page shows it"
    else:
        assert len(row.words) > 20, "why is it so?"


@pytest.mark.slow
def test_a_case_that_is_named_is_one_that_pytest_would_run() -> None:
    named = {
        f"{file}::{name}{case}": file for row in rows() for file, name, case in row.tests if case
    }
    order = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    files = sorted(set(named.values()))
    done = subprocess.run([*order, *files], cwd=ROOT, capture_output=True, text=True, check=True)
    assert named.keys() - set(done.stdout.splitlines()) == set()


def test_what_is_not_met_is_told_at_the_beginning() -> None:
    """Whoever reads only the first lines is not deceived."""
    beginning = PAGE.read_text("utf-8").partition("\n## ")[0]
    weak = [row.number for row in rows() if row.state in {"partly", "not met"}]
    assert [number for number in weak if number not in beginning] == []
    listed = re.findall(r"\b\d+\.\d+\.\d+\b", beginning.partition("short:")[2])
    assert sorted(listed) == sorted(weak)
