"""The feed while changes are under way: what commits late is not skipped, nor told twice."""

from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.events import fed, read_events
from tests.live.processes import Service
from tests.world import BAGUA, Connection, World

pytestmark = pytest.mark.slow

EXEMPT = (
    "insert into event (at, place, kind, subject, payload)"
    " values (now(), 'pe.010000.010002', 'obligation.exempted', $1, '{}')"
)


def subjects(items: list[dict[str, Any]]) -> list[str]:
    return [each["subject"] for each in items if each["kind"] == "obligation.exempted"]


async def test_a_change_that_commits_late_is_told_in_its_turn(
    client: AsyncClient, world: World, service: Service, connection: Connection
) -> None:
    auth = await world.deputy(Role.UGEL, BAGUA)
    _, cursor = await fed(client, auth, None, limit=200)
    slow = await asyncpg.connect(service.database)
    under_way = slow.transaction()
    await under_way.start()
    await slow.execute(EXEMPT, "obligation/slow")
    for n in range(3):
        await connection.execute(EXEMPT, f"obligation/quick-{n}")

    early, cursor = await fed(client, auth, cursor)
    assert subjects(early) == [], "three are committed; one that comes before them is not"
    seen = subjects(await read_events(client, auth))
    assert seen == [f"obligation/quick-{n}" for n in (2, 1, 0)], "people see what is committed"

    await under_way.commit()
    later, cursor = await fed(client, auth, cursor, limit=2)
    rest, cursor = await fed(client, auth, cursor, limit=2)
    told_all = subjects([*later, *rest])
    assert told_all == ["obligation/slow", *(f"obligation/quick-{n}" for n in range(3))]
    again, _ = await fed(client, auth, cursor)
    assert again == []
    await slow.close()


async def test_a_change_that_is_undone_leaves_no_gap_and_no_trace(
    client: AsyncClient, world: World, service: Service, connection: Connection
) -> None:
    auth = await world.deputy(Role.UGEL, BAGUA)
    _, cursor = await fed(client, auth, None, limit=200)
    slow = await asyncpg.connect(service.database)
    under_way = slow.transaction()
    await under_way.start()
    await slow.execute(EXEMPT, "obligation/undone")
    await connection.execute(EXEMPT, "obligation/kept")
    await under_way.rollback()
    items, _ = await fed(client, auth, cursor)
    assert subjects(items) == ["obligation/kept"]
    await slow.close()
