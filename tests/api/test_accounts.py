"""Setting how a person signs in."""

import json
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from domain.access import Role, Scope
from tests.world import BAGUA, Auth, Connection, World

GOOD = {"username": "Rosa.Quispe", "password": "mañana llueve en Bagua"}


async def put(client: AsyncClient, id: UUID, auth: Auth, **more: Any) -> Response:
    return await client.put(f"/v1/actors/{id}/account", json=GOOD | more, headers=auth)


async def sign_in(client: AsyncClient, **more: str) -> int:
    form = {"grant_type": "password"} | GOOD | more
    return (await client.post("/v1/auth/token", data=form)).status_code


@pytest.fixture
async def ministry(world: World) -> Auth:
    return await world.login(Role.MINEDU, "pe")


@pytest.fixture
async def director(world: World) -> UUID:
    school = await world.school(BAGUA, code="0123457-0")
    return await world.appoint(
        Role.DIRECTOR, school, person=await world.person(doc_type="CE", doc_number="A0987654321B")
    )


async def test_the_person_signs_in_with_what_was_set(
    client: AsyncClient, ministry: Auth, director: UUID
) -> None:
    kept = await put(client, director, ministry)
    assert kept.json() == {"actor_id": str(director), "username": "rosa.quispe"}
    assert await sign_in(client) == 200
    assert await sign_in(client, password="another password") == 401


async def test_no_secret_reaches_the_answer_or_the_log(
    client: AsyncClient, ministry: Auth, director: UUID, connection: Connection
) -> None:
    answer = await put(client, director, ministry)
    (event,) = await connection.fetch("select * from event where kind = 'account.set'")
    assert json.loads(event["payload"]) == answer.json()
    assert "argon2" not in event["payload"]


async def test_the_same_account_again_writes_nothing(
    client: AsyncClient, ministry: Auth, director: UUID, connection: Connection
) -> None:
    for _ in range(2):
        assert (await put(client, director, ministry)).status_code == 200
    assert await connection.fetchval("select count(*) from event where kind = 'account.set'") == 1


async def test_a_new_password_replaces_the_old_one(
    client: AsyncClient, ministry: Auth, director: UUID
) -> None:
    await put(client, director, ministry)
    await put(client, director, ministry, password="pasado mañana, quién sabe")
    assert await sign_in(client) == 401
    assert await sign_in(client, password="pasado mañana, quién sabe") == 200


@pytest.mark.parametrize(
    "password",
    [
        "a0987654321b",
        "A0987654321B2024",
        "0123457-0-2024",
        "01234570123457",
        "Rosa.Quispe",
        "010002-0123457",
    ],
)
async def test_what_others_know_of_a_person_is_no_password(
    client: AsyncClient, ministry: Auth, director: UUID, password: str
) -> None:
    answer = await put(client, director, ministry, password=password)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/password-guessable")
    assert answer.json()["errors"][0]["field"] == "/password"
    assert password not in answer.text


@pytest.mark.parametrize(
    "more", [{"password": "corta"}, {"username": "ro"}, {"username": "rosa quispe"}]
)
async def test_what_the_contract_refuses(
    client: AsyncClient, ministry: Auth, director: UUID, more: dict[str, str]
) -> None:
    answer = await put(client, director, ministry, **more)
    assert answer.json()["errors"][0]["field"] == f"/{next(iter(more))}"


async def test_a_user_name_is_one_persons(
    client: AsyncClient, world: World, ministry: Auth, director: UUID
) -> None:
    await put(client, director, ministry)
    other = await world.appoint(Role.UGEL, BAGUA)
    answer = await put(client, other, ministry, username="ROSA.QUISPE")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/username-taken")


async def test_a_person_who_does_not_exist_gets_no_account(
    client: AsyncClient, ministry: Auth
) -> None:
    assert (await put(client, UUID(int=7), ministry)).status_code == 404


async def test_only_the_ministry_sets_accounts(
    client: AsyncClient, world: World, director: UUID
) -> None:
    ugel = world.auth(await world.appoint(Role.UGEL, BAGUA), Scope)
    assert (await put(client, director, ugel)).status_code == 403
