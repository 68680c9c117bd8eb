"""The migrated database is the one that the tables describe."""

import pytest

from tests.template import migrate
from tests.world import Connection


def test_tables_and_migrations_agree(database_url: str) -> None:
    migrate(database_url, "check")


# Alembic compares neither CHECK nor EXCLUDE constraints: the tables' own list is held here.
async def test_every_named_constraint_of_the_tables_exists(connection: Connection) -> None:
    from sqlmodel import SQLModel

    from persistence import tables

    assert tables
    described = {
        str(c.name)
        for table in SQLModel.metadata.tables.values()
        for c in table.constraints
        if c.name
    }
    names = {r[0] for r in await connection.fetch("select conname from pg_constraint")}
    assert described <= names, described - names


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["Ñusta", "Nusta", "Nuzta", "Oca"], ["Nusta", "Nuzta", "Ñusta", "Oca"]),
        (["Ázcar", "Abad", "Aza"], ["Abad", "Aza", "Ázcar"]),
        (["n\u0303a", "nz", "o"], ["nz", "n\u0303a", "o"]),
    ],
)
async def test_names_stand_in_spanish_order(
    connection: Connection, words: list[str], order: list[str]
) -> None:
    rows = await connection.fetch(
        'select w from unnest($1::text[]) w order by spanish_order(w) collate "C"', words
    )
    assert [row["w"] for row in rows] == order


async def test_events_are_only_ever_added(connection: Connection) -> None:
    import asyncpg

    await connection.execute(
        "insert into event (at, place, kind, subject, payload)"
        " values (now(), 'pe', 'actor.unnamed', 'x', '{}')"
    )
    for change in ("delete from event", "update event set kind = 'visit.done'"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            async with connection.transaction():
                await connection.execute(change)
