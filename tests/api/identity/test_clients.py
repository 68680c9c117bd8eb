"""Machine clients: given what their maker holds, signed in by a secret, stopped within a second."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from auth.permits import PermitCache
from auth.tokens import InvalidToken
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from services.identity.client_sessions import TOKENS
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, PIURA, Auth, Connection, World

REGION = {"kind": "region", "code": "010000"}
READS = ["coverage:read", "institutions:read"]


@pytest.fixture
async def dre(world: World) -> Auth:
    return await world.login(Role.DRE, AMAZONAS)


@pytest.fixture
async def minedu(world: World) -> Auth:
    return await world.login(Role.MINEDU, "pe")


def draft(**more: Any) -> dict[str, Any]:
    return {
        "name": "Tablero regional de Amazonas",
        "contact": "informatica@example.org",
        "place": REGION,
        "scopes": READS,
        "requests_per_minute": 600,
    } | more


def kind(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def keep(
    client: AsyncClient, auth: Auth, id: UUID, *, etag: str | None = None, **more: Any
) -> Response:
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"/v1/clients/{id}", json=draft(**more), headers=headers)


async def make(client: AsyncClient, auth: Auth, **more: Any) -> tuple[UUID, str]:
    """A client and its first secret."""
    id = uuid4()
    made = await keep(client, auth, id, **more)
    assert made.status_code == 201, made.text
    return id, (await secret(client, auth, id)).json()["secret"]


async def secret(client: AsyncClient, auth: Auth, id: UUID, **more: Any) -> Response:
    return await client.post(f"/v1/clients/{id}/secrets", json=more, headers=auth)


async def sign_in(client: AsyncClient, id: UUID | str, secret: str, **more: str) -> Response:
    form = {"grant_type": "client_credentials", "client_id": str(id), "client_secret": secret}
    return await client.post("/v1/auth/token", data=form | more)


async def bearer(client: AsyncClient, id: UUID, secret: str) -> Auth:
    answer = await sign_in(client, id, secret)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def shown(client: AsyncClient, auth: Auth, id: UUID) -> Any:
    return (await client.get(f"/v1/clients/{id}", headers=auth)).json()


async def test_a_client_is_made_and_signs_in_with_its_secret(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    school, elsewhere = await world.school(BAGUA), await world.school(f"{PIURA}.200001")
    id, key = await make(client, dre)
    assert key.startswith("jec_")
    assert len(key) >= 40
    answer = await sign_in(client, id, key)
    told = answer.json()
    assert (told["scope"], told["expires_in"]) == ("coverage:read institutions:read", 900)
    assert "refresh_token" not in told, "the secret is what lasts (RFC 6749, 4.4.3)"
    auth = {"Authorization": f"Bearer {told['access_token']}"}
    for path, status in ((school, 200), (elsewhere, 404)):
        code = path.rpartition(".")[2]
        assert (await client.get(f"/v1/institutions/{code}", headers=auth)).status_code == status
    assert kind(await client.get("/v1/actors", headers=auth)) == (403, "missing-scope")
    assert kind(await client.get("/v1/me", headers=auth)) == (403, "missing-scope")


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
    kept = await connection.fetch(
        "select payload::text from event union all select s::text from client_secret s"
    )
    assert kept
    assert not [row for row in kept if key in row[0]]


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
        assert kind(both) == (422, "invalid-request")
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
    assert kind(refused) == (401, "invalid-client")


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
    assert {kind(answer) for answer in answers} == {(401, "invalid-client")}
    assert len({answer.text for answer in answers}) == 1
    assert other != id


async def test_many_wrong_secrets_from_an_address_are_stopped_and_a_right_one_is_not(
    client: AsyncClient, app: FastAPI, dre: Auth
) -> None:
    id, key = await make(client, dre)
    most = 2 * app.state.settings.failures_per_minute
    answers = [await sign_in(client, uuid4(), "jec_no") for _ in range(most + 1)]
    assert kind(answers[-1]) == (429, "too-many-attempts")
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert {kind(answer) for answer in answers[:most]} == {(401, "invalid-client")}
    assert (await sign_in(client, id, key)).status_code == 200, "nobody locks a client out"


async def test_a_client_that_asks_for_a_token_each_time_is_stopped(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    answers = [await sign_in(client, id, key) for _ in range(TOKENS.burst + 1)]
    assert {a.status_code for a in answers[:-1]} == {200}
    assert kind(answers[-1]) == (429, "too-many-attempts")


async def test_a_new_secret_leaves_the_former_one_good_for_the_overlap(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id, first = await make(client, dre)
    second = (await secret(client, dre, id, overlap_days=3)).json()["secret"]
    assert (await sign_in(client, id, first)).status_code == 200
    assert (await sign_in(client, id, second)).status_code == 200
    new, former = (await shown(client, dre, id))["secrets"]
    assert new["expires_at"] is None
    ends = datetime.fromisoformat(former["expires_at"]) - now()
    assert timedelta(0) < ends - timedelta(days=3) < timedelta(seconds=1)
    third = await secret(client, dre, id)
    assert kind(third) == (409, "too-many-secrets")
    await world.db.execute("update client_secret set expires_at = $1 where expires_at > $1", now())
    assert kind(await sign_in(client, id, first)) == (401, "invalid-client")
    assert (await secret(client, dre, id)).status_code == 201


async def test_without_overlap_the_former_secrets_end_at_once(
    client: AsyncClient, dre: Auth
) -> None:
    id, first = await make(client, dre)
    second = (await secret(client, dre, id)).json()["secret"]
    third = (await secret(client, dre, id, overlap_days=0)).json()["secret"]
    for past in (first, second):
        assert kind(await sign_in(client, id, past)) == (401, "invalid-client")
    assert (await sign_in(client, id, third)).status_code == 200


@pytest.mark.parametrize("days", [-1, 31, 1.5, False, "7"])
async def test_an_overlap_is_of_thirty_days_at_most(
    client: AsyncClient, dre: Auth, days: object
) -> None:
    id, _ = await make(client, dre)
    assert kind(await secret(client, dre, id, overlap_days=days)) == (422, "invalid-request")


async def test_a_withdrawn_secret_and_the_tokens_of_its_client_are_good_for_nothing(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    auth = await bearer(client, id, key)
    (kept,) = (await shown(client, dre, id))["secrets"]
    path = f"/v1/clients/{id}/secrets/{kept['id']}"
    assert (await client.delete(path, headers=dre)).status_code == 204
    assert kind(await client.get("/v1/coverage", headers=auth)) == (401, "invalid-token")
    assert kind(await sign_in(client, id, key)) == (401, "invalid-client")
    assert kind(await client.delete(path, headers=dre)) == (404, "not-found")


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


@pytest.mark.parametrize("scope", ["reports:file", "accounts:enrol", "actors:read", "me:read"])
async def test_some_scopes_are_no_machines_whoever_gives_them(
    client: AsyncClient, minedu: Auth, scope: str
) -> None:
    refused = await keep(client, minedu, uuid4(), scopes=["coverage:read", scope])
    assert kind(refused) == (422, "scope-not-for-machines")
    (error,) = refused.json()["errors"]
    assert (error["field"], scope in error["detail"]) == ("/scopes", True)


async def test_nobody_gives_a_machine_what_they_do_not_hold(
    client: AsyncClient, dre: Auth, minedu: Auth
) -> None:
    strong = [*READS, "institutions:write"]
    refused = await keep(client, dre, uuid4(), scopes=strong)
    assert kind(refused) == (403, "may-not-give")
    assert "institutions:write" in refused.json()["detail"]
    assert (await keep(client, minedu, uuid4(), scopes=strong)).status_code == 201


async def test_nobody_gives_more_than_their_own_token_carries(
    client: AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.MINEDU, "pe")
    narrow = world.auth(person, [Scope.CLIENTS_WRITE, Scope.COVERAGE_READ])
    assert kind(await keep(client, narrow, uuid4())) == (403, "may-not-give")


async def test_temporary_access_gives_a_machine_nothing(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.DRE, AMAZONAS)
    await world.save(
        "access_grant", id=uuid4(), person_id=person, role="minedu", place="pe",
        reason="Reemplazo por vacaciones.", made_by=await world.person(),
        starts_at=now() - timedelta(days=1), expires_at=now() + timedelta(days=9),
    )  # fmt: skip
    auth = world.auth(person)
    refused = await keep(client, auth, uuid4(), scopes=["institutions:write"])
    assert kind(refused) == (403, "may-not-give")


async def test_a_secret_of_a_stronger_client_is_no_way_to_its_scopes(
    client: AsyncClient, dre: Auth, minedu: Auth
) -> None:
    strong = [*READS, "institutions:write"]
    id, _ = await make(client, minedu, scopes=strong)
    assert kind(await secret(client, dre, id)) == (403, "may-not-give")
    renamed = await keep(
        client, dre, id, etag='"1"', name="X", scopes=[*READS, "institutions:write"]
    )
    assert renamed.status_code == 200, "what it has already is given by nobody"
    off = await keep(client, dre, id, etag='"2"', scopes=strong, disabled=True)
    assert off.status_code == 200, "to switch it off reach is enough"
    on = await keep(client, dre, id, etag='"3"', scopes=strong)
    assert kind(on) == (403, "may-not-give")


async def test_a_client_out_of_reach_is_as_one_that_does_not_exist(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id, _ = await make(client, dre)
    (kept,) = (await shown(client, dre, id))["secrets"]
    piura = await world.login(Role.DRE, PIURA)
    there = {"kind": "region", "code": "200000"}
    for at in (id, uuid4()):
        path = f"/v1/clients/{at}"
        assert kind(await client.get(path, headers=piura)) == (404, "not-found")
        assert kind(await secret(client, piura, at)) == (404, "not-found")
        gone = await client.delete(f"{path}/secrets/{kept['id']}", headers=piura)
        assert kind(gone) == (404, "not-found")
    assert kind(await keep(client, piura, id, etag='"1"', place=there)) == (404, "not-found")
    assert kind(await keep(client, piura, uuid4())) == (404, "not-found")
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
    assert kind(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_client_asks_as_often_as_it_was_allowed_and_no_more(
    client: AsyncClient, app: FastAPI, dre: Auth
) -> None:
    id, key = await make(client, dre, requests_per_minute=12)
    auth = await bearer(client, id, key)
    answers = [await client.get("/v1/coverage", headers=auth) for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert kind(answers[-1]) == (429, "too-many-requests")
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
    auth = world.auth(await world.client(AMAZONAS), [Scope.ACTORS_READ])
    assert kind(await client.get("/v1/actors", headers=auth)) == (403, "no-role-carries")
    assert Scope.ACTORS_READ not in ROLE_SCOPES[Role.INTEGRATOR]


@pytest.mark.parametrize("role", [Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_others_make_no_client(client: AsyncClient, world: World, role: Role) -> None:
    place = {Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role) or await world.school(BAGUA)
    auth = await world.login(role, place)
    assert kind(await keep(client, auth, uuid4())) == (403, "missing-scope")


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
    assert kind(refused) == (403, "may-not-appoint")
