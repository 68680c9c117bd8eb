"""Attempts to sign in are counted, by user name and by address, known or not alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.settings import Settings
from auth.counting import Counter, network_of
from auth.sign_in_queue import SignInQueue
from domain.access.roles import Role
from domain.identity.throttling import FREE, LOCKS, LONGEST, Rate
from tests.clock import now
from tests.contract.promise import keeps_the_contract
from tests.world import BAGUA, PASSWORD, Connection, World

ELSEWHERE = "203.0.113.9"


@pytest.fixture(autouse=True)
async def rosa(world: World) -> None:
    await world.account(await world.appoint(Role.UGEL, BAGUA), "rosa")


@asynccontextmanager
async def calling_from(app: FastAPI, address: str) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(
        transport=httpx.ASGITransport(app, client=(address, 1)),
        base_url="http://test",
        event_hooks={"response": [keeps_the_contract]},
    ) as client:
        yield client


async def sign_in(
    client: AsyncClient, password: str = PASSWORD, username: str = "rosa"
) -> Response:
    form = {"grant_type": "password", "username": username, "password": password}
    return await client.post("/v1/auth/token", data=form)


async def fail(client: AsyncClient, times: int, username: str = "rosa") -> None:
    for _ in range(times):
        assert (await sign_in(client, "no es esta", username)).status_code == 401


async def test_after_five_failures_even_the_right_password_has_to_wait(
    client: AsyncClient, world: World
) -> None:
    await fail(client, FREE)
    answer = await sign_in(client)
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-attempts")
    assert 10 <= int(answer.headers["retry-after"]) <= 15
    assert f"Espere {answer.headers['retry-after']} segundos" in answer.json()["detail"]
    await world.time_passes(timedelta(seconds=16))
    assert (await sign_in(client)).status_code == 200


async def test_a_name_that_nobody_has_is_limited_in_the_same_words(client: AsyncClient) -> None:
    await fail(client, FREE)
    await fail(client, FREE, "nadie")
    known, unknown = await sign_in(client), await sign_in(client, username="nadie")
    assert (known.status_code, unknown.status_code) == (429, 429)
    assert known.json()["type"] == unknown.json()["type"]
    assert known.headers.keys() == unknown.headers.keys()


async def test_upper_case_is_no_other_name(client: AsyncClient) -> None:
    await fail(client, FREE, "Rosa")
    assert (await sign_in(client, username="ROSA")).status_code == 429


async def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(
    client: AsyncClient, world: World
) -> None:
    await fail(client, FREE)
    waits = []
    for _ in range(len(LOCKS) + 2):
        waits.append(int((await sign_in(client)).headers["retry-after"]))
        await world.time_passes(LONGEST)
        await fail(client, 1)
    assert waits[:4] == [15, 30, 60, 120]
    lasts = [lock.total_seconds() for lock in LOCKS]
    assert waits == [*lasts, LONGEST.total_seconds(), LONGEST.total_seconds()]


async def test_a_success_forgets_the_failures(client: AsyncClient) -> None:
    for _ in range(3):
        await fail(client, FREE - 1)
        assert (await sign_in(client)).status_code == 200


async def test_a_day_without_failures_forgets_them(client: AsyncClient, world: World) -> None:
    await fail(client, FREE - 1)
    await world.time_passes(timedelta(days=1, minutes=1))
    await fail(client, FREE - 1)
    assert (await sign_in(client)).status_code == 200


async def test_a_stranger_does_not_lock_out_who_signed_in_from_their_own_place(
    app: FastAPI, client: AsyncClient
) -> None:
    assert (await sign_in(client)).status_code == 200
    async with calling_from(app, ELSEWHERE) as stranger:
        await fail(stranger, FREE)
        assert (await sign_in(stranger)).status_code == 429
    assert (await sign_in(client)).status_code == 200


async def test_one_address_cannot_try_one_password_on_everybody(
    app: FastAPI, settings: Settings
) -> None:
    former = app.state.sign_ins
    app.state.sign_ins = SignInQueue(Counter(former.counter.keys, Rate(1, 3)), former.queue)
    async with calling_from(app, ELSEWHERE) as stranger:
        for name in ("ana", "luz", "sol"):
            await fail(stranger, 1, name)
        answer = await sign_in(stranger, username="mar")
        assert (answer.status_code, int(answer.headers["retry-after"])) == (429, 60)
    async with calling_from(app, "198.51.100.1") as other:
        for _ in range(5):
            assert (await sign_in(other)).status_code == 200, "successes are given back"


async def test_neither_names_nor_addresses_are_kept(app: FastAPI, connection: Connection) -> None:
    async with calling_from(app, ELSEWHERE) as stranger:
        await fail(stranger, 1)
        await sign_in(stranger)
    stored = " ".join(str(tuple(row)) for row in await connection.fetch("select * from throttle"))
    assert "rosa" not in stored
    assert ELSEWHERE not in stored
    assert {row[0].partition(":")[0] for row in await connection.fetch("table throttle")} == {
        "known",
        "origin",
    }


async def test_old_rows_are_swept_away(
    client: AsyncClient, connection: Connection, world: World
) -> None:
    await fail(client, 1, "nadie")
    await world.time_passes(timedelta(days=2))
    await fail(client, FREE)
    await sign_in(client)
    gone = "select count(*) from throttle where kept_until < $1"
    assert await connection.fetchval(gone, now()) == 0


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_of_ipv6_a_whole_household_is_one(address: str, counted: str) -> None:
    assert network_of(address) == counted
