"""A trial that ends while people fill the form: nothing of it is left, and nobody meets a fault."""

import asyncio
import json
from collections import Counter
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.instruments.instruments import ABOUT, FORM
from tests.world import Connection, World

pytestmark = pytest.mark.slow


async def test_a_trial_that_ends_while_it_is_filled_leaves_no_filling(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    for n in range(6):
        path = f"/v1/instruments/prueba-{n}"
        first = f"{path}/versions/1"
        await client.put(path, json=ABOUT, headers=minedu)
        await client.put(first, json={"definition": FORM}, headers=minedu)
        ready = await client.put(
            f"{first}/state", json={"state": "trial"}, headers=minedu | {"If-Match": '"1"'}
        )
        assert ready.status_code == 200, ready.text

        async def fill(first: str = first) -> int:
            where = f"{first}/trial-fillings/{uuid4()}"
            sent = await client.put(where, json={"answers": {"abierta": 1}}, headers=minedu)
            assert sent.status_code == 201 or sent.json()["type"] == "/problems/not-in-trial"
            return sent.status_code

        async def end(first: str = first) -> int:
            headers = minedu | {"If-Match": '"2"'}
            ended = await client.put(f"{first}/state", json={"state": "published"}, headers=headers)
            return ended.status_code

        answers = await asyncio.gather(
            *(fill() for _ in range(6)), end(), *(fill() for _ in range(6))
        )
        assert answers[6] == 200
        left = "select count(*) from trial_filling where instrument_code = $1"
        assert await connection.fetchval(left, f"prueba-{n}") == 0
        thrown = await connection.fetch(
            "select payload from event where kind = 'trial_filling.thrown_away' and subject = $1",
            f"instrument/prueba-{n}/1",
        )
        created = Counter(answers)[201]
        assert [json.loads(row["payload"]) for row in thrown] == [{"fillings": created}] * bool(
            created
        )


async def test_one_id_sent_by_many_at_once_is_kept_once(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    path = "/v1/instruments/prueba-unica"
    await client.put(path, json=ABOUT, headers=minedu)
    await client.put(f"{path}/versions/1", json={"definition": FORM}, headers=minedu)
    headers = minedu | {"If-Match": '"1"'}
    await client.put(f"{path}/versions/1/state", json={"state": "trial"}, headers=headers)
    where = f"{path}/versions/1/trial-fillings/{uuid4()}"
    sent = await asyncio.gather(
        *(client.put(where, json={"answers": {"abierta": 1}}, headers=minedu) for _ in range(8))
    )
    codes = Counter(answer.status_code for answer in sent)
    assert codes[201] == 1
    assert set(codes) <= {200, 201, 409}
    query = "select count(*) from trial_filling where instrument_code = 'prueba-unica'"
    assert await connection.fetchval(query) == 1


async def test_an_instrument_described_alike_by_many_at_once_is_made_once(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    path = "/v1/instruments/prueba-igual"
    sent = await asyncio.gather(*(client.put(path, json=ABOUT, headers=minedu) for _ in range(8)))
    assert Counter(answer.status_code for answer in sent) == {201: 1, 200: 7}
    logged = "select count(*) from event where subject = 'instrument/prueba-igual'"
    assert await connection.fetchval(logged) == 1


async def test_of_many_drafts_of_one_version_at_once_one_is_kept(
    client: AsyncClient, world: World
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    path = "/v1/instruments/prueba-borrador"
    await client.put(path, json=ABOUT, headers=minedu)
    draft = {"definition": FORM}
    first = await asyncio.gather(
        *(client.put(f"{path}/versions/1", json=draft, headers=minedu) for _ in range(8))
    )
    assert Counter(answer.status_code for answer in first) == {201: 1, 200: 7}
    seen = minedu | {"If-Match": '"1"'}
    changed = await asyncio.gather(
        *(
            client.put(f"{path}/versions/1", json=draft | {"notes": f"Nota {n}."}, headers=seen)
            for n in range(8)
        )
    )
    assert Counter(answer.status_code for answer in changed) == {200: 1, 412: 7}
