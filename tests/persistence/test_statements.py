"""Every statement is one PostgreSQL understands, found before a request meets it."""

import re

import pytest
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from persistence import tables
from tests.persistence.statements import MODULES, statements_of
from tests.world import Connection

STATEMENTS = {
    f"{module.__name__}.{name}": sql
    for module in MODULES
    for name, sql in statements_of(module).items()
}
# These need a table that exists only within their transaction; their resource's tests run them.
STAGED = re.compile(r"\b(staged|staging)\w*\b|^\s*(create|copy|analyze|truncate)\b", re.I)


@pytest.mark.parametrize(
    "sql",
    [pytest.param(sql, id=name) for name, sql in STATEMENTS.items() if not STAGED.search(sql)],
)
async def test_a_statement_can_be_prepared(sql: str, connection: Connection) -> None:
    # PREPARE, not the driver's own: it refuses SET and LISTEN, so no connection needs a reset.
    await connection.execute(f"prepare statement as {sql}")
    await connection.execute("deallocate statement")


UNNAMED = {
    "?column?",
    "array",
    "case",
    "coalesce",
    "count",
    "json_agg",
    "json_build_object",
    "text",
}
"""What PostgreSQL calls a column that the statement gives no name."""


async def test_columns_beside_one_another_have_names(connection: Connection) -> None:
    """Rows are read by name; what answers one column alone is read as a value."""
    unnamed = {}
    for name, sql in STATEMENTS.items():
        if not STAGED.search(sql):
            columns = [each.name for each in (await connection.prepare(sql)).get_attributes()]
            if len(columns) > 1 and (UNNAMED & {*columns} or len({*columns}) < len(columns)):
                unnamed[name] = columns
    assert unnamed == {}


JSON_COLUMNS = sorted(
    {
        column.name
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, JSONB)
    }
)
COMPARED = re.compile(
    rf"\b\w+\.({'|'.join(JSON_COLUMNS)})\s*(=|<>|!=|is\s+(not\s+)?distinct\b)",
    re.I,
)


@pytest.mark.parametrize(
    "broken", ["t.answers = :answers::jsonb", "x.content is distinct from y", "v.definition <> w"]
)
def test_the_guard_sees_json_compared_by_postgresql(broken: str) -> None:
    assert COMPARED.search(broken)


def test_json_is_compared_as_it_is_told_never_by_postgresql_to_which_1_is_1_0() -> None:
    assert tables is not None
    assert {"answers", "content", "definition"} <= {*JSON_COLUMNS}
    assert {name for name, sql in STATEMENTS.items() if COMPARED.search(sql)} == set()


def test_there_are_statements_to_check() -> None:
    assert len(STATEMENTS) > 30
