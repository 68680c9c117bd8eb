"""Changing one's own password."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.identity.second_factor import code_of, set_up
from tests.clock import now
from tests.world import BAGUA, PASSWORD, Auth, Connection, World

NEW = "mañana llueve en Bagua"


@pytest.fixture
async def director(world: World) -> UUID:
    school = await world.school(BAGUA, code="0123457-0", name="Simón Bolívar de Copallín")
    person = await world.person(doc_type="CE", doc_number="A0987654321B")
    await world.appoint(Role.DIRECTOR, school, person=person)
    await world.account(person, "rosa.quispe")
    return person


@pytest.fixture
def auth(world: World, director: UUID) -> Auth:
    return world.auth(director)


async def change(
    client: AsyncClient,
    auth: Auth,
    new: str = NEW,
    *,
    current: str = PASSWORD,
    code: str | None = None,
) -> Response:
    body = {"current": current, "new": new} | ({"code": code} if code else {})
    return await client.put("/v1/me/password", json=body, headers=auth)


async def sign_in(client: AsyncClient, password: str) -> Response:
    form = {"grant_type": "password", "username": "rosa.quispe", "password": password}
    return await client.post("/v1/auth/token", data=form)


async def test_the_new_password_takes_the_place_of_the_old_one(
    client: AsyncClient, auth: Auth
) -> None:
    assert (await change(client, auth)).status_code == 204
    assert (await sign_in(client, PASSWORD)).status_code == 401
    assert (await sign_in(client, NEW)).status_code == 200


async def test_a_new_password_ends_the_other_sessions(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    opened = (await sign_in(client, PASSWORD)).json()
    other = {"Authorization": f"Bearer {opened['access_token']}"}
    await change(client, auth)
    assert (await client.get("/v1/me", headers=auth)).status_code == 200, "this one stays"
    assert (await client.get("/v1/me", headers=other)).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": opened["refresh_token"]}
    assert (await client.post("/v1/auth/token", data=form)).status_code == 401


async def test_a_new_password_withdraws_enrolment_codes(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    await world.save(
        "enrolment", id=uuid4(), person_id=director, secret_hash=b"x", made_at=now(),
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    await change(client, auth)
    assert await world.db.fetchval("select count(*) from enrolment where withdrawn_at is null") == 0


async def test_the_present_password_is_needed(client: AsyncClient, auth: Auth) -> None:
    answer = await change(client, auth, current="no es esta")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-proven")
    assert (await sign_in(client, PASSWORD)).status_code == 200


async def test_whoever_sits_at_an_open_session_does_not_guess_the_password(
    client: AsyncClient, auth: Auth
) -> None:
    for _ in range(5):
        assert (await change(client, auth, current="no es esta")).status_code == 403
    answer = await change(client, auth)
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-attempts")


async def test_with_a_second_factor_on_its_code_is_needed(client: AsyncClient, auth: Auth) -> None:
    _, codes = await set_up(client, auth)
    for code in (None, "000000"):
        answer = await change(client, auth, code=code)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-proven")
    assert (await change(client, auth, code=codes[0])).status_code == 204


async def test_changing_the_password_makes_no_wrong_code_undone(
    client: AsyncClient, auth: Auth
) -> None:
    secret, _ = await set_up(client, auth)
    for _ in range(5):
        assert (await change(client, auth, PASSWORD, code="000000")).status_code == 403
    answer = await change(client, auth, code=code_of(secret, steps=1))
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-attempts")


@pytest.mark.parametrize(
    ("new", "kind", "code"),
    [
        ("once signos", "invalid-request", "string-too-short"),
        ("A0987654321B2024", "password-guessable", "password-guessable"),
        ("0123457-0-2024", "password-guessable", "password-guessable"),
        ("Rosa.Quispe.1", "password-guessable", "password-guessable"),
        ("CopallinBagua2026", "password-guessable", "password-guessable"),
        ("1q2w3e4r5t6y", "password-common", "password-common"),
    ],
)
async def test_a_weak_password_is_refused_by_its_field_and_never_repeated(
    client: AsyncClient, auth: Auth, new: str, kind: str, code: str
) -> None:
    answer = await change(client, auth, new)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("/new", code)
    assert new not in answer.text


async def test_long_passwords_count_to_their_last_sign(client: AsyncClient, auth: Auth) -> None:
    long = "ñandú quena charango " * 12
    assert (await change(client, auth, long)).status_code == 204
    assert (await sign_in(client, long[:-1])).status_code == 401
    assert (await sign_in(client, long)).status_code == 200


async def test_who_signs_in_elsewhere_has_no_password_here(
    client: AsyncClient, world: World
) -> None:
    answer = await change(client, world.auth(await world.appoint(Role.UGEL, BAGUA)))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-account")


async def test_the_event_says_that_it_changed_and_nothing_else(
    client: AsyncClient, auth: Auth, director: UUID, connection: Connection
) -> None:
    await change(client, auth)
    (event,) = await connection.fetch("select * from event where kind = 'password.changed'")
    assert (event["actor_id"], json.loads(event["payload"])) == (director, {})
