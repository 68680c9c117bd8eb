"""Machine clients: given what their maker holds, and no more."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.permits import PermitCache
from auth.tokens import InvalidToken
from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.answers import problem
from tests.api.identity.clients import READS, REGION, bearer, keep, make, secret, shown
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, PIURA, Auth, Connection, World


async def test_who_made_it_when_and_when_it_was_used_is_shown_and_no_secret(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    person = await world.appoint(Role.DRE, AMAZONAS)
    auth = world.auth(person)
    id, key = await make(client, auth)
    before = await shown(client, auth, id)
    assert before["made_by"]["id"] == str(person)
    assert (before["used_at"], before["secrets"][0]["used_at"]) == (None, None)
    await bearer(client, id, key)
    after = await shown(client, auth, id)
    assert after["used_at"] == after["secrets"][0]["used_at"] >= now().isoformat()
    assert set(after["secrets"][0]) == {"id", "made_at", "expires_at", "used_at"}
    assert key not in json.dumps(after)
    events = await connection.fetch(
        "select payload::text from event union all select s::text from client_secret s"
    )
    assert events
    assert not [row for row in events if key in row[0]]


@pytest.mark.parametrize(
    "change",
    [{"disabled": True}, {"scopes": READS[:1]}, {"place": {"kind": "iged", "code": "010002"}}],
)
async def test_what_a_client_loses_it_loses_with_the_tokens_it_has(
    client: AsyncClient, app: FastAPI, dre: Auth, change: dict[str, Any]
) -> None:
    app.state.permits = PermitCache()  # with its second of memory
    id, key = await make(client, dre)
    auth = await bearer(client, id, key)
    assert (await client.get("/v1/coverage", headers=auth)).status_code == 200
    await keep(client, dre, id, etag='"1"', **change)
    claims = app.state.tokens.read(auth["Authorization"].split()[1], now=now())
    later = now() + timedelta(seconds=1.1)
    with pytest.raises(InvalidToken):
        await app.state.permits.permit(app.state.database, claims, Scope.COVERAGE_READ, now=later)


async def test_a_change_that_takes_nothing_away_ends_no_token(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    auth = await bearer(client, id, key)
    scopes = [*READS, "catalogue:read"]
    changed = await keep(client, dre, id, etag='"1"', name="Otro nombre", scopes=scopes)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await client.get("/v1/coverage", headers=auth)).status_code == 200


@pytest.mark.parametrize("scope", ["reports:file", "accounts:enrol", "actors:write", "me:read"])
async def test_some_scopes_are_no_machines_whoever_gives_them(
    client: AsyncClient, minedu: Auth, scope: str
) -> None:
    refused = await keep(client, minedu, uuid4(), scopes=["coverage:read", scope])
    assert problem(refused) == (422, "scope-not-for-machines")
    (error,) = refused.json()["errors"]
    assert (error["field"], scope in error["detail"]) == ("/scopes", True)


async def test_nobody_gives_a_machine_what_they_do_not_hold(
    client: AsyncClient, dre: Auth, minedu: Auth
) -> None:
    strong = [*READS, "institutions:write"]
    refused = await keep(client, dre, uuid4(), scopes=strong)
    assert problem(refused) == (403, "may-not-give")
    assert "institutions:write" in refused.json()["detail"]
    assert (await keep(client, minedu, uuid4(), scopes=strong)).status_code == 201


async def test_nobody_gives_more_than_their_own_token_carries(
    client: AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.MINEDU, "pe")
    narrow = world.auth(person, [Scope.CLIENTS_WRITE, Scope.COVERAGE_READ])
    assert problem(await keep(client, narrow, uuid4())) == (403, "may-not-give")


async def test_temporary_access_gives_a_machine_nothing(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.DRE, AMAZONAS)
    await world.save(
        "access_grant", id=uuid4(), person_id=person, role="minedu", place="pe",
        reason="Reemplazo por vacaciones.", made_by=await world.person(),
        starts_at=now() - timedelta(days=1), expires_at=now() + timedelta(days=9),
    )  # fmt: skip
    auth = world.auth(person)
    refused = await keep(client, auth, uuid4(), scopes=["institutions:write"])
    assert problem(refused) == (403, "may-not-give")


async def test_a_client_out_of_reach_is_as_one_that_does_not_exist(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id, _ = await make(client, dre)
    (kept_secret,) = (await shown(client, dre, id))["secrets"]
    piura = await world.login(Role.DRE, PIURA)
    there = {"kind": "region", "code": "200000"}
    for at in (id, uuid4()):
        path = f"/v1/clients/{at}"
        assert problem(await client.get(path, headers=piura)) == (404, "not-found")
        assert problem(await secret(client, piura, at)) == (404, "not-found")
        gone = await client.delete(f"{path}/secrets/{kept_secret['id']}", headers=piura)
        assert problem(gone) == (404, "not-found")
    assert problem(await keep(client, piura, id, etag='"1"', place=there)) == (404, "not-found")
    assert problem(await keep(client, piura, uuid4())) == (404, "not-found")
    listed = (await client.get("/v1/clients", headers=piura)).json()
    assert listed["items"] == []


async def test_clients_are_listed_in_pages_the_latest_first(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    made = [str(await world.client(AMAZONAS, made_at=now() - timedelta(n))) for n in range(3)]
    met: list[str] = []
    params = {"limit": "2"}
    while True:
        page = (await client.get("/v1/clients", params=params, headers=dre)).json()
        met += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == made


async def test_what_is_made_and_changed_is_told_where_it_acts(
    client: AsyncClient, connection: Connection, dre: Auth
) -> None:
    id = uuid4()
    await keep(client, dre, id)
    assert (await keep(client, dre, id, name="Otro", etag='"1"')).headers["etag"] == '"2"'
    rows = await connection.fetch(
        "select kind, place::text from event where subject = $1 order by seq", f"client/{id}"
    )
    assert [tuple(row) for row in rows] == [("client.made", AMAZONAS), ("client.changed", AMAZONAS)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"contact": "nadie"}, "/contact"),
        ({"contact": "a b@example.org"}, "/contact"),
        ({"name": " "}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["todo"]}, "/scopes/0"),
        ({"requests_per_minute": 0}, "/requests_per_minute"),
        ({"requests_per_minute": 6001}, "/requests_per_minute"),
        ({"requests_per_minute": True}, "/requests_per_minute"),
        ({"disabled": 0}, "/disabled"),
        ({"secret": "x"}, "/secret"),
    ],
)
async def test_a_client_that_cannot_be_right_names_its_field(
    client: AsyncClient, dre: Auth, changed: dict[str, Any], field: str
) -> None:
    refused = await keep(client, dre, uuid4(), **changed)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


@pytest.mark.parametrize("role", [Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_others_make_no_client(client: AsyncClient, world: World, role: Role) -> None:
    place = {Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role) or await world.school(BAGUA)
    auth = await world.login(role, place)
    assert problem(await keep(client, auth, uuid4())) == (403, "missing-scope")


async def test_nobody_is_appointed_to_a_machines_role(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    body = {
        "actor_id": str(await world.person()),
        "role": "integrator",
        "place": REGION,
        "valid_from": today().isoformat(),
    }
    refused = await client.put(f"/v1/appointments/{uuid4()}", json=body, headers=minedu)
    assert problem(refused) == (403, "may-not-appoint")
