"""Hot statements are planned once for a connection: planning them costs more than running them.

PostgreSQL keeps one plan for all values when it expects no more of it than of a plan for the values
at hand (PREPARE, notes). So the two must cost the same, whatever the values are: by the same
statistics, which nobody renews in between.
"""

import re
from typing import Any
from uuid import UUID

import pytest

from persistence.identity.access import HELD_IN_SESSION
from persistence.reporting.reports.desk import FILING_DESK
from tests.world import BAGUA, Connection, World

ID, DAY = UUID(int=0), "2024-06-01"
FORM = '[{"instrument": "ficha", "version": 1, "teacher": null, "day": "2024-06-01"}]'


TABLES = """
select string_agg(c.oid::regclass::text, ', ') from pg_class c
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
"""


@pytest.fixture
async def still(connection: Connection) -> Connection:
    """A connection that plans by statistics as they are now: ANALYZE and VACUUM, autovacuum's
    too, need this lock themselves."""
    tables = await connection.fetchval(TABLES)
    await connection.execute(f"lock table {tables} in share update exclusive mode")
    return connection


async def cost(db: Connection, mode: str, values: str) -> float:
    await db.execute(f"set local plan_cache_mode = {mode}")
    plan: Any = await db.fetchval(f"explain execute hot ({values})")
    return float(re.findall(r"cost=[\d.]+\.\.([\d.]+)", plan)[0])


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        pytest.param(
            FILING_DESK, f"'{ID}', '{{pe}}', '{FORM}', '{DAY}', '{ID}', '{{{ids}}}', '{ID}'", id=n
        )
        for n, ids in {"no visit": "", "a visit": f"{ID}", "two": f"{ID},{UUID(int=1)}"}.items()
    ]
    + [pytest.param(HELD_IN_SESSION, f"'{ID}', '{DAY}', '{DAY}'", id="who asks")],
)
@pytest.mark.parametrize("counted", [False, True], ids=["as it is", "analyzed"])
async def test_it_is_planned_once(sql: str, values: str, counted: bool, still: Connection) -> None:
    if counted:
        await still.execute("analyze")
    await still.execute(f"prepare hot as {sql}")
    try:
        for_all = await cost(still, "force_generic_plan", values)
        for_these = await cost(still, "force_custom_plan", values)
    finally:
        await still.execute("deallocate hot")
    assert for_all <= for_these * 1.01


SCHOOL_YEAR_OF_VISITS = """
with people as (
    insert into person (id, doc_type, doc_number, given_names, paternal_surname, updated_at)
    select gen_random_uuid(), 'CE', 'V' || 10000000 + n, 'Persona', 'Visitada', now()
    from generate_series(1, 1000) n
    returning id
)
insert into classroom_visit (
    id, year, place, visitor_id, visitor_role, teacher_id, stage, section, starts_at, ends_at,
    status, began_at, finished_at
)
select gen_random_uuid(), 2024, $1::text::ltree, $2, 'cp', p.id, 'process', '2.° A', t.at,
    t.at + interval '1 hour', 'done', t.at, t.at + interval '1 hour'
from people p cross join generate_series(1, 10) n
cross join lateral (select now() - n * interval '1 day' as at) t
"""


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_filing_reads_the_visits_of_the_teachers_it_names_and_of_no_others(
    mode: str, world: World, still: Connection
) -> None:
    visitor = await world.person()
    await still.execute(SCHOOL_YEAR_OF_VISITS, await world.school(BAGUA), visitor)
    await still.execute("analyze classroom_visit")
    await still.execute(f"prepare hot as {FILING_DESK}")
    try:
        await still.execute(f"set local plan_cache_mode = {mode}")
        values = f"'{ID}', '{{pe}}', '{FORM}', '{DAY}', '{ID}', '{{{ID}}}', '{visitor}'"
        lines = await still.fetch(f"explain execute hot ({values})")
    finally:
        await still.execute("deallocate hot")
    plan = "\n".join(line[0] for line in lines)
    assert "classroom_visit_of_teacher" in plan, plan
    assert "Seq Scan on classroom_visit" not in plan, plan
