"""What the pages say of this repository is there: every path that they write as code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = {
    "api", "auth", "bench", "cli", "demonstration", "deploy", "docs", "domain", "embedded",
    "migrations", "openapi", "persistence", "requirements", "services", "tests",
}  # fmt: skip
CODE = re.compile(r"`([\w./*-]+)(?:::[^`]*)?`")
NOT_HERE = {"deploy/secrets/": "the operator makes it"}
EXAMPLE = re.compile(r"bells\.(py|yaml)$")
"""CONTRIBUTING's example is a resource that nobody made."""


def paths(page: Path) -> set[str]:
    """What a page writes as a path: it begins at a folder of the repository, or names a file."""
    written = set(CODE.findall(page.read_text("utf-8")))
    return {
        path for path in written
        if ("/" in path and path.partition("/")[0] in FOLDERS) or path.endswith((".py", ".md"))
    }  # fmt: skip


def stands(path: str) -> bool:
    """True where it is; a name alone may be a file's in any folder."""
    if "/" in path:
        return any(ROOT.glob(path.rstrip("/")))
    return (ROOT / path).exists() or any(any((ROOT / f).rglob(path)) for f in FOLDERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    named = {path for path in paths(page) if not EXAMPLE.search(path)}
    assert {path for path in named - NOT_HERE.keys() if not stands(path)} == set()


def test_paths_are_found_on_the_pages() -> None:
    assert sum(len(paths(page)) for page in PAGES) > 100
    assert {path.partition("/")[0] for page in PAGES for path in paths(page) if "/" in path} > {
        "api", "domain", "persistence", "tests",
    }  # fmt: skip
    assert not stands("domain/reports/life.py")


def test_a_decision_is_about_a_page_long() -> None:
    assert len(DECISIONS) > 20
    long = {d.name: n for d in DECISIONS if (n := len(d.read_text("utf-8").splitlines())) > 50}
    assert long == {}
