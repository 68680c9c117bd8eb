"""What ends in one process ends in every process within a second; one refresh, many at once."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from auth.passwords import hash_password
from domain.access.roles import Role
from tests.clock import today
from tests.live.processes import Service, beside
from tests.world import BAGUA, Connection, World

pytestmark = pytest.mark.slow
PASSWORD = "huayno y marinera 1821"
WITHIN = 1.5
"""Seconds: a permit is remembered for one."""


@pytest.fixture(scope="module")
def another(service: Service) -> Iterator[str]:
    """Where a second process of the same service listens."""
    with beside(service) as url:
        yield url


async def sign_in(client: httpx.AsyncClient, world: World, name: str) -> dict[str, str]:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    hashed = await hash_password(PASSWORD)
    await world.save("account", person_id=person, username=name, password_hash=hashed)
    form = {"grant_type": "password", "username": name, "password": PASSWORD}
    opened: dict[str, str] = (await client.post("/v1/auth/token", data=form)).json()
    return opened | {"person": str(person)}


async def gives(url: str, opened: dict[str, str], expected: int) -> bool:
    """Whether a process answers so within the time that a permit is remembered."""
    auth = {"Authorization": f"Bearer {opened['access_token']}"}
    until = time.monotonic() + WITHIN
    async with httpx.AsyncClient(base_url=url, headers=auth) as client:
        while True:
            late = time.monotonic() >= until  # asked after it, an answer is no matter of speed
            if (await client.get("/v1/coverage")).status_code == expected:
                return True
            if late:
                return False
            await asyncio.sleep(0.05)


async def test_signing_out_acts_in_every_process(
    client: httpx.AsyncClient, service: Service, another: str, world: World
) -> None:
    opened = await sign_in(client, world, "uno")
    assert await gives(service.url, opened, 200)
    assert await gives(another, opened, 200)
    await client.post("/v1/auth/revoke", data={"token": opened["refresh_token"]})
    assert await gives(service.url, opened, 401)
    assert await gives(another, opened, 401)


async def test_an_appointment_that_ends_acts_in_every_process(
    client: httpx.AsyncClient, service: Service, another: str, world: World, connection: Connection
) -> None:
    opened = await sign_in(client, world, "dos")
    assert await gives(another, opened, 200)
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        UUID(opened["person"]),
        today(),
    )
    assert await gives(service.url, opened, 403)
    assert await gives(another, opened, 403)


async def test_of_many_refreshes_at_once_all_get_the_same_session(
    client: httpx.AsyncClient, another: str, world: World
) -> None:
    opened = await sign_in(client, world, "tres")
    form = {"grant_type": "refresh_token", "refresh_token": opened["refresh_token"]}
    async with httpx.AsyncClient(base_url=another) as other:
        both = [(client, other)[n % 2].post("/v1/auth/token", data=form) for n in range(8)]
        answers = await asyncio.gather(*both)
    assert Counter(a.status_code for a in answers) == {200: 8}
    assert len({a.json()["refresh_token"] for a in answers}) == 1
