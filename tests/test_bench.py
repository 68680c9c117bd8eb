"""The bench gives each statement that it races what the product gives it."""

import re

import pytest

from bench.baseline import READS


@pytest.mark.parametrize("path", READS)
def test_a_statement_is_given_as_many_values_as_it_takes(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCH_YEAR", "2026")  # the bench tells its processes so
    statement, arguments = READS[path]
    asked = {int(n) for n in re.findall(r"[$](\d+)", statement)}
    assert max(asked) == len(arguments(["pe"], "00000000-0000-0000-0000-000000000000"))
