"""Signing in over HTTP."""

import pytest
from httpx import AsyncClient

from auth.passwords import hash_password
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.world import BAGUA, World

PASSWORD = "huayno y marinera 1821"


@pytest.fixture
async def specialist(world: World) -> None:
    person = await world.appoint(Role.UGEL, BAGUA)
    await world.save(
        "account", person_id=person, username="rosa", password_hash=await hash_password(PASSWORD)
    )


def form(**changed: str) -> dict[str, str]:
    return {"grant_type": "password", "username": "rosa", "password": PASSWORD} | changed


async def test_a_token_carries_what_the_role_carries(client: AsyncClient, specialist: None) -> None:
    answer = await client.post("/v1/auth/token", data=form())
    assert answer.status_code == 200
    assert set(answer.json()["scope"].split()) == {s.value for s in ROLE_SCOPES[Role.UGEL]}
    assert answer.headers["cache-control"] == "no-store, no-transform"
    auth = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = await client.get("/v1/me", headers=auth)
    assert me.json()["person"]["username"] == "rosa"


async def test_user_names_have_no_case(client: AsyncClient, specialist: None) -> None:
    assert (await client.post("/v1/auth/token", data=form(username="Rosa"))).status_code == 200


async def test_fewer_scopes_can_be_asked_for(client: AsyncClient, specialist: None) -> None:
    answer = await client.post("/v1/auth/token", data=form(scope="me:read calendar:write"))
    assert answer.json()["scope"] == "me:read", "asking for more than one has gives nothing more"


async def test_an_unknown_user_and_a_wrong_password_look_the_same(
    client: AsyncClient, specialist: None
) -> None:
    wrong = await client.post("/v1/auth/token", data=form(password="no es esta"))
    unknown = await client.post("/v1/auth/token", data=form(username="nadie"))
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    assert wrong.json()["type"] == "/problems/wrong-credentials"


async def test_without_a_token_nothing_is_read(client: AsyncClient) -> None:
    answer = await client.get("/v1/regions")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_two_authorization_headers_are_nobodys(
    client: AsyncClient, world: World, specialist: None
) -> None:
    auth = await world.login(Role.MINEDU, "pe")
    twice = [("authorization", auth["Authorization"]), ("authorization", auth["Authorization"])]
    assert (await client.get("/v1/regions", headers=twice)).status_code == 401


async def test_an_unsupported_grant_is_refused(client: AsyncClient, specialist: None) -> None:
    answer = await client.post("/v1/auth/token", data=form(grant_type="implicit"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "/grant_type"


async def test_english_is_spoken_on_request(client: AsyncClient) -> None:
    spanish = await client.get("/v1/regions")
    english = await client.get("/v1/regions", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert spanish.json()["title"] == "Sesión no válida"
    assert english.json()["title"] == "Invalid token"


async def test_a_sign_in_as_json_is_told_the_media_type(
    client: AsyncClient, specialist: None
) -> None:
    answer = await client.post("/v1/auth/token", json=form())
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
