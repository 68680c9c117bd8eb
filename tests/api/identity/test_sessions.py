"""Sessions over HTTP: opened, continued, listed, ended; what a stolen refresh token is worth."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from auth.passwords import hash_password
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import AUTHORED, PERSONAL, Scope
from domain.identity.sessions import GRACE, IDLE, LONGEST
from services.identity.proving import AdmittedPerson, admit
from tests.clock import now
from tests.world import BAGUA, PIURA, Auth, Connection, World

PASSWORD = "huayno y marinera 1821"


@pytest.fixture
async def specialist(world: World) -> PersonId:
    person = await world.appoint(Role.UGEL, BAGUA)
    await world.save(
        "account", person_id=person, username="rosa", password_hash=await hash_password(PASSWORD)
    )
    return PersonId(person)


async def sign_in(client: AsyncClient, **more: str) -> dict[str, Any]:
    form = {"grant_type": "password", "username": "rosa", "password": PASSWORD} | more
    answer = await client.post("/v1/auth/token", data=form, headers={"User-Agent": "Prueba/1"})
    assert answer.status_code == 200, answer.text
    opened: dict[str, Any] = answer.json()
    return opened


async def turn(client: AsyncClient, refresh_token: str) -> Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return await client.post("/v1/auth/token", data=form)


async def sign_out(client: AsyncClient, opened: dict[str, Any]) -> Response:
    return await client.post("/v1/auth/revoke", data={"token": opened["refresh_token"]})


def bearer(opened: dict[str, Any]) -> Auth:
    return {"Authorization": f"Bearer {opened['access_token']}"}


async def status(client: AsyncClient, opened: dict[str, Any]) -> int:
    return (await client.get("/v1/me", headers=bearer(opened))).status_code


async def as_if_ago(connection: Connection, span: timedelta) -> None:
    """Every session was refreshed so long ago."""
    await connection.execute("update session set turned_at = turned_at - $1::interval", span)


async def test_a_session_goes_on_with_its_refresh_token(
    client: AsyncClient, specialist: PersonId
) -> None:
    first = await sign_in(client)
    second = (await turn(client, first["refresh_token"])).json()
    third = (await turn(client, second["refresh_token"])).json()
    assert len({o["refresh_token"] for o in (first, second, third)}) == 3
    assert [await status(client, o) for o in (first, second, third)] == [200, 200, 200]
    assert second["refresh_expires_in"] == IDLE.total_seconds()


async def test_a_lost_answer_costs_nothing(client: AsyncClient, specialist: PersonId) -> None:
    first = await sign_in(client)
    lost = (await turn(client, first["refresh_token"])).json()
    again = (await turn(client, first["refresh_token"])).json()
    assert again["refresh_token"] == lost["refresh_token"], "the very same answer"
    assert (await turn(client, again["refresh_token"])).status_code == 200


async def test_a_refresh_token_used_twice_ends_the_session(
    client: AsyncClient, specialist: PersonId, connection: Connection
) -> None:
    stolen = await sign_in(client)
    ours = (await turn(client, stolen["refresh_token"])).json()
    await as_if_ago(connection, GRACE + timedelta(seconds=1))
    used_again = await turn(client, stolen["refresh_token"])
    assert (used_again.status_code, used_again.json()["type"]) == (401, "/problems/invalid-grant")
    assert (await turn(client, ours["refresh_token"])).status_code == 401, "for both of them"
    assert await status(client, ours) == 401


async def test_one_older_than_the_last_is_no_lost_answer(
    client: AsyncClient, specialist: PersonId
) -> None:
    first = await sign_in(client)
    second = (await turn(client, first["refresh_token"])).json()
    await turn(client, second["refresh_token"])
    assert (await turn(client, first["refresh_token"])).status_code == 401
    assert await status(client, second) == 401, "even within the grace"


@pytest.mark.parametrize("change", ["seal", "turn", "session", "length", "alphabet"])
async def test_a_refresh_token_that_we_did_not_make_is_refused_and_ends_nothing(
    client: AsyncClient, specialist: PersonId, change: str
) -> None:
    import base64

    opened = await sign_in(client)
    plain = bytearray(base64.urlsafe_b64decode(opened["refresh_token"] + "=="))
    at = {"seal": -1, "turn": 19, "session": 3}.get(change)
    if at is not None:
        plain[at] ^= 1
    forged = base64.urlsafe_b64encode(plain).decode().rstrip("=")
    forged = {"length": forged[:-4], "alphabet": "ñ" + forged[1:]}.get(change, forged)
    answer = await turn(client, forged)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/invalid-grant")
    assert (await turn(client, opened["refresh_token"])).status_code == 200


async def test_a_session_that_nobody_used_is_over_after_two_weeks_and_any_after_ninety_days(
    client: AsyncClient, specialist: PersonId, connection: Connection
) -> None:
    opened = await sign_in(client)
    await connection.execute(
        "update session set started_at = started_at - $1::interval", LONGEST - timedelta(days=1)
    )
    last = (await turn(client, opened["refresh_token"])).json()
    assert last["refresh_expires_in"] <= timedelta(days=1).total_seconds()
    await connection.execute("update session set expires_at = $1", now() - timedelta(seconds=1))
    assert (await turn(client, last["refresh_token"])).status_code == 401
    assert await status(client, last) == 401


async def test_signing_out_ends_the_access_tokens_too(
    client: AsyncClient, specialist: PersonId
) -> None:
    opened, other = await sign_in(client), await sign_in(client)
    assert (await sign_out(client, opened)).status_code == 204
    assert [await status(client, o) for o in (opened, other)] == [401, 200]
    assert (await sign_out(client, opened)).status_code == 204, "again, or unknown: all alike"
    assert (await sign_out(client, {"refresh_token": "x"})).status_code == 204


async def test_a_session_that_never_was(client: AsyncClient, world: World) -> None:
    person = PersonId(await world.appoint(Role.UGEL, BAGUA))
    issued = world.tokens.issue(person, frozenset({Scope.ME_READ}), session=uuid4(), now=now())
    answer = await client.get("/v1/me", headers={"Authorization": f"Bearer {issued.encoded}"})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/invalid-token")


async def test_who_sends_no_token_is_nobody(client: AsyncClient) -> None:
    assert (await client.get("/v1/me")).status_code == 401
    other = await client.get("/v1/me", headers={"Authorization": "Basic cm9zYTpjbGF2ZQ=="})
    assert other.status_code == 401


async def test_two_tokens_are_nobodys(client: AsyncClient, specialist: PersonId) -> None:
    header = bearer(await sign_in(client))["Authorization"]
    twice = [("authorization", header), ("authorization", header)]
    assert (await client.get("/v1/me", headers=twice)).status_code == 401


async def test_my_sessions_are_listed_and_only_mine(
    client: AsyncClient, specialist: PersonId, world: World
) -> None:
    opened = await sign_in(client)
    await sign_in(client)
    stranger = await world.login(Role.DRE, PIURA)
    mine = (await client.get("/v1/me/sessions", headers=bearer(opened))).json()["items"]
    assert [s["agent"] for s in mine if s["agent"]] == ["Prueba/1", "Prueba/1"]
    assert [s["current"] for s in mine].count(True) == 1
    theirs = (await client.get("/v1/me/sessions", headers=stranger)).json()["items"]
    assert {s["id"] for s in theirs}.isdisjoint(s["id"] for s in mine)


async def test_i_end_one_of_my_sessions_and_nobody_elses(
    client: AsyncClient, specialist: PersonId, world: World
) -> None:
    lost, here = await sign_in(client), await sign_in(client)
    mine = (await client.get("/v1/me/sessions", headers=bearer(lost))).json()["items"]
    (id,) = (s["id"] for s in mine if s["current"])
    stranger = await world.login(Role.DRE, PIURA)
    refused = await client.delete(f"/v1/me/sessions/{id}", headers=stranger)
    assert refused.status_code == 404, "as if there were none"
    assert await status(client, lost) == 200
    ended = await client.delete(f"/v1/me/sessions/{id}", headers=bearer(here))
    assert ended.status_code == 204
    assert [await status(client, o) for o in (lost, here)] == [401, 200]


async def test_i_end_all_my_sessions_but_this(client: AsyncClient, specialist: PersonId) -> None:
    others, here = [await sign_in(client), await sign_in(client)], await sign_in(client)
    assert (await client.delete("/v1/me/sessions", headers=bearer(here))).status_code == 204
    assert [await status(client, o) for o in (*others, here)] == [401, 401, 200]


async def test_a_refreshed_session_follows_the_appointments(
    client: AsyncClient, specialist: PersonId, connection: Connection
) -> None:
    opened = await sign_in(client)
    await connection.execute("delete from appointment where person_id = $1", specialist)
    next_ = (await turn(client, opened["refresh_token"])).json()
    assert set(next_["scope"].split()) == {s.value for s in PERSONAL | AUTHORED}


async def test_a_session_for_fewer_scopes_never_grows(
    client: AsyncClient, specialist: PersonId
) -> None:
    opened = await sign_in(client, scope="me:read")
    next_ = (await turn(client, opened["refresh_token"])).json()
    assert next_["scope"] == "me:read"


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({"grant_type": "password"}, ["/username", "/password"]),
        ({"grant_type": "password", "username": "rosa"}, ["/password"]),
        ({"grant_type": "refresh_token"}, ["/refresh_token"]),
    ],
)
async def test_what_a_grant_needs_is_named(
    client: AsyncClient, form: dict[str, str], missing: list[str]
) -> None:
    answer = await client.post("/v1/auth/token", data=form)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == missing


async def test_no_secret_is_kept_or_shown(
    client: AsyncClient, specialist: PersonId, connection: Connection
) -> None:
    opened = await sign_in(client)
    stored = await connection.fetchval("select string_agg(s::text, ' ') from session s")
    shown = await client.get("/v1/me/sessions", headers=bearer(opened))
    for text in (stored, shown.text):
        assert opened["refresh_token"] not in text
        assert opened["access_token"] not in text


async def test_a_sign_in_that_a_new_password_overtakes_opens_nothing(
    client: AsyncClient,
    specialist: PersonId,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    async def overtaken(*args: Any, **more: Any) -> AdmittedPerson:
        admitted = await admit(*args, **more)
        await connection.execute("update account set password_hash = 'another'")
        return admitted

    monkeypatch.setattr("services.identity.sessions.admit", overtaken)
    form = {"grant_type": "password", "username": "rosa", "password": PASSWORD}
    answer = await client.post("/v1/auth/token", data=form)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/wrong-credentials")
    opened = "select count(*) from session where person_id = $1 and id <> $1"
    assert await connection.fetchval(opened, specialist) == 0


async def test_letters_that_fold_otherwise_elsewhere_are_another_name(
    client: AsyncClient, specialist: PersonId, connection: Connection
) -> None:
    """PostgreSQL folds the dotted capital to `i`, Python does not: one name, one count."""
    await connection.execute("update account set username = 'filiilii'")
    form = {"grant_type": "password", "username": "f\u0130l\u0130\u0130lii", "password": PASSWORD}
    assert (await client.post("/v1/auth/token", data=form)).status_code == 401
    form |= {"username": "FILIilii"}
    assert (await client.post("/v1/auth/token", data=form)).status_code == 200
