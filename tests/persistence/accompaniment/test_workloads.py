"""A week that does not add up, or changes once it is published, is refused by PostgreSQL itself."""

import asyncpg
import pytest

from tests.world import Connection

pytestmark = pytest.mark.usefixtures("draft")


@pytest.fixture
async def draft(connection: Connection) -> None:
    """A year with a draft copied from the shipped week of a CP."""
    await connection.execute(
        "insert into school_year (year, starts_on, ends_on, weekly_hours)"
        " values (2031, '2031-03-10', '2031-12-19', 45)"
    )
    await connection.execute(
        """
        with t as (
            insert into workload_template (year, role, norm, total)
            select 2031, role, norm, total from workload_template where year = 2024 and role = 'cp'
        )
        insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
        select 2031, role, code, parent_code, ordinal, name, hours, proof
        from workload_line where year = 2024 and role = 'cp'
        """
    )


async def refused(connection: Connection, statement: str) -> str | None:
    """The constraint that refuses a statement."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
        async with connection.transaction():
            await connection.execute(statement)
    return error.value.constraint_name


@pytest.mark.parametrize(
    "statement",
    [
        "update workload_line set hours = hours + 1 where year = 2031 and code = 'visitas'",
        "update workload_line set hours = hours + 1 where year = 2031 and code = 'sesiones'",
        "update workload_line set hours = hours + 1 where year = 2031 and code = 'acompanamiento'",
        "update workload_template set total = 33 where year = 2031",
        "delete from workload_line where year = 2031 and code = 'dialogo'",
        "insert into workload_line (year, role, code, ordinal, name, hours, proof)"
        " values (2031, 'cp', 'recreo', 9, 'Recreo', 1, 'entries')",
        "update workload_line set proof = 'visits' where year = 2031 and code = 'sesiones'",
        "update workload_line set proof = null where year = 2031 and code = 'sesiones'",
        "update workload_line set proof = 'entries' where year = 2031 and code = 'acompanamiento'",
        # Two lines that hang from one another, and from nothing else: each is the other's sum.
        "insert into workload_line (year, role, code, parent_code, ordinal, name, hours)"
        " values (2031, 'cp', 'a', 'b', 1, 'A', 5), (2031, 'cp', 'b', 'a', 1, 'B', 5)",
    ],
)
async def test_what_does_not_add_up_is_refused(connection: Connection, statement: str) -> None:
    assert await refused(connection, statement) == "workload_adds_up"


async def test_an_empty_week_is_not_published(connection: Connection) -> None:
    statement = (
        "insert into workload_template (year, role, norm, total, published_at)"
        " values (2031, 'ct', 'RVM 1', 32, now())"
    )
    assert await refused(connection, statement) == "workload_adds_up"


async def test_hours_are_moved_between_lines_in_one_statement(connection: Connection) -> None:
    await connection.execute(
        "update workload_line set hours = case code when 'visitas' then 7 else 5 end"
        " where year = 2031 and code in ('visitas', 'dialogo')"
    )
    stored = await connection.fetchval(
        "select sum(hours) from workload_line where year = 2031 and parent_code is null"
    )
    assert stored == 32


@pytest.mark.parametrize(
    "statement",
    [
        "update workload_template set norm = 'Otra' where year = 2031",
        "update workload_template set published_at = null where year = 2031",
        "delete from workload_template where year = 2031",
        "update workload_line set name = 'Otra' where year = 2031 and code = 'visitas'",
        "update workload_line set year = 2024, role = 'cp', code = 'x' where year = 2031",
        "delete from workload_line where year = 2031",
        "insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)"
        " values (2031, 'cp', 'recreo', 'acompanamiento', 9, 'Recreo', 1, 'entries')",
    ],
)
async def test_a_published_week_is_for_good(connection: Connection, statement: str) -> None:
    await connection.execute("update workload_template set published_at = now() where year = 2031")
    assert await refused(connection, statement) == "workload_template_immutable"
