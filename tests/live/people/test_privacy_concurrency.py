"""Releases and corrections asked for at once: one story, and the others are told."""

import asyncio
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.live.outcomes import outcomes
from tests.world import BAGUA, Connection, World

pytestmark = pytest.mark.slow


async def test_a_cut_released_six_times_at_once_is_released_once(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    cut = await world.cut("teacher_accompaniment", opens=-30, closes=-10)
    await world.accompanied(await world.school(BAGUA), cut, [3] * 6)
    minedu = await world.login(Role.MINEDU, "pe")
    requests = (client.put(f"/v1/results/{cut}", headers=minedu) for _ in range(6))
    assert outcomes(await asyncio.gather(*requests)) == {(201, None): 1, (200, None): 5}
    query = "select count(*) from event where kind = 'results.released'"
    assert await connection.fetchval(query) == 1


async def test_a_correction_is_answered_by_one(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    teacher = await world.appoint(Role.TEACHER, school)
    director = await world.login(Role.DIRECTOR, school)
    path = f"/v1/me/corrections/{uuid4()}"
    wanted = {"field": "other", "wanted": "Mi correo es otro."}
    requests = (client.put(path, json=wanted, headers=world.auth(teacher)) for _ in range(6))
    statuses = outcomes(await asyncio.gather(*requests))
    assert statuses[201, None] == 1
    assert statuses.keys() <= {(201, None), (200, None), (412, "/problems/stale-version")}
    id = path.rpartition("/")[2]
    answers = (
        client.put(
            f"/v1/corrections/{id}/answer",
            json={"state": "rejected", "answer": f"Respuesta número {n}."},
            headers=director,
        )
        for n in range(6)
    )
    assert outcomes(await asyncio.gather(*answers)) == {
        (200, None): 1,
        (409, "/problems/correction-answered"): 5,
    }
