"""What the owner of a card may try is counted in every process, and many at a time."""

import asyncio
from collections import Counter

import httpx
import pytest

from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.throttling import NAMES
from tests.access.identity.identities import confirm, linked
from tests.live.processes import Service, beside
from tests.world import BAGUA, World

pytestmark = pytest.mark.slow


async def test_user_names_are_tried_with_a_card_no_faster_in_two_processes(
    service: Service, client: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = world.auth(await world.appoint(Role.DIRECTOR, school), Scope)
    person, other = [await world.appoint(Role.TEACHER, school) for _ in range(2)]
    await world.account(other, f"taken.{other}")
    made = await client.post("/v1/enrolments", json={"actors": [str(person)]}, headers=director)
    sent = {
        "code": made.json()["items"][0]["code"],
        "username": f"taken.{other}",
        "password": "mañana llueve en Bagua",
    }

    async def tried(url: str) -> int:
        async with httpx.AsyncClient(base_url=url, timeout=60) as somebody:
            return (await somebody.post("/v1/auth/enrolment", json=sent)).status_code

    with beside(service) as second:
        urls = [(service.url, second)[n % 2] for n in range(NAMES.burst + 9)]
        counts = Counter(await asyncio.gather(*(tried(url) for url in urls)))
    assert counts == {409: NAMES.burst, 429: 9}


async def test_a_link_confirmed_while_a_card_takes_the_account_back_does_not_stay(
    client: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = world.auth(await world.appoint(Role.DIRECTOR, school), Scope)
    for n in range(6):
        person = await world.appoint(Role.TEACHER, school)
        await world.account(person, f"owner.{person}")
        id = await linked(world, person, f"race {person}")
        order = {"actors": [str(person)], "drop_second_factor": True}
        made = await client.post("/v1/enrolments", json=order, headers=director)
        sent = {
            "code": made.json()["items"][0]["code"],
            "password": "mañana llueve en Bagua",
        }
        confirmed, redeemed = await asyncio.gather(
            confirm(client, world.auth(person), id),
            client.post("/v1/auth/enrolment", json=sent),
        )
        assert redeemed.status_code == 200, redeemed.text
        assert confirmed.status_code in {200, 401, 403, 404}, confirmed.text
        left = "select count(*) from external_identity where person_id = $1"
        assert await world.db.fetchval(left, person) == 0, f"round {n}"
