"""Which refusals a handler says it answers with."""

import ast
from collections.abc import Iterator
from pathlib import Path

API = Path(__file__).parents[2] / "api"
METHODS = {"get": "reads", "post": "writes", "put": "writes", "patch": "writes", "delete": "writes"}


def routes() -> Iterator[tuple[str, str, set[str]]]:
    """Each route: the operation, what its method does, and the names that its `responses` has."""
    for path in sorted(API.rglob("*.py")):
        for found in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(found, ast.Call) or not isinstance(found.func, ast.Attribute):
                continue
            keywords = {each.arg: each.value for each in found.keywords}
            if found.func.attr in METHODS and "operation_id" in keywords:
                names = ast.walk(keywords.get("responses", ast.Constant(None)))
                yield (
                    ast.unparse(keywords["operation_id"]),
                    METHODS[found.func.attr],
                    {each.id for each in names if isinstance(each, ast.Name)},
                )


def test_no_write_says_that_it_is_refused_as_a_read_is_nor_a_read_as_a_write() -> None:
    every = list(routes())
    assert {does for _, does, _ in every} == {"reads", "writes"}
    wrong = {
        "reads": {"writes", "writes_without_body", "keeps", "puts", "OWN", "CREATED"},
        "writes": {"reads", "reads_version"},
    }
    assert [operation for operation, does, names in every if names & wrong[does]] == []
