"""The bench gives each statement that it compares what the product gives it."""

import pytest

from bench.baseline import READS, read

KEY = "00000000-0000-0000-0000-000000000000"
FILTERS = {
    "cut", "stream", "institution", "missing", "q", "region", "iged", "area", "status",
    "demonstration", "place_kind", "place_code", "subject", "state", "author",
    "reviewing_places", "reviewing_roles",
}  # fmt: skip
"""What narrows a list; null asks nothing."""


@pytest.mark.parametrize("path", READS)
def test_a_statement_is_given_what_it_takes(path: str) -> None:
    statement, _ = READS[path]
    text, values = read(f"{path}{KEY}" if path.endswith("/") else path, ["pe"])
    assert text == statement.text
    missing = {name for name, value in zip(statement.names, values, strict=True) if value is None}
    assert missing <= FILTERS
