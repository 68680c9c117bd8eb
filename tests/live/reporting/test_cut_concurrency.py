"""Two at once around the end of a cut: one story, and the other is told."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import now
from tests.live.outcomes import outcomes
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World

pytestmark = pytest.mark.slow

WHY = "Sin internet desde la tormenta."


def in_a_year() -> str:
    return (now() + timedelta(days=400)).isoformat()


PLACE = {"kind": "iged", "code": "010002"}


async def another(world: World, *, closes: int) -> str:
    """A cut made anew, in a window of its own: what an earlier test did with another stays."""
    await leave_room(world)
    taken = await world.db.fetchval("select count(*) from report_cut where ordinal > 3")
    streams = ("implementation", "coordinator", "teacher_accompaniment")
    ends = closes + (30 if closes > 0 else -30) * (taken // 3)
    return await world.cut(streams[taken % 3], opens=ends - 20, closes=ends, ordinal=4 + taken // 3)


@pytest.fixture
async def over(world: World) -> str:
    """A cut of which nothing is received any more."""
    return await another(world, closes=-40)


@pytest.fixture
async def cut(world: World) -> str:
    """A cut for which more time may be asked."""
    return await another(world, closes=40)


async def test_of_eight_who_consolidate_a_cut_one_does_and_all_are_told_the_same(
    client: AsyncClient, minedu: Auth, over: str, connection: Connection
) -> None:
    path = f"/v1/report-cuts/{over}/consolidation"
    answers = await asyncio.gather(*(client.post(path, headers=minedu) for _ in range(8)))
    assert outcomes(answers) == {(201, None): 1, (200, None): 7}
    assert len({a.text for a in answers}) == 1
    query = "select count(*) from event where subject = $1 and kind = 'report_cut.consolidated'"
    assert await connection.fetchval(query, f"report-cut/{over}") == 1


async def test_a_cut_is_consolidated_or_extended_never_both(
    client: AsyncClient, world: World, minedu: Auth, over: str, connection: Connection
) -> None:
    ugel, dre = await world.deputy(Role.UGEL, BAGUA), await world.deputy(Role.DRE, AMAZONAS)
    owed = await world.obligation(over, await world.school(BAGUA), *_subject(over))
    body = {"place": PLACE, "closes_at": in_a_year(), "reason": WHY}
    cuts = f"/v1/report-cuts/{over}"
    requested, granted, excused, consolidated = await asyncio.gather(
        client.put(f"{cuts}/extension-requests/{uuid4()}", json=body, headers=ugel),
        client.put(f"{cuts}/extensions/{uuid4()}", json=body, headers=dre),
        client.put(f"/v1/obligations/{owed}/exemption", json={"reason": WHY}, headers=dre),
        client.post(f"{cuts}/consolidation", headers=minedu),
    )
    assert all(a.status_code in {200, 201, 409, 422} for a in (requested, granted, excused))
    if consolidated.status_code == 201:
        held = "select count(*) from cut_extension where cut_code = $1"
        waiting = "select count(*) from extension_request where cut_code = $1"
        frozen = "select sum(exempt) from consolidated_figure where cut_code = $1"
        assert await connection.fetchval(held, over) == 0
        assert await connection.fetchval(waiting, over) == 0
        assert await connection.fetchval(frozen, over) == int(excused.is_success)
    else:
        assert consolidated.status_code == 409
        assert requested.is_success or granted.is_success


def _subject(cut: str) -> tuple[str, int]:
    return ("institution", 0) if "implementation" in cut else ("cp", 1)


async def test_of_eight_requests_for_a_place_one_is_taken(
    client: AsyncClient, world: World, cut: str
) -> None:
    ugel = await world.deputy(Role.UGEL, BAGUA)
    body = {"place": PLACE, "closes_at": in_a_year(), "reason": WHY}
    path = f"/v1/report-cuts/{cut}/extension-requests"
    answers = await asyncio.gather(
        *(client.put(f"{path}/{uuid4()}", json=body, headers=ugel) for _ in range(8))
    )
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/place-already-asked"): 7}


async def test_a_request_is_granted_refused_or_withdrawn_once(
    client: AsyncClient, world: World, cut: str, minedu: Auth, connection: Connection
) -> None:
    ugel, dre = await world.deputy(Role.UGEL, BAGUA), await world.deputy(Role.DRE, AMAZONAS)
    body = {"place": PLACE, "closes_at": in_a_year(), "reason": WHY}
    path = f"/v1/report-cuts/{cut}/extension-requests/{uuid4()}"
    assert (await client.put(path, json=body, headers=ugel)).status_code == 201
    answers = await asyncio.gather(
        client.post(f"{path}/answer", json={"granted": True}, headers=dre),
        client.post(f"{path}/answer", json={"granted": False, "answer": WHY}, headers=minedu),
        client.delete(path, headers=ugel),
    )
    assert outcomes(answers) == {(200, None): 1, (409, "/problems/extension-request-answered"): 2}
    (state,) = {(await client.get(path, headers=ugel)).json()["state"]}
    extended = "select count(*) from cut_extension where cut_code = $1"
    assert await connection.fetchval(extended, cut) == (state == "granted")


async def test_a_grant_and_an_extension_of_one_place_meet_without_a_fault(
    client: AsyncClient, world: World, cut: str, connection: Connection
) -> None:
    ugel, dre = await world.deputy(Role.UGEL, BAGUA), await world.deputy(Role.DRE, AMAZONAS)
    body = {"place": PLACE, "closes_at": in_a_year(), "reason": WHY}
    path = f"/v1/report-cuts/{cut}/extension-requests/{uuid4()}"
    await client.put(path, json=body, headers=ugel)
    granted, extended = await asyncio.gather(
        client.post(f"{path}/answer", json={"granted": True}, headers=dre),
        client.put(f"/v1/report-cuts/{cut}/extensions/{uuid4()}", json=body, headers=dre),
    )
    assert granted.status_code == 200
    assert extended.status_code in {201, 409}
    held = "select count(*) from cut_extension where cut_code = $1"
    assert await connection.fetchval(held, cut) == 1
