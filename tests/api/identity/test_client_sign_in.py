"""How machine clients sign in, and how often they may ask."""

import base64
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.permits import PermitCache
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from services.identity.client_sessions import TOKENS
from tests.answers import problem
from tests.api.identity.clients import bearer, make, sign_in
from tests.clock import now
from tests.world import AMAZONAS, BAGUA, PIURA, Auth, Connection, World


async def test_a_client_is_made_and_signs_in_with_its_secret(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    school, elsewhere = await world.school(BAGUA), await world.school(f"{PIURA}.200001")
    id, key = await make(client, dre)
    assert key.startswith("jec_")
    assert len(key) >= 40
    answer = await sign_in(client, id, key)
    body = answer.json()
    assert (body["scope"], body["expires_in"]) == ("coverage:read institutions:read", 900)
    assert "refresh_token" not in body, "the secret is what lasts (RFC 6749, 4.4.3)"
    auth = {"Authorization": f"Bearer {body['access_token']}"}
    for path, status in ((school, 200), (elsewhere, 404)):
        code = path.rpartition(".")[2]
        assert (await client.get(f"/v1/institutions/{code}", headers=auth)).status_code == status
    assert problem(await client.get("/v1/actors", headers=auth)) == (403, "missing-scope")
    assert problem(await client.get("/v1/me", headers=auth)) == (403, "missing-scope")


async def test_a_part_of_the_scopes_can_be_asked_for_and_never_more(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    answer = await sign_in(client, id, key, scope="coverage:read accounts:write")
    assert answer.json()["scope"] == "coverage:read"


async def test_http_basic_is_taken_and_both_ways_at_once_are_not(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    basic = base64.b64encode(f"{quote_plus(str(id))}:{quote_plus(key)}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    form = {"grant_type": "client_credentials"}
    taken = await client.post("/v1/auth/token", data=form, headers=headers)
    assert taken.status_code == 200
    for more in ({"client_id": str(id), "client_secret": key}, {"client_id": str(id)}):
        both = await client.post("/v1/auth/token", data=form | more, headers=headers)
        assert problem(both) == (422, "invalid-request")
    neither = await client.post("/v1/auth/token", data=form)
    assert [e["field"] for e in neither.json()["errors"]] == ["/client_id", "/client_secret"]


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic %%%", "Basic bm9jb2xvbg==", "Basic /w==", "Bearer x", "Basic " + "QUFB" * 999],
)
async def test_a_header_that_is_no_basic_is_a_wrong_client(
    client: AsyncClient, header: str
) -> None:
    form = {"grant_type": "client_credentials"}
    refused = await client.post("/v1/auth/token", data=form, headers={"Authorization": header})
    assert problem(refused) == (401, "invalid-client")


async def test_unknown_wrong_past_and_disabled_are_told_alike(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id, key = await make(client, dre)
    other, others = await make(client, dre)
    off, offs = await make(client, dre, disabled=True)
    past, pasts = await make(client, dre)
    await world.db.execute(
        "update client_secret set expires_at = $2 where client_id = $1", past, now()
    )
    answers = [
        await sign_in(client, uuid4(), key),
        await sign_in(client, "nobody", key),
        await sign_in(client, id, others),
        await sign_in(client, id, key[:-1]),
        await sign_in(client, off, offs),
        await sign_in(client, past, pasts),
    ]
    assert {problem(answer) for answer in answers} == {(401, "invalid-client")}
    assert len({answer.text for answer in answers}) == 1
    assert other != id


async def test_many_wrong_secrets_from_an_address_are_stopped_and_a_right_one_is_not(
    client: AsyncClient, app: FastAPI, dre: Auth
) -> None:
    id, key = await make(client, dre)
    most = 2 * app.state.settings.failures_per_minute
    answers = [await sign_in(client, uuid4(), "jec_no") for _ in range(most + 1)]
    assert problem(answers[-1]) == (429, "too-many-attempts")
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert {problem(answer) for answer in answers[:most]} == {(401, "invalid-client")}
    assert (await sign_in(client, id, key)).status_code == 200, "nobody locks a client out"


async def test_a_client_that_asks_for_a_token_each_time_is_stopped(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    answers = [await sign_in(client, id, key) for _ in range(TOKENS.burst + 1)]
    assert {a.status_code for a in answers[:-1]} == {200}
    assert problem(answers[-1]) == (429, "too-many-attempts")


async def test_a_client_asks_as_often_as_it_was_allowed_and_no_more(
    client: AsyncClient, app: FastAPI, dre: Auth
) -> None:
    id, key = await make(client, dre, requests_per_minute=12)
    auth = await bearer(client, id, key)
    answers = [await client.get("/v1/coverage", headers=auth) for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert problem(answers[-1]) == (429, "too-many-requests")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 5
    app.state.permits = PermitCache()
    again = await client.get("/v1/coverage", headers=auth)
    assert again.status_code == 429, "another process, or this one after a restart, counts on"


async def test_people_are_not_counted(client: AsyncClient, world: World, dre: Auth) -> None:
    for _ in range(30):
        assert (await client.get("/v1/coverage", headers=dre)).status_code == 200
    rows = "select count(*) from throttle where subject like 'requests:%'"
    assert await world.db.fetchval(rows) == 0


async def test_a_machine_writes_with_its_own_id_beside_it(
    client: AsyncClient, world: World, connection: Connection, minedu: Auth
) -> None:
    code = (await world.school(BAGUA)).rpartition(".")[2]
    id, key = await make(client, minedu, scopes=["statistics:write"])
    auth = await bearer(client, id, key)
    path = f"/v1/institutions/{code}/years/2025"
    written = await client.put(path, json={"students": 311}, headers=auth)
    assert written.status_code == 201, written.text
    last = "select actor_id from event where place = $1 order by seq desc limit 1"
    assert await connection.fetchval(last, f"{BAGUA}.{code}") == id


async def test_a_machines_token_is_bounded_by_what_machines_may_do(
    client: AsyncClient, world: World
) -> None:
    auth = world.auth(await world.client(AMAZONAS), [Scope.VISITS_READ])
    assert problem(await client.get("/v1/visits", headers=auth)) == (
        403,
        "no-role-carries",
    )
    assert Scope.VISITS_READ not in ROLE_SCOPES[Role.INTEGRATOR]
