"""What a machine client may ask in a minute holds over all processes; two changes at once."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from domain.access.roles import Role
from tests.live.processes import Service, beside
from tests.world import AMAZONAS, World

pytestmark = pytest.mark.slow
PER_MINUTE = 240


@pytest.fixture(scope="module")
def another(service: Service) -> Iterator[str]:
    with beside(service) as url:
        yield url


async def test_two_processes_together_let_pass_what_was_allowed_and_no_more(
    service: Service, another: str, world: World
) -> None:
    client = await world.client(AMAZONAS, requests_per_minute=PER_MINUTE)
    auth = world.auth(client)
    began = time.monotonic()

    async def get_many(url: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=url, headers=auth, timeout=30) as http:
            return [await http.get("/v1/catalogue") for _ in range(150)]

    both = await asyncio.gather(get_many(service.url), get_many(another))
    took = time.monotonic() - began
    counts = [Counter(a.status_code for a in answers) for answers in both]
    passed = sum(count[200] for count in counts)
    bucket = PER_MINUTE // 4
    assert bucket <= passed <= bucket + math.ceil(took * PER_MINUTE / 60), (counts, took)
    assert all(count[200] and count[429] for count in counts), "both let pass, and both refuse"
    taken = "select tokens from throttle where subject = $1"
    assert await world.db.fetchval(taken, f"requests:{client}") < PER_MINUTE // 12


async def test_of_two_changes_at_once_one_is_kept_and_one_is_told_so(
    client: httpx.AsyncClient, world: World
) -> None:
    auth, id = await world.login(Role.DRE, AMAZONAS), uuid4()

    def draft(name: str) -> dict[str, object]:
        place = {"kind": "region", "code": "010000"}
        return {
            "name": name, "contact": "a@example.org", "place": place, "scopes": ["coverage:read"]
        }  # fmt: skip

    path = f"/v1/clients/{id}"
    made = await asyncio.gather(
        *(client.put(path, json=draft(f"Sistema {n}"), headers=auth) for n in range(4))
    )
    assert sorted(a.status_code for a in made)[0] == 201
    assert {a.status_code for a in made} <= {201, 412, 428}
    secrets = await asyncio.gather(
        *(client.post(f"{path}/secrets", json={}, headers=auth) for _ in range(6))
    )
    assert Counter(a.status_code for a in secrets) == {201: 2, 409: 4}
