"""More time that is asked for from below and answered from above."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.reporting.extension_requests import IGED, answer, ask, days, events, of, requested
from tests.clock import now
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World


@pytest.fixture
async def cut(world: World) -> str:
    await leave_room(world)
    return await world.cut("implementation")


async def test_a_director_asks_for_the_own_school_and_no_other(
    client: AsyncClient, world: World, cut: str
) -> None:
    school, beside = await world.school(BAGUA), await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    assert (await ask(client, director, cut, of(school))).status_code == 201
    for place in (of(beside), IGED, {"kind": "iged", "code": "999999"}):
        assert problem(await ask(client, director, cut, place)) == (404, "not-found")


async def test_a_specialist_asks_for_a_school_of_the_iged(
    client: AsyncClient, world: World, cut: str, ugel: Auth
) -> None:
    inside, outside = await world.school(BAGUA), await world.school(CHACHAPOYAS)
    assert (await ask(client, ugel, cut, of(inside))).status_code == 201
    assert problem(await ask(client, ugel, cut, of(outside))) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.MINEDU, Role.DRE, Role.CP, Role.INTEGRATOR])
async def test_who_grants_or_has_no_part_asks_for_nothing(
    client: AsyncClient, world: World, cut: str, role: Role
) -> None:
    at = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, at or await world.school(BAGUA))
    assert problem(await ask(client, auth, cut)) == (403, "missing-scope")


async def test_requests_are_read_within_reach_only(
    client: AsyncClient, world: World, cut: str, ugel: Auth, dre: Auth
) -> None:
    school = await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    ids = {
        await requested(client, ugel, cut),
        await requested(client, director, cut, place=of(school)),
    }

    async def seen(auth: Auth) -> set[str]:
        path = f"/v1/report-cuts/{cut}/extension-requests"
        found = {each["id"] for each in (await client.get(path, headers=auth)).json()["items"]}
        for id in ids:
            one = await client.get(f"{path}/{id}", headers=auth)
            assert one.is_success == (id in found)
        return found

    own = {i for i in ids if i in await seen(director)}
    assert len(own) == 1
    for reader, expected in (
        (ugel, ids),
        (dre, ids),
        (await world.login(Role.MINEDU, "pe"), ids),
        (await world.login(Role.UGEL, CHACHAPOYAS), set()),
        (await world.login(Role.DRE, PIURA), set()),
    ):
        assert await seen(reader) == expected


async def test_requests_are_listed_by_state_page_by_page(
    client: AsyncClient, world: World, cut: str, ugel: Auth, dre: Auth
) -> None:
    schools = [await world.school(BAGUA) for _ in range(3)]
    ids = [await requested(client, ugel, cut, place=of(school)) for school in schools]
    await answer(client, dre, cut, ids[0])
    path = f"/v1/report-cuts/{cut}/extension-requests"
    params = {"limit": "1", "state": "asked"}
    met = []
    while True:
        page = (await client.get(path, params=params, headers=dre)).json()
        met += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == ids[:0:-1]
    none = await client.get("/v1/report-cuts/2024-coordinator-7/extension-requests", headers=dre)
    assert problem(none) == (404, "not-found")


async def test_a_place_has_one_open_request_and_may_ask_again_once_time_was_given(
    client: AsyncClient, cut: str, ugel: Auth, dre: Auth
) -> None:
    id = await requested(client, ugel, cut)
    assert problem(await ask(client, ugel, cut)) == (409, "place-already-asked")
    await answer(client, dre, cut, id)
    assert (await ask(client, ugel, cut, closes_at=days(30))).status_code == 201


async def test_only_who_asked_changes_or_withdraws_it(
    client: AsyncClient, world: World, cut: str, ugel: Auth
) -> None:
    school = await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    id = await requested(client, director, cut, place=of(school))
    taken = await ask(client, ugel, cut, of(school), id=UUID(id), etag='"1"', closes_at=days(30))
    assert problem(taken) == (404, "not-found")
    path = f"/v1/report-cuts/{cut}/extension-requests/{id}"
    assert problem(await client.delete(path, headers=ugel)) == (403, "others-extension-request")
    gone = await client.delete(path, headers=director)
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")


async def test_a_withdrawn_request_stays_withdrawn(
    client: AsyncClient, cut: str, ugel: Auth, dre: Auth, connection: Connection
) -> None:
    id = await requested(client, ugel, cut)
    path = f"/v1/report-cuts/{cut}/extension-requests/{id}"
    first, again = [await client.delete(path, headers=ugel) for _ in range(2)]
    assert (again.status_code, again.json()) == (200, first.json())
    assert await events(connection, id) == [
        "extension_request.asked",
        "extension_request.withdrawn",
    ]
    assert problem(await answer(client, dre, cut, id)) == (409, "extension-request-answered")
    changed = await ask(client, ugel, cut, id=UUID(id), etag='"2"', closes_at=days(30))
    assert problem(changed) == (409, "extension-request-answered")


async def test_a_request_out_of_reach_is_neither_withdrawn_nor_answered(
    client: AsyncClient, world: World, cut: str, ugel: Auth
) -> None:
    id = await requested(client, ugel, cut)
    path = f"/v1/report-cuts/{cut}/extension-requests/{id}"
    beside, far = await world.login(Role.UGEL, CHACHAPOYAS), await world.login(Role.DRE, PIURA)
    assert problem(await client.delete(path, headers=beside)) == (404, "not-found")
    assert problem(await answer(client, far, cut, id)) == (404, "not-found")
    absent = await answer(client, far, cut, uuid4())
    assert absent.json() == (await answer(client, far, cut, id)).json()
    other = await world.cut("coordinator")
    assert problem(await answer(client, await world.login(Role.MINEDU, "pe"), other, id))[0] == 404


@pytest.mark.parametrize(
    ("until", "extended", "found"),
    [
        (4, None, ["not-after-close"]),
        (8, 9, ["not-after-close"]),
        (-1, None, ["not-after-close", "already-past"]),
    ],
)
async def test_a_request_asks_for_more_time_than_the_place_has(
    client: AsyncClient,
    world: World,
    cut: str,
    ugel: Auth,
    until: int,
    extended: int | None,
    found: list[str],
) -> None:
    if extended:
        await world.extend(cut, AMAZONAS, now() + timedelta(days=extended))
    refused = await ask(client, ugel, cut, closes_at=days(until))
    assert problem(refused) == (422, "invalid-extension-request")
    assert codes(refused) == [("/closes_at", code) for code in found]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "lluvia"}, "/reason"),
        ({"reason": "Sin internet\u0000 desde ayer"}, "/reason"),
        ({"place": {"kind": "region", "code": "010000"}}, "/place/kind"),
        ({"closes_at": "2099-01-01T00:00:00"}, "/closes_at"),
        ({"asked_by": str(uuid4())}, "/asked_by"),
    ],
)
async def test_a_request_that_cannot_be_read_names_its_field(
    client: AsyncClient, cut: str, ugel: Auth, changed: dict[str, Any], field: str
) -> None:
    refused = await ask(client, ugel, cut, **changed)
    assert problem(refused) == (422, "invalid-request")
    assert [where for where, _ in codes(refused)] == [field]
