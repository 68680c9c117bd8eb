"""Two runs of `jec remind` at once: every occasion noted once, every person written to once."""

import asyncio
from collections import Counter

import asyncpg
import pytest

from cli.mailing import server_of, smtp
from cli.reminding import RemindSettings, remind_all
from domain.access.roles import Role
from persistence.database import connected
from tests.cli.post_office import PostOffice, post_office
from tests.clock import now
from tests.live.processes import Service
from tests.world import BAGUA, World

pytestmark = pytest.mark.slow
PEOPLE = 12


async def run(url: str, office: PostOffice) -> Counter[str]:
    async with connected(url, connections=4) as database, smtp(server_of(office.url)) as post:
        return await remind_all(database, post, RemindSettings(), now=now())


async def test_six_runs_at_once_write_to_each_person_once(
    world: World, service: Service, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cut = await world.cut("coordinator", closes=1)
    for n in range(PEOPLE):
        school = await world.school(BAGUA)
        director = await world.appoint(Role.DIRECTOR, school)
        await world.save(
            "contact",
            person_id=director,
            email=f"d{n}@example.org",
            reminders=True,
            updated_at=now(),
        )
        for subject in ("cp", "ct"):
            await world.obligation(cut, school, subject, 1)
    async with post_office() as office:
        runs = await asyncio.gather(*(run(service.database, office) for _ in range(6)))
        after = await run(service.database, office)
    done = sum(runs, Counter[str]())
    assert (done["noted"], done["sent"], done["failed"]) == (2 * PEOPLE, PEOPLE, 0)
    assert not +after
    assert sorted(office.to) == sorted(f"d{n}@example.org" for n in range(PEOPLE))
    assert {m["Subject"] for m in office.received} == {"JEC: 2 por vencer"}
    stored = await connection.fetchval(
        "select sum((payload ->> 'notices')::int) from event where kind = 'reminders.sent'"
    )
    assert stored == 2 * PEOPLE
