"""docs/problems.md lists every refusal a client can meet (JEC_WRITE_DOCS=1 writes it)."""

import os
import re
from pathlib import Path

import pytest

import api.app  # noqa: F401  loads every module that defines a kind
from api.problems import status_of
from domain.errors import DomainError
from tests.contract.refusals_reached import OPERATORS_OWN
from tests.contract.refusals_reached import kinds_of_ours as ours

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
HEAD = """# Problems

Every refusal is a problem document (RFC 9457) whose `type` is `/problems/<code>`; the service
tells the same at `GET /problems/<code>`. Clients match on the code; the text may change.
Generated from the kinds of refusal in the code; do not edit.

| status | code | meaning | in Spanish | in English |
|---|---|---|---|---|
"""


def rendered() -> str:
    met = (kind for kind in ours() if kind.code not in OPERATORS_OWN)
    rows = sorted((status_of(kind), kind.code, kind) for kind in met)
    lines = [
        f"| {status} | `{code}` | {' '.join((kind.__doc__ or '').split())}"
        f" | {kind.es} | {kind.en} |"
        for status, code, kind in rows
    ]
    return HEAD + "\n".join(lines) + "\n"


def test_the_page_lists_every_kind() -> None:
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(rendered(), "utf-8")
    assert PAGE.read_text("utf-8") == rendered(), "run with JEC_WRITE_DOCS=1"


@pytest.mark.parametrize("kind", ours(), ids=lambda k: k.code)
def test_a_kind_is_explained_in_both_languages(kind: type[DomainError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", kind.code)
    assert kind.__doc__
    assert all([kind.title_es, kind.title_en, kind.es, kind.en])
    named = (re.findall(r"{(\w+)}", text) for text in (kind.es, kind.en))
    fields = [{re.sub("_(es|en)$", "", name) for name in names} for names in named]
    assert fields[0] == fields[1], "both languages tell the same facts"


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in ours()]
    assert len(codes) == len(set(codes))
