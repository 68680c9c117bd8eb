"""Two at once: one story, and the other is told."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.reporting.reports import body, file
from tests.world import BAGUA, CHACHAPOYAS, Connection, World

pytestmark = pytest.mark.slow


async def test_one_request_sent_eight_times_at_once_is_one_report(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    owed = await world.obligation(
        await world.cut("implementation", ordinal=8), await world.school(BAGUA)
    )
    auth = await world.login(Role.UGEL, BAGUA)
    report, id = await body(world, owed, "ficha-implementacion"), uuid4()
    answers = await asyncio.gather(*(file(client, auth, report, id) for _ in range(8)))
    assert Counter(a.status_code for a in answers) == {201: 1, 200: 7}
    assert len({a.text for a in answers}) == 1
    query = "select count(*) from report where obligation_id = $1"
    assert await connection.fetchval(query, owed) == 1
    events = "select count(*) from event where subject = 'report/' || $1"
    assert await connection.fetchval(events, str(id)) == 1


async def test_of_eight_reports_for_one_obligation_one_is_taken(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    owed = await world.obligation("2024-implementation-8", await world.school(CHACHAPOYAS))
    auth = await world.login(Role.UGEL, CHACHAPOYAS)
    reports = [await body(world, owed, "ficha-implementacion") for _ in range(8)]
    answers = await asyncio.gather(*(file(client, auth, report) for report in reports))
    assert Counter(a.status_code for a in answers) == {201: 1, 409: 7}
    refused = {a.json()["type"] for a in answers if a.status_code == 409}
    assert refused == {"/problems/already-filed"}
