"""Ending the sessions of somebody who lost a device, by whoever lets them in."""

from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World


@pytest.fixture
async def director(world: World) -> UUID:
    return await world.appoint(Role.DIRECTOR, await world.school())


async def end(client: AsyncClient, person: UUID, auth: Auth) -> tuple[int, str]:
    answer = await client.delete(f"/v1/actors/{person}/sessions", headers=auth)
    refusal = answer.json()["type"].removeprefix("/problems/") if answer.content else ""
    return answer.status_code, refusal


async def gives(client: AsyncClient, auth: Auth) -> int:
    return (await client.get("/v1/me", headers=auth)).status_code


async def test_whoever_lets_somebody_in_ends_their_sessions(
    client: AsyncClient, world: World, director: UUID
) -> None:
    theirs, own = world.auth(director), await world.login(Role.UGEL, BAGUA)
    assert await gives(client, theirs) == 200
    assert await end(client, director, own) == (204, "")
    assert await gives(client, theirs) == 401
    assert await gives(client, own) == 200, "and nobody else's"


async def test_it_is_noted_once_without_telling_which(
    client: AsyncClient, world: World, connection: Connection, director: UUID
) -> None:
    person = await world.appoint(Role.UGEL, BAGUA)
    for _ in range(2):
        assert await end(client, director, world.auth(person)) == (204, "")
    query = "select actor_id, payload::text, place::text from event where kind = 'sessions.ended'"
    (event,) = await connection.fetch(query)
    assert event["actor_id"] == person
    assert event["payload"] == '{"count": 1}'
    assert event["place"].startswith(BAGUA)


async def test_of_somebody_who_left_whoever_knows_them_may(
    client: AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(), until=today())
    assert await end(client, person, await world.login(Role.UGEL, BAGUA)) == (204, "")


@pytest.mark.parametrize(
    ("role", "place", "refusal"),
    [
        (Role.UGEL, CHACHAPOYAS, (404, "not-found")),
        (Role.CP, None, (403, "missing-scope")),
        (Role.DRE, PIURA, (404, "not-found")),
    ],
)
async def test_others_end_nothing(
    client: AsyncClient,
    world: World,
    director: UUID,
    role: Role,
    place: str | None,
    refusal: tuple[int, str],
) -> None:
    school = await world.db.fetchval("select place::text from appointment limit 1")
    caller = await world.login(role, place or school)
    assert await end(client, director, caller) == refusal
    assert await gives(client, world.auth(director)) == 200


@pytest.mark.parametrize(("role", "place"), [(Role.DRE, AMAZONAS), (Role.MINEDU, "pe")])
async def test_so_do_the_offices_above(
    client: AsyncClient, world: World, director: UUID, role: Role, place: str
) -> None:
    assert await end(client, director, await world.login(role, place)) == (204, "")
    assert await gives(client, world.auth(director)) == 401


async def test_a_post_elsewhere_takes_it_from_no_office(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.CP, await world.school(BAGUA))
    theirs, own = world.auth(person), await world.login(Role.UGEL, BAGUA)
    await world.appoint(Role.TEACHER, await world.school(f"{PIURA}.200001"), person=person)
    assert await end(client, person, own) == (204, "")
    assert await gives(client, theirs) == 401


async def test_who_appoints_somebody_higher_as_staff_gains_nothing(
    client: AsyncClient, world: World
) -> None:
    specialist, school = await world.appoint(Role.UGEL, CHACHAPOYAS), await world.school(BAGUA)
    await world.appoint(Role.TEACHER, school, person=specialist)
    director = await world.login(Role.DIRECTOR, school)
    assert await end(client, specialist, director) == (403, "may-not-end-sessions")
    bagua = await world.login(Role.UGEL, BAGUA)
    assert await end(client, specialist, bagua) == (403, "may-not-end-sessions")
    assert await gives(client, world.auth(specialist)) == 200
    assert await end(client, specialist, await world.login(Role.DRE, AMAZONAS)) == (204, "")


async def test_a_colleague_of_the_same_level_ends_nothing(
    client: AsyncClient, world: World
) -> None:
    one, other = await world.appoint(Role.UGEL, BAGUA), await world.deputy(Role.UGEL, BAGUA)
    assert await end(client, one, other) == (403, "may-not-end-sessions")


async def test_ones_own_are_ended_elsewhere(
    client: AsyncClient, world: World, director: UUID
) -> None:
    assert await end(client, director, world.auth(director)) == (403, "own-sessions")
