"""A director gives the coordinators of the school their hours; each line beside the norm's."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import naming_nothing, problem
from tests.clock import today
from tests.hours import YEAR, consolidate, entered, give, this_year
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World

WHY = "Se abrió una sección más en el turno."
OTHERWISE = [{"code": "visitas", "hours": 6}, {"code": "sesiones", "hours": 14}]


@pytest.fixture(autouse=True)
async def _this_year(world: World) -> None:
    await this_year(world)


@pytest.fixture
async def cp(world: World, school: str) -> UUID:
    return await world.appoint(Role.CP, school)


def hours_of(school: str, person: UUID, **more: Any) -> dict[str, Any]:
    about = {"year": YEAR, "role": "cp", "institution": school.rpartition(".")[2]}
    return about | {"actor_id": str(person)} | more


async def put(
    client: AsyncClient,
    auth: Auth,
    body: dict[str, Any],
    *,
    id: UUID | None = None,
    etag: str | None = None,
) -> Response:
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"/v1/workload-assignments/{id or uuid4()}", json=body, headers=headers)


async def test_a_coordinator_is_given_the_hours_of_the_norm(
    client: AsyncClient, connection: Connection, school: str, director: Auth, cp: UUID
) -> None:
    id = uuid4()
    given = await put(client, director, hours_of(school, cp), id=id)
    assert (given.status_code, given.headers["etag"]) == (201, '"1"')
    body = given.json()
    assert (body["hours"], body["template_hours"], body["justification"]) == (32, 32, None)
    assert body["person"] == {"id": str(cp), "name": "Rosa Quispe Ñahui"}
    assert [(n["code"], n["parent"], n["hours"]) for n in body["lines"]] == [
        ("sesiones", None, 12),
        ("acompanamiento", None, 16),
        ("visitas", "acompanamiento", 8),
        ("preparacion", "acompanamiento", 4),
        ("dialogo", "acompanamiento", 4),
        ("colaborativo", None, 2),
        ("resultados", None, 2),
    ]
    again = await put(client, director, hours_of(school, cp), id=id)
    assert (again.status_code, again.json()) == (200, body)
    rows = await connection.fetch(
        "select kind, place::text from event where subject = $1", f"workload-assignment/{id}"
    )
    assert [tuple(row) for row in rows] == [("workload_assignment.assigned", school)]


async def test_other_hours_are_shown_line_by_line_with_the_reason(
    client: AsyncClient, school: str, director: Auth, cp: UUID
) -> None:
    body = hours_of(school, cp, shares=OTHERWISE, justification=WHY)
    given = await put(client, director, body)
    assignment = given.json()
    assert (given.status_code, assignment["hours"], assignment["justification"]) == (201, 32, WHY)
    assert {n["code"]: n["difference"] for n in assignment["lines"] if n["difference"]} == {
        "sesiones": 2,
        "visitas": -2,
        "acompanamiento": -2,
    }


async def test_other_hours_without_a_reason_are_refused_with_each_difference(
    client: AsyncClient, school: str, director: Auth, cp: UUID
) -> None:
    refused = await put(client, director, hours_of(school, cp, shares=OTHERWISE))
    assert problem(refused) == (422, "invalid-assignment")
    (error,) = refused.json()["errors"]
    assert error["field"] == "/justification"
    assert "14 en vez de 12" in error["detail"]
    assert "6 en vez de 8" in error["detail"]


async def test_hours_change_and_may_return_to_the_norm(
    client: AsyncClient, school: str, director: Auth, cp: UUID
) -> None:
    id = uuid4()
    await put(client, director, hours_of(school, cp), id=id)
    body = hours_of(school, cp, shares=OTHERWISE, justification=WHY)
    changed = await put(client, director, body, id=id, etag='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    back = await put(client, director, hours_of(school, cp), id=id, etag='"2"')
    assert (back.status_code, back.json()["justification"]) == (200, None)
    assert not any(line["difference"] for line in back.json()["lines"])


async def test_hours_are_given_once_and_stay_whose_they_are(
    client: AsyncClient, world: World, school: str, director: Auth, cp: UUID
) -> None:
    id = uuid4()
    await put(client, director, hours_of(school, cp), id=id)
    twice = await put(client, director, hours_of(school, cp))
    assert problem(twice) == (409, "hours-already-assigned")
    other = await world.appoint(Role.CP, school, post=2)
    taken = await put(client, director, hours_of(school, other), id=id, etag='"1"')
    assert problem(taken) == (409, "assignment-is-anothers")


async def test_only_a_published_template_is_given(
    client: AsyncClient, world: World, school: str, director: Auth, cp: UUID
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    year = {
        "copy_from": YEAR,
        "starts_on": f"{today().year}-01-02",
        "ends_on": f"{today().year}-12-30",
    }
    path = f"/v1/years/{today().year}"
    assert (await client.put(path, json=year, headers=minedu)).status_code == 201
    body = hours_of(school, cp, year=today().year)
    assert problem(await put(client, director, body)) == (409, "workload-not-published")
    headers = minedu | {"If-Match": '"1"'}
    await client.post(f"{path}/workloads/cp/publication", headers=headers)
    assert (await put(client, director, body)).status_code == 201
    absent = hours_of(school, cp, year=2090)
    assert problem(await put(client, director, absent)) == (409, "workload-not-published")


async def test_hours_are_for_who_holds_that_post_there_in_that_year(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    ended = await world.appoint(
        Role.CP, school, since=today() - timedelta(days=1100),
        until=today() - timedelta(days=800),
    )  # fmt: skip
    tutor = await world.appoint(Role.CT, school)
    elsewhere = await world.appoint(Role.CP, await world.school(BAGUA))
    for person in (ended, tutor, elsewhere, uuid4()):
        refused = await put(client, director, hours_of(school, person))
        assert problem(refused) == (409, "post-not-held")
    assert (await put(client, director, hours_of(school, tutor, role="ct"))).status_code == 201


async def test_somebody_who_left_during_the_year_is_given_their_hours(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    left = await world.appoint(Role.CP, school, until=today())
    assert (await put(client, director, hours_of(school, left))).status_code == 201


async def test_once_all_cuts_are_consolidated_hours_stay(
    client: AsyncClient, world: World, school: str, director: Auth, cp: UUID
) -> None:
    await consolidate(world, 1)
    await consolidate(world, 2)
    id = uuid4()
    assert (await put(client, director, hours_of(school, cp), id=id)).status_code == 201
    await consolidate(world, 3)
    body = hours_of(school, cp, shares=OTHERWISE, justification=WHY)
    refused = await put(client, director, body, id=id, etag='"1"')
    assert problem(refused) == (409, "hours-year-consolidated")
    assert (await put(client, director, hours_of(school, cp), id=id)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"shares": [{"code": "visitas", "hours": 41}]}, "/shares/0/hours"),
        ({"shares": [{"code": "visitas", "hours": -1}]}, "/shares/0/hours"),
        ({"justification": "poco"}, "/justification"),
        ({"justification": "x" * 501}, "/justification"),
        ({"role": "director"}, "/role"),
        ({"institution": "1"}, "/institution"),
        ({"assigned_by": str(uuid4())}, "/assigned_by"),
    ],
)
async def test_what_cannot_be_read_names_its_field(
    client: AsyncClient, school: str, director: Auth, cp: UUID, changed: dict[str, Any], field: str
) -> None:
    refused = await put(client, director, hours_of(school, cp) | changed)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_school_out_of_reach_does_not_exist(
    client: AsyncClient, world: World, director: Auth, cp: UUID
) -> None:
    other = await world.school(CHACHAPOYAS)
    theirs = await world.appoint(Role.CP, other)
    refused = await put(client, director, hours_of(other, theirs))
    absent = await put(client, director, hours_of("x.9999999-9", theirs))
    assert problem(refused) == (404, "not-found")
    assert refused.json() == absent.json()


async def test_hours_out_of_reach_are_as_those_that_do_not_exist(
    client: AsyncClient, world: World, school: str, director: Auth, cp: UUID
) -> None:
    theirs = await give(world, under=CHACHAPOYAS)
    for path in (theirs.path, f"{theirs.path}/execution", f"{theirs.path}/entries"):
        refused = await client.get(path, headers=director)
        absent = await client.get(path.replace(str(theirs.id), str(uuid4())), headers=director)
        assert problem(refused) == (404, "not-found")
        assert refused.json() == absent.json()
    taken = await put(client, director, hours_of(school, cp), id=theirs.id, etag='"1"')
    assert problem(taken) == (404, "not-found")


async def test_a_coordinator_reads_their_own_hours_and_no_colleagues(
    client: AsyncClient, world: World
) -> None:
    mine = await give(world)
    tutor = await give(world, Role.CT, school=mine.school)
    assert (await client.get(mine.path, headers=mine.auth)).status_code == 200
    assert problem(await client.get(tutor.path, headers=mine.auth)) == (404, "not-found")
    listed = await client.get("/v1/workload-assignments", headers=mine.auth)
    assert [row["id"] for row in listed.json()["items"]] == [str(mine.id)]


async def test_the_list_tells_each_school_in_reach_with_its_totals(
    client: AsyncClient, world: World
) -> None:
    here = await give(world)
    beside = await give(world, Role.CT, shares={"colegiado": 2})
    far = await give(world, under=CHACHAPOYAS)
    await entered(world, here, today(), minutes=60)

    async def seen(auth: Auth, query: str = "") -> dict[str, dict[str, Any]]:
        answer = await client.get(f"/v1/workload-assignments?limit=200{query}", headers=auth)
        assert answer.status_code == 200, answer.text
        return {row["id"]: row for row in answer.json()["items"]}

    ugel = await world.login(Role.UGEL, BAGUA)
    rows = await seen(ugel)
    assert rows.keys() == {str(here.id), str(beside.id)}
    assert rows[str(here.id)]["executed"] == 60
    assert [(rows[str(g.id)]["hours"], rows[str(g.id)]["deviates"]) for g in (here, beside)] == [
        (32, False),
        (30, True),
    ]
    for given in (here, beside):
        one = (await client.get(f"{given.path}/execution", headers=ugel)).json()
        same = ("hours", "planned", "due", "executed", "person", "institution", "role", "year")
        assert {name: one[name] for name in same} == {n: rows[str(given.id)][n] for n in same}
    assert (await seen(here.director)).keys() == {str(here.id)}
    assert (await seen(ugel, f"&institution={beside.code}")).keys() == {str(beside.id)}
    assert (await seen(ugel, "&role=cp")).keys() == {str(here.id)}
    for nothing in ("year=2025", f"institution={far.code}"):
        refused = await client.get(f"/v1/workload-assignments?{nothing}", headers=ugel)
        assert naming_nothing(refused) == [nothing.partition("=")[0]]
    dre = await world.login(Role.DRE, AMAZONAS)
    assert (await client.get("/v1/workload-assignments", headers=dre)).status_code == 403


async def test_pages_of_hours_lose_and_repeat_none(client: AsyncClient, world: World) -> None:
    given = {str((await give(world)).id) for _ in range(3)}
    ugel = await world.login(Role.UGEL, BAGUA)
    met: list[str] = []
    params = {"limit": "2"}
    while True:
        page = (await client.get("/v1/workload-assignments", params=params, headers=ugel)).json()
        met += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert sorted(met) == sorted(given)


@pytest.mark.parametrize("role", [Role.UGEL, Role.CP, Role.MINEDU])
async def test_others_give_no_hours(
    client: AsyncClient, world: World, school: str, cp: UUID, role: Role
) -> None:
    place = {Role.UGEL: BAGUA, Role.MINEDU: "pe"}.get(role) or await world.school(BAGUA)
    auth = await world.login(role, place)
    assert problem(await put(client, auth, hours_of(school, cp))) == (403, "missing-scope")


async def test_who_directs_for_a_time_gives_themselves_no_hours(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    cp = await world.appoint(Role.CP, school)
    await world.grant(Role.DIRECTOR, school, person=cp)
    substitute, id = world.auth(cp), uuid4()
    assert problem(await put(client, substitute, hours_of(school, cp))) == (403, "own-hours")
    assert (await put(client, director, hours_of(school, cp), id=id)).status_code == 201
    fewer = hours_of(school, cp, shares=OTHERWISE, justification=WHY)
    changed = await put(client, substitute, fewer, id=id, etag='"1"')
    assert problem(changed) == (403, "own-hours")
