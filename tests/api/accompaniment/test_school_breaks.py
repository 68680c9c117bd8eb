"""Days without lessons: written by who answers for a place, read by everybody they hold for."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, naming_nothing, problem
from tests.breaks import breaks
from tests.hours import YEAR, consolidate, periods, this_year
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World

LIST = f"/v1/years/{YEAR}/breaks"
MIDYEAR = (date(2024, 7, 22), date(2024, 8, 2))
REGION = {"kind": "region", "code": "010000"}
NATION = {"kind": "nation", "code": "PE"}


def body(place: dict[str, str] = REGION, **more: Any) -> dict[str, Any]:
    return {
        "place": place,
        "kind": "management",
        "name": "Semanas de gestión de medio año",
        "first_on": MIDYEAR[0].isoformat(),
        "last_on": MIDYEAR[1].isoformat(),
    } | more


async def write(
    client: AsyncClient,
    auth: Auth,
    place: dict[str, str] = REGION,
    *,
    id: UUID | None = None,
    etag: str | None = None,
    **more: Any,
) -> Response:
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"{LIST}/{id or uuid4()}", json=body(place, **more), headers=headers)


async def listed(client: AsyncClient, auth: Auth, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(LIST, params=query, headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def events(connection: Connection, id: UUID) -> list[tuple[str, str]]:
    rows = await connection.fetch(
        "select kind, place::text from event where subject = $1 order by seq", f"school-break/{id}"
    )
    return [(row["kind"], row["place"]) for row in rows]


async def test_a_dre_writes_the_weeks_of_its_region_and_takes_them_back(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    person, id = await world.appoint(Role.DRE, AMAZONAS), uuid4()
    auth = world.auth(person)
    written = await write(client, auth, id=id)
    assert (written.status_code, written.headers["etag"]) == (201, '"1"')
    shown = written.json()
    assert shown == body() | {"id": str(id), "year": YEAR, "place": REGION | {"name": "Amazonas"}}
    assert await listed(client, auth) == [shown]
    one = await client.get(f"{LIST}/{id}", headers=auth)
    assert (one.json(), one.headers["etag"]) == (shown, '"1"')
    gone = await client.delete(f"{LIST}/{id}", headers=auth)
    assert (gone.status_code, await listed(client, auth)) == (204, [])
    assert problem(await client.delete(f"{LIST}/{id}", headers=auth)) == (404, "not-found")
    assert await events(connection, id) == [
        ("school_break.written", AMAZONAS), ("school_break.removed", AMAZONAS),
    ]  # fmt: skip
    stored = await connection.fetchval(
        "select payload::text from event where subject = $1 and actor_id = $2 limit 1",
        f"school-break/{id}", person,
    )  # fmt: skip
    assert json.loads(stored) == shown


@pytest.mark.parametrize(
    ("role", "at", "place"),
    [
        (Role.MINEDU, "pe", NATION),
        (Role.MINEDU, "pe", {"kind": "region", "code": "200000"}),
        (Role.DRE, AMAZONAS, {"kind": "iged", "code": "010002"}),
        (Role.UGEL, BAGUA, {"kind": "iged", "code": "010002"}),
    ],
)
async def test_places_in_reach_are_written_for(
    client: AsyncClient, world: World, role: Role, at: str, place: dict[str, str]
) -> None:
    written = await write(client, await world.login(role, at), place)
    assert (written.status_code, written.json()["place"]["code"]) == (201, place["code"])


async def test_a_ugel_writes_the_feast_of_one_school(client: AsyncClient, world: World) -> None:
    code = (await world.school(BAGUA)).rpartition(".")[2]
    ugel = await world.login(Role.UGEL, BAGUA)
    about: dict[str, Any] = {
        "kind": "holiday",
        "name": "Aniversario",
        "last_on": MIDYEAR[0].isoformat(),
    }
    written = await write(client, ugel, {"kind": "institution", "code": code}, **about)
    assert (written.status_code, written.json()["name"]) == (201, "Aniversario")


@pytest.mark.parametrize(
    "place",
    [NATION, {"kind": "region", "code": "200000"}, {"kind": "iged", "code": "200001"}],
)
async def test_a_place_out_of_reach_is_as_one_that_does_not_exist(
    client: AsyncClient, dre: Auth, place: dict[str, str]
) -> None:
    refused = await write(client, dre, place)
    absent = await write(client, dre, {"kind": "iged", "code": "999999"})
    assert problem(refused) == (404, "not-found")
    assert refused.json() == absent.json()


async def test_what_stands_above_is_read_and_not_touched(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id = await breaks(world, "pe", *MIDYEAR)
    assert [item["id"] for item in await listed(client, dre)] == [str(id)]
    taken = await write(client, dre, id=id, etag='"1"')
    assert problem(taken) == (404, "not-found")
    assert problem(await client.delete(f"{LIST}/{id}", headers=dre)) == (404, "not-found")
    assert [item["id"] for item in await listed(client, dre)] == [str(id)]


async def test_they_are_read_by_whom_they_hold_for_and_who_is_above(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    school, other = await world.school(BAGUA), await world.school(BAGUA)
    places = {
        "pe": "pe", "Amazonas": AMAZONAS, "Bagua": BAGUA, "Chachapoyas": CHACHAPOYAS,
        "Piura": PIURA, "school": school, "other": other,
    }  # fmt: skip
    ids = {name: str(await breaks(world, place, *MIDYEAR)) for name, place in places.items()}

    async def seen(auth: Auth, **query: str) -> set[str]:
        found = {item["id"] for item in await listed(client, auth, **query)}
        for id in ids.values() if not query else ():
            one = await client.get(f"{LIST}/{id}", headers=auth)
            assert one.status_code == (200 if id in found else 404)
        return {name for name, id in ids.items() if id in found}

    assert await seen(minedu) == set(places)
    teacher = await world.login(Role.TEACHER, school)
    assert await seen(teacher) == {"pe", "Amazonas", "Bagua", "school"}
    ugel = await world.login(Role.UGEL, BAGUA)
    assert await seen(ugel) == {"pe", "Amazonas", "Bagua", "school", "other"}
    assert await seen(await world.login(Role.DRE, PIURA)) == {"pe", "Piura"}
    code = other.rpartition(".")[2]
    assert await seen(ugel, institution=code) == {"pe", "Amazonas", "Bagua", "other"}
    refused = await client.get(f"{LIST}?institution={code}", headers=teacher)
    assert naming_nothing(refused) == ["institution"], "not a school of theirs"


async def test_pages_lose_and_repeat_none(client: AsyncClient, world: World, minedu: Auth) -> None:
    days = [date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 7), date(2024, 4, 2)]
    for place, day in zip(("pe", AMAZONAS, BAGUA, PIURA), days, strict=True):
        await breaks(world, place, day)
    await breaks(world, "pe", date(2025, 5, 1), year=await another_year(world))
    met: list[str] = []
    params = {"limit": "1"}
    while True:
        page = (await client.get(LIST, params=params, headers=minedu)).json()
        met += [item["first_on"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == [day.isoformat() for day in sorted(days)]


async def another_year(world: World) -> int:
    await world.save(
        "school_year", year=2025, starts_on=date(2025, 3, 17), ends_on=date(2025, 12, 19),
        weekly_hours=45,
    )  # fmt: skip
    return 2025


async def test_the_same_days_are_not_written_twice(client: AsyncClient, dre: Auth) -> None:
    await write(client, dre)
    assert problem(await write(client, dre, name="Otras")) == (409, "break-already-there")
    assert (await write(client, dre, kind="lessons")).status_code == 201


async def test_an_id_of_another_year_is_nobodys(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    id = await breaks(world, "pe", date(2025, 5, 1), year=await another_year(world))
    for answer in (
        await client.get(f"{LIST}/{id}", headers=minedu),
        await client.delete(f"{LIST}/{id}", headers=minedu),
        await write(client, minedu, NATION, id=id, etag='"1"'),
        await client.put(f"/v1/years/2019/breaks/{uuid4()}", json=body(NATION), headers=minedu),
    ):
        assert problem(answer) == (404, "not-found")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"first_on": "2024-03-10"}, [("/first_on", "outside-school-year")]),
        ({"last_on": "9999-12-31"}, [("/last_on", "outside-school-year")]),
        ({"last_on": "2024-07-21"}, [("/last_on", "ends-before-start")]),
        ({"place": NATION, "kind": "lessons"}, [("/kind", "nothing-above")]),
    ],
)
async def test_days_that_cannot_be_so_are_refused_with_each_fault(
    client: AsyncClient, minedu: Auth, changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    refused = await client.put(f"{LIST}/{uuid4()}", json=body() | changed, headers=minedu)
    assert problem(refused) == (422, "invalid-break")
    assert codes(refused) == expected


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"kind": "strike"}, "/kind"),
        ({"first_on": "2024-7-22"}, "/first_on"),
        ({"place": {"kind": "iged", "code": "10002"}}, "/place/code"),
        ({"pupils": 3}, "/pupils"),
    ],
)
async def test_what_is_malformed_names_its_field(
    client: AsyncClient, dre: Auth, changed: dict[str, Any], field: str
) -> None:
    refused = await client.put(f"{LIST}/{uuid4()}", json=body() | changed, headers=dre)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_what_was_due_before_a_consolidated_cut_is_not_rewritten(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await this_year(world)
    first, last = periods()[1]
    there = await breaks(world, "pe", last)
    await consolidate(world, 1)
    days: dict[str, Any] = {"first_on": first.isoformat(), "last_on": first.isoformat()}
    later: dict[str, Any] = dict.fromkeys(days, (last + timedelta(days=1)).isoformat())
    for refused in (
        await write(client, minedu, NATION, **days),
        await write(client, minedu, NATION, id=there, etag='"1"', **later),
        await client.delete(f"{LIST}/{there}", headers=minedu),
    ):
        assert problem(refused) == (409, "break-consolidated")
    assert (await write(client, minedu, NATION, **later)).is_success


@pytest.mark.parametrize(
    "role", [Role.DIRECTOR, Role.CP, Role.CT, Role.TEACHER, Role.PSYCHOLOGIST, Role.INTEGRATOR]
)
async def test_others_write_none_but_read_them(
    client: AsyncClient, world: World, role: Role
) -> None:
    school = await world.school(BAGUA)
    auth = await world.login(role, "pe" if role is Role.INTEGRATOR else school)
    id = await breaks(world, AMAZONAS, *MIDYEAR)
    place = {"kind": "institution", "code": school.rpartition(".")[2]}
    assert problem(await write(client, auth, place)) == (403, "missing-scope")
    assert problem(await client.delete(f"{LIST}/{id}", headers=auth)) == (403, "missing-scope")
    assert [item["id"] for item in await listed(client, auth)] == [str(id)]


async def test_a_year_opened_from_another_has_none_until_they_are_written(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await breaks(world, "pe", *MIDYEAR)
    new = {"copy_from": 2024, "starts_on": "2028-03-13", "ends_on": "2028-12-22"}
    opened = await client.put("/v1/years/2028", json=new, headers=minedu)
    assert opened.status_code == 201
    answer = await client.get("/v1/years/2028/breaks", headers=minedu)
    assert answer.json()["items"] == []
    assert len(await listed(client, minedu)) == 1


async def test_cuts_stay_where_they_are(client: AsyncClient, world: World, minedu: Auth) -> None:
    async def cuts() -> list[Any]:
        body = (await client.get("/v1/report-cuts", params={"year": YEAR}, headers=minedu)).json()
        return [(c["code"], c["opens_at"], c["closes_at"]) for c in body["items"]]

    before = await cuts()
    days: dict[str, Any] = {"first_on": "2024-06-24", "last_on": "2024-06-30"}
    assert (await write(client, minedu, NATION, **days)).status_code == 201
    assert await cuts() == before


async def test_the_event_is_told_to_whoever_reads_events_there(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id = uuid4()
    await write(client, dre, id=id)
    piura = await world.login(Role.DRE, PIURA)

    path = f"/v1/events?subject=school-break/{id}"
    told = (await client.get(path, headers=dre)).json()["items"]
    assert [item["kind"] for item in told] == ["school_break.written"]
    assert naming_nothing(await client.get(path, headers=piura)) == ["subject"]
