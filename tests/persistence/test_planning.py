"""Hot statements are planned once for a connection: planning them costs more than running them.

PostgreSQL keeps one plan for all values when it expects no more of it than of a plan for the values
at hand and the planning (PREPARE, notes). So the two must cost the same, whatever the values are.
"""

import re
from typing import Any
from uuid import UUID

import pytest

from persistence.accompaniment.agenda.reading import AGENDA
from persistence.identity.access import HELD_IN_SESSION
from persistence.reference.storing import store_reference_data
from persistence.reporting.obligations.owing import OWED
from persistence.reporting.reports.filing import FILING_FACTS
from persistence.statements import Query
from persistence.transaction import Transaction
from tests.clock import now
from tests.world import BAGUA, Connection, World

ID, DAY = UUID(int=0), "2024-06-01"
FORM = '[{"instrument": "ficha", "version": 1, "teacher_id": null, "observed_on": "2024-06-01"}]'


def filing(observations: str, by: object = ID) -> str:
    """The values of FILING_FACTS in their order."""
    given = {
        "id": ID, "obligation": ID, "named": FORM, "observations": f"{{{observations}}}",
        "by": by, "roots": "{pe}", "today": DAY, "now": f"{DAY} 12:00+00",
    }  # fmt: skip
    return ", ".join(f"'{given[name]}'" for name in FILING_FACTS.names)


def waiting(statement: Query, roots: str, held: str) -> str:
    """The values of what waits for somebody, in their order: with the same reach for all of it."""
    own = {"by": ID, "today": DAY, "now": f"{DAY} 12:00+00", "shown": 50}
    given = {n: roots if n.endswith("roots") else held for n in statement.names} | own
    return ", ".join(f"'{given[name]}'" for name in statement.names)


DIRECTOR = '[{"place": "pe.010000.010201.0209528", "role": "director", "post": 1}]'
TABLES = """
select string_agg(c.oid::regclass::text, ', ') from pg_class c
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
"""
CHOSEN = "select generic_plans, custom_plans from pg_prepared_statements where name = 'hot'"
TRIED = 5
"""Plans that PostgreSQL makes for the values at hand before it compares them with one for all."""


@pytest.fixture
async def counted(connection: Connection) -> Connection:
    """A connection that plans by the statistics of the shipped data alone, whatever was stored and
    counted before: tables begin anew, and nobody else counts them before the test ends."""
    await connection.execute(f"truncate {await connection.fetchval(TABLES)}")
    await store_reference_data(Transaction(connection), now=now())
    await connection.execute("analyze")
    return connection


async def cost(db: Connection, mode: str, values: str) -> float:
    await db.execute(f"set local plan_cache_mode = {mode}")
    plan: Any = await db.fetchval(f"explain execute hot ({values})")
    return float(re.findall(r"cost=[\d.]+\.\.([\d.]+)", plan)[0])


WAITING = {
    "nobody": ("{}", "[]"),
    "a director": ("{pe.010000.010201.0209528}", DIRECTOR),
    "ministry": ("{pe}", "[]"),
}
HOT = [
    *(
        pytest.param(FILING_FACTS.text, filing(ids), id=n)
        for n, ids in {"no visit": "", "a visit": f"{ID}", "two": f"{ID},{UUID(int=1)}"}.items()
    ),
    *(
        pytest.param(statement.text, waiting(statement, *WAITING["a director"]), id=name)
        for name, statement in {"agenda": AGENDA, "owed": OWED}.items()
    ),
    pytest.param(HELD_IN_SESSION.text, f"'{DAY}', '{DAY}', '{ID}'", id="who asks"),
]


@pytest.mark.parametrize(("sql", "values"), HOT)
async def test_it_is_planned_once(sql: str, values: str, connection: Connection) -> None:
    """By PostgreSQL's own choice, and by the statistics that there happen to be."""
    await connection.execute(f"prepare hot as {sql}")
    try:
        for _ in range(TRIED + 3):
            await connection.fetch(f"explain execute hot ({values})")
        chosen = await connection.fetchrow(CHOSEN)
    finally:
        await connection.execute("deallocate hot")
    assert chosen is not None
    assert tuple(chosen) == (3, TRIED)


@pytest.mark.parametrize(("sql", "values"), HOT)
async def test_the_one_plan_costs_no_more_than_one_for_the_values(
    sql: str, values: str, counted: Connection
) -> None:
    await counted.execute(f"prepare hot as {sql}")
    try:
        for_all = await cost(counted, "force_generic_plan", values)
        for_these = await cost(counted, "force_custom_plan", values)
    finally:
        await counted.execute("deallocate hot")
    assert for_all <= for_these * 1.01


@pytest.mark.parametrize("statement", [AGENDA, OWED], ids=["agenda", "owed"])
async def test_what_is_planned_once_costs_the_same_whoever_asks(
    statement: Query, counted: Connection
) -> None:
    """To the last digit: on a whole nation a guess about one caller is off by hundreds."""
    await counted.execute(f"prepare hot as {statement.text}")
    try:
        costs = {
            await cost(counted, mode, waiting(statement, *who))
            for mode in ("force_custom_plan", "force_generic_plan")
            for who in WAITING.values()
        }
    finally:
        await counted.execute("deallocate hot")
    assert len(costs) == 1


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
    mode: str, counted: Connection, world: World
) -> None:
    visitor = await world.person()
    await counted.execute(SCHOOL_YEAR_OF_VISITS, await world.school(BAGUA), visitor)
    await counted.execute("analyze classroom_visit")
    await counted.execute(f"prepare hot as {FILING_FACTS.text}")
    try:
        await counted.execute(f"set local plan_cache_mode = {mode}")
        values = filing(str(ID), by=visitor)
        lines = await counted.fetch(f"explain execute hot ({values})")
    finally:
        await counted.execute("deallocate hot")
    plan = "\n".join(line[0] for line in lines)
    assert "classroom_visit_of_teacher" in plan, plan
    assert "Seq Scan on classroom_visit" not in plan, plan
