"""Two offices at once over what is owed: nothing is lost, nothing is a fault of ours."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from asyncpg import Range
from httpx import AsyncClient

from domain.access.permits import Place
from domain.access.roles import Role
from persistence.calls import OpenCall
from persistence.database import DatabaseUnavailable, unavailable_when_lost
from persistence.reporting.obligations.settling import settle_obligations
from persistence.transaction import Transaction
from tests.clock import today
from tests.live.processes import Service
from tests.world import BAGUA, CHACHAPOYAS, Connection, World

pytestmark = pytest.mark.slow


@pytest.fixture
async def offices(service: Service) -> AsyncIterator[tuple[Connection, Connection]]:
    """Two sessions, each in a transaction of its own."""
    one, other = await asyncpg.connect(service.database), await asyncpg.connect(service.database)
    await one.execute("begin")
    await other.execute("begin")
    yield one, other
    await asyncio.gather(one.close(), other.close())


async def settle(connection: Connection, place: str) -> None:
    with unavailable_when_lost():
        await settle_obligations(
            OpenCall(Transaction(connection), datetime.now(UTC)), [Place(place)]
        )


async def waits(db: Connection, task: asyncio.Task[None]) -> bool:
    """True once a session waits for a lock; False when the task ended without waiting."""
    for _ in range(300):
        if task.done():
            return False
        if await db.fetchval("select count(*) from pg_locks where not granted"):
            return True
        await asyncio.sleep(0.01)
    return False


async def owed(db: Connection, cut: str, school: str) -> int:
    counted = "select count(*) from obligation where cut_code = $1 and place = $2::text::ltree"
    return int(await db.fetchval(counted, cut, school))


async def test_a_cut_and_a_school_that_begin_at_once_do_not_miss_each_other(
    offices: tuple[Connection, Connection], world: World
) -> None:
    school = await world.school(BAGUA, active_since=None)
    ministry, ugel = offices
    cut = await World(ministry, world.tokens, world.clock).cut("implementation", ordinal=7)
    await settle(ministry, "pe")
    await World(ugel, world.tokens, world.clock).save(
        "institution_status",
        institution_code=school.rpartition(".")[2],
        status="active",
        valid=Range(today() - timedelta(days=30), None),
    )
    later = asyncio.create_task(settle(ugel, school))
    assert await waits(world.db, later), "the second must see what the first commits"
    await ministry.execute("commit")
    await later
    await ugel.execute("commit")
    assert await owed(world.db, cut, school) == 1


async def test_a_post_added_while_its_holder_goes_stays_owed(
    offices: tuple[Connection, Connection], world: World
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("coordinator", ordinal=6)
    holder = await world.appoint(Role.CP, school, post=2)
    await settle(world.db, school)
    before = await owed(world.db, cut, school)
    director, ugel = offices
    await director.execute(
        "insert into institution_year (institution_code, year, cp_posts) values ($1, 2024, 2)",
        school.rpartition(".")[2],
    )
    await settle(director, school)
    await ugel.execute(
        "update appointment set valid = $2 where person_id = $1",
        holder,
        Range(date(2024, 1, 1), date(2024, 2, 1)),
    )
    later = asyncio.create_task(settle(ugel, school))
    assert await waits(world.db, later), "the second must see what the first commits"
    await director.execute("commit")
    await later
    await ugel.execute("commit")
    assert (before, await owed(world.db, cut, school)) == (3, 3)


async def test_what_meets_a_transfer_on_its_way_is_told_to_try_again(
    offices: tuple[Connection, Connection], world: World
) -> None:
    school = await world.school(BAGUA)
    moved = f"{CHACHAPOYAS}.{school.rpartition('.')[2]}"
    cut = await world.cut("implementation", ordinal=5, opens=6, closes=9)
    ministry, ugel = offices
    path = "update place set path = $1::text::ltree where path = $2::text::ltree"
    await ministry.execute(path, moved, school)
    meeting = asyncio.create_task(settle(ugel, "pe"))
    assert await waits(world.db, meeting), "the school is held by its transfer"
    await ministry.execute("commit")
    with pytest.raises(DatabaseUnavailable):
        await meeting
    await ugel.execute("rollback")
    await settle(ugel, "pe")
    assert await owed(world.db, cut, moved) == 1


async def test_changes_that_wait_for_one_another_delay_no_read(
    offices: tuple[Connection, Connection], world: World, client: AsyncClient
) -> None:
    school = await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    person = await world.appoint(Role.TEACHER, school)
    await offices[0].execute(f"select from place where path = '{school}' for update")
    place = {"kind": "institution", "code": school.rpartition(".")[2]}
    body = {"actor_id": str(person), "role": "cp", "place": place, "valid_from": str(today())}
    path = f"/v1/appointments/{uuid4()}"
    waiting = [
        asyncio.create_task(client.put(path, json=body, headers=director)) for _ in range(20)
    ]
    await asyncio.sleep(1)
    read = await client.get("/v1/institutions", headers=director)
    await offices[0].execute("rollback")
    answers = [answer.status_code for answer in await asyncio.gather(*waiting)]
    assert read.status_code == 200
    assert sorted(answers) == [200] * 19 + [201]
