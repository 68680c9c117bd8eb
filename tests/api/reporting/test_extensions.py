"""More time for a place: granted by who reaches it, read by who reaches it, and no one else."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.extensions import REGION, WHY, body, grant
from tests.clock import now
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA, CALLAO, CHACHAPOYAS, PIURA, Auth, Connection, World


@pytest.fixture
async def cut(world: World) -> str:
    await leave_room(world)
    return await world.cut("implementation")


async def listed(client: AsyncClient, auth: Auth, cut: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/report-cuts/{cut}/extensions", headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def events(connection: Connection, id: UUID) -> list[tuple[str, str]]:
    rows = await connection.fetch(
        "select kind, place::text from event where subject = $1 order by seq", f"extension/{id}"
    )
    return [(row["kind"], row["place"]) for row in rows]


async def test_a_dre_gives_its_region_more_time_and_who_gave_it_is_kept(
    client: AsyncClient, world: World, cut: str, connection: Connection
) -> None:
    person, id = await world.appoint(Role.DRE, AMAZONAS), uuid4()
    auth = world.auth(person)
    granted = await grant(client, auth, cut, id=id)
    assert (granted.status_code, granted.headers["etag"]) == (201, '"1"')
    body = granted.json()
    assert (body["place"], body["reason"]) == (REGION | {"name": "Amazonas"}, WHY)
    assert body["granted_by"] == {"id": str(person), "name": "Rosa Quispe Ñahui"}
    assert body["granted_at"] >= now().isoformat()
    assert await listed(client, auth, cut) == [body]
    one = await client.get(f"/v1/report-cuts/{cut}/extensions/{id}", headers=auth)
    assert (one.json(), one.headers["etag"]) == (body, '"1"')
    assert await events(connection, id) == [("cut_extension.granted", AMAZONAS)]
    shown = await client.get(f"/v1/report-cuts/{cut}", headers=auth)
    assert shown.json()["extensions"] == 1


@pytest.mark.parametrize(
    ("role", "at", "kind_of_place", "code"),
    [
        (Role.MINEDU, "pe", "region", "200000"),
        (Role.MINEDU, "pe", "iged", "070101"),
        (Role.DRE, AMAZONAS, "iged", "010002"),
        (Role.DRE, CALLAO, "region", "070101"),
        (Role.DRE, CALLAO, "iged", "070101"),
    ],
)
async def test_places_within_reach_are_extended(
    client: AsyncClient, world: World, cut: str, role: Role, at: str, kind_of_place: str, code: str
) -> None:
    auth = await world.login(role, at)
    granted = await grant(client, auth, cut, {"kind": kind_of_place, "code": code})
    assert granted.status_code == 201
    assert granted.json()["place"]["kind"] == kind_of_place


async def test_a_school_is_extended_by_its_key(
    client: AsyncClient, world: World, cut: str, dre: Auth
) -> None:
    code = (await world.school(BAGUA)).rpartition(".")[2]
    granted = await grant(client, dre, cut, {"kind": "institution", "code": code})
    assert (granted.status_code, granted.json()["place"]["code"]) == (201, code)


@pytest.mark.parametrize(
    ("place_kind", "code"),
    [("region", "200000"), ("iged", "200000"), ("region", "999999"), ("iged", "070102")],
)
async def test_a_place_out_of_reach_is_as_one_that_does_not_exist(
    client: AsyncClient, cut: str, dre: Auth, place_kind: str, code: str
) -> None:
    refused = await grant(client, dre, cut, {"kind": place_kind, "code": code})
    absent = await grant(client, dre, cut, {"kind": "iged", "code": "999999"})
    assert problem(refused) == (404, "not-found")
    assert refused.json() == absent.json()


async def test_the_nation_is_not_extended_but_the_cut_moved(
    client: AsyncClient, world: World, cut: str
) -> None:
    auth = await world.login(Role.MINEDU, "pe")
    refused = await grant(client, auth, cut, {"kind": "nation", "code": "000000"})
    assert problem(refused) == (422, "invalid-request")


async def test_extensions_are_read_within_reach_only(
    client: AsyncClient, world: World, cut: str, dre: Auth
) -> None:
    school = await world.school(BAGUA)
    minedu = await world.login(Role.MINEDU, "pe")
    ids = {}
    for name, place in {
        "Amazonas": REGION,
        "Bagua": {"kind": "iged", "code": "010002"},
        "school": {"kind": "institution", "code": school.rpartition(".")[2]},
        "Piura": {"kind": "region", "code": "200000"},
    }.items():
        ids[name] = str(uuid4())
        granted = await grant(client, minedu, cut, place, id=UUID(ids[name]))
        assert granted.status_code == 201

    async def seen(auth: Auth) -> set[str]:
        found = {each["id"] for each in await listed(client, auth, cut)}
        one_by_one = set()
        for id in ids.values():
            path = f"/v1/report-cuts/{cut}/extensions/{id}"
            one_by_one |= {id} if (await client.get(path, headers=auth)).is_success else set()
        assert found == one_by_one
        return {name for name, id in ids.items() if id in found}

    assert await seen(minedu) == set(ids)
    assert await seen(dre) == {"Amazonas", "Bagua", "school"}
    assert await seen(await world.login(Role.UGEL, BAGUA)) == {"Bagua", "school"}
    assert await seen(await world.login(Role.UGEL, CHACHAPOYAS)) == set()
    assert await seen(await world.login(Role.DIRECTOR, school)) == {"school"}
    assert await seen(await world.login(Role.DRE, PIURA)) == {"Piura"}


async def test_pages_of_extensions_lose_and_repeat_none(
    client: AsyncClient, world: World, cut: str, dre: Auth
) -> None:
    for place in (AMAZONAS, BAGUA, CHACHAPOYAS):
        await world.extend(cut, place, now() + timedelta(days=9))
    met: list[str] = []
    params = {"limit": "2"}
    while True:
        path = f"/v1/report-cuts/{cut}/extensions"
        page = (await client.get(path, params=params, headers=dre)).json()
        met += [each["place"]["code"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert sorted(met) == ["010000", "010001", "010002"]


async def test_extensions_of_no_cut_are_not_found(client: AsyncClient, dre: Auth) -> None:
    nowhere = "/v1/report-cuts/2024-implementation-7/extensions"
    assert problem(await client.get(nowhere, headers=dre)) == (404, "not-found")
    assert problem(await grant(client, dre, "2024-implementation-7")) == (404, "not-found")


async def test_a_cut_has_one_extension_per_place(client: AsyncClient, cut: str, dre: Auth) -> None:
    await grant(client, dre, cut)
    assert problem(await grant(client, dre, cut, days=30)) == (409, "place-already-extended")


async def test_an_extension_that_stands_out_of_reach_cannot_be_taken_over(
    client: AsyncClient, world: World, cut: str, dre: Auth
) -> None:
    id = uuid4()
    minedu = await world.login(Role.MINEDU, "pe")
    await grant(client, minedu, cut, {"kind": "region", "code": "200000"}, id=id)
    taken = await grant(client, dre, cut, id=id, etag='"1"')
    assert problem(taken) == (404, "not-found")
    (item,) = await listed(client, minedu, cut)
    assert item["place"]["code"] == "200000"
    other_cut = await world.cut("coordinator")
    assert problem(await grant(client, minedu, other_cut, id=id)) == (404, "not-found")


@pytest.mark.parametrize(
    ("days", "stream", "codes"),
    [(4, (-5, 5), ["not-after-close"]), (-1, (-9, -3), ["already-past"])],
)
async def test_an_extension_must_give_time(
    client: AsyncClient,
    world: World,
    dre: Auth,
    days: float,
    stream: tuple[int, int],
    codes: list[str],
) -> None:
    await leave_room(world)
    cut = await world.cut("coordinator", opens=stream[0], closes=stream[1])
    refused = await grant(client, dre, cut, days=days)
    assert problem(refused) == (422, "invalid-extension")
    faults = [(error["field"], error["code"]) for error in refused.json()["errors"]]
    assert faults == [("/closes_at", code) for code in codes]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "lluvia"}, "/reason"),
        ({"reason": "x" * 501}, "/reason"),
        ({"reason": "Carretera\u0000 interrumpida"}, "/reason"),
        ({"closes_at": "2099-01-01T00:00:00"}, "/closes_at"),
        ({"place": {"kind": "iged", "code": "10002"}}, "/place/code"),
        ({"granted_by": str(uuid4())}, "/granted_by"),
    ],
)
async def test_a_grant_that_cannot_be_right_names_its_field(
    client: AsyncClient, cut: str, dre: Auth, changed: dict[str, Any], field: str
) -> None:
    path = f"/v1/report-cuts/{cut}/extensions/{uuid4()}"
    refused = await client.put(path, json=body(REGION) | changed, headers=dre)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


@pytest.mark.parametrize("role", [Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_others_grant_nothing(
    client: AsyncClient, world: World, cut: str, role: Role
) -> None:
    place = {Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    refused = await grant(client, auth, cut, {"kind": "iged", "code": "010002"})
    assert problem(refused) == (403, "missing-scope")
