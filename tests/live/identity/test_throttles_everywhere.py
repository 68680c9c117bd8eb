"""Limits hold across processes and restarts; what is good once is good once, many at a time."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest

from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.throttling import FREE
from tests.live.processes import Service, beside
from tests.world import BAGUA, PASSWORD, World

pytestmark = pytest.mark.slow


async def somebody(world: World, school: str | None = None) -> tuple[UUID, str]:
    at = school or await world.school(BAGUA)
    person, name = await world.appoint(Role.TEACHER, at), uuid4().hex
    await world.account(person, name)
    return person, name


async def sign_in(url: str, name: str, password: str = PASSWORD, **more: str) -> int:
    form = {"grant_type": "password", "username": name, "password": password} | more
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        return (await client.post("/v1/auth/token", data=form)).status_code


async def test_a_lockout_holds_in_every_process_and_after_a_restart(
    service: Service, world: World
) -> None:
    _, name = await somebody(world)
    with beside(service) as other:
        for n in range(FREE):
            assert await sign_in((service.url, other)[n % 2], name, "no es esta") == 401
        assert await sign_in(service.url, name) == 429
        assert await sign_in(other, name) == 429
    with beside(service) as restarted:
        assert await sign_in(restarted, name) == 429


async def test_of_many_guesses_at_once_only_the_free_ones_are_looked_at(
    service: Service, world: World
) -> None:
    _, name = await somebody(world)
    with beside(service) as other:
        guesses = (sign_in((service.url, other)[n % 2], name, f"guess {n}") for n in range(30))
        counts = Counter(await asyncio.gather(*guesses))
    assert counts == {401: FREE, 429: 30 - FREE}


async def test_a_code_redeemed_eight_times_at_once_is_redeemed_once(
    client: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    person, _ = await somebody(world, school)
    director = world.auth(await world.appoint(Role.DIRECTOR, school), Scope)
    order = {"actors": [str(person)]}
    made = (await client.post("/v1/enrolments", json=order, headers=director)).json()
    code = made["items"][0]["code"]
    sent = {"code": code, "password": "mañana llueve en Bagua"}
    answers = await asyncio.gather(
        *(client.post("/v1/auth/enrolment", json=sent) for _ in range(8))
    )
    assert Counter(a.status_code for a in answers) == {200: 1, 401: 7}


async def test_of_codes_made_at_once_for_somebody_only_one_lives(
    client: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    person, _ = await somebody(world, school)
    director = world.auth(await world.appoint(Role.DIRECTOR, school), Scope)
    order = {"actors": [str(person)]}
    await asyncio.gather(
        *(client.post("/v1/enrolments", json=order, headers=director) for _ in range(8))
    )
    live = "select count(*) from enrolment where person_id = $1 and withdrawn_at is null"
    assert await world.db.fetchval(live, person) == 1


async def test_a_recovery_code_shown_many_times_at_once_is_taken_once(
    client: httpx.AsyncClient, service: Service, world: World
) -> None:
    person, name = await somebody(world)
    path, auth = "/v1/me/second-factor", world.auth(person)
    begun = await client.post(path, json={"password": PASSWORD}, headers=auth)
    totp = pyotp.TOTP(begun.json()["secret"])
    confirmed = await client.put(path, json={"code": totp.at(datetime.now(UTC))}, headers=auth)
    code = confirmed.json()["recovery_codes"][0]
    # Within the free attempts: what refuses them is that the code is used, not the limit.
    answers = await asyncio.gather(*(sign_in(service.url, name, otp=code) for _ in range(FREE - 1)))
    assert Counter(answers) == {200: 1, 401: FREE - 2}
