"""The figures of a school by year: who may set them, which version they change, what they cause."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.territory.institutions import events
from tests.places import code_of
from tests.world import BAGUA, Auth, Connection, World

FIGURES = {"students": 309, "teachers": 26, "sections": 12}


async def put(
    client: AsyncClient, auth: Auth, school: str, more: dict[str, Any], **headers: str
) -> Response:
    path = f"/v1/institutions/{code_of(school)}/years/2024"
    return await client.put(path, json=FIGURES | more, headers=auth | headers)


async def test_a_director_sets_the_figures_of_a_year(
    client: AsyncClient, director: Auth, school: str, connection: Connection
) -> None:
    created = await put(client, director, school, {})
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    usual = {"year": 2024, "weekly_hours": 45, "cp_posts": 1, "ct_posts": 1, "version": 1}
    assert created.json() == FIGURES | usual
    path = f"/v1/institutions/{code_of(school)}"
    assert (await client.get(f"{path}/years/2024", headers=director)).json() == created.json()
    assert (await client.get(f"{path}/years", headers=director)).json()["items"] == [created.json()]
    assert (await client.get(path, headers=director)).json()["years"] == [created.json()]
    assert await events(connection, code_of(school)) == [("institution.figures-changed", school)]


async def test_new_figures_are_a_new_version_of_the_school(
    client: AsyncClient, director: Auth, school: str
) -> None:
    path = f"/v1/institutions/{code_of(school)}"
    before = (await client.get(path, headers=director)).headers["etag"]
    await put(client, director, school, {})
    after = await client.get(path, headers=director | {"if-none-match": before})
    assert after.status_code == 200


async def test_posts_decide_what_is_owed_about_coordinators(
    client: AsyncClient, school: str, world: World, connection: Connection
) -> None:
    cut, ugel = await world.cut("coordinator"), await world.login(Role.UGEL, BAGUA)
    for sent, owed in (
        ({"cp_posts": 2, "ct_posts": 0}, [("cp", 1), ("cp", 2)]),
        ({"cp_posts": 1, "ct_posts": 1}, [("cp", 1), ("ct", 1)]),
    ):
        version = await connection.fetchval("select version from institution_year")
        held = {"if-match": f'"{version}"'} if version else {}
        assert (await put(client, ugel, school, sent, **held)).status_code in {200, 201}
        rows = await connection.fetch(
            "select subject, post from obligation where cut_code = $1 order by subject, post", cut
        )
        assert [tuple(row) for row in rows] == owed


@pytest.mark.parametrize("sent", [{"cp_posts": 0}, {"ct_posts": 0}, {"cp_posts": 2, "ct_posts": 0}])
async def test_a_director_does_not_take_away_what_reports_are_owed_for(
    client: AsyncClient,
    director: Auth,
    school: str,
    world: World,
    connection: Connection,
    sent: dict[str, int],
) -> None:
    cut = await world.cut("coordinator")
    assert problem(await put(client, director, school, sent)) == (403, "posts-taken-away")
    more = await put(client, director, school, {"cp_posts": 2, "ct_posts": 1})
    again = await put(client, director, school, sent, **{"if-match": more.headers["etag"]})
    assert problem(again) == (403, "posts-taken-away")
    owed = "select count(*) from obligation where cut_code = $1"
    assert await connection.fetchval(owed, cut) == 3


@pytest.mark.parametrize(
    "fault",
    [{"students": -1}, {"students": "309"}, {"weekly_hours": 0}, {"cp_posts": 10}, {"hours": 1}],
)
async def test_impossible_figures_are_refused(
    client: AsyncClient, director: Auth, school: str, fault: dict[str, Any]
) -> None:
    answer = await put(client, director, school, fault)
    assert problem(answer) == (422, "invalid-request")
    assert [error["field"] for error in answer.json()["errors"]] == [f"/{next(iter(fault))}"]


async def test_a_year_without_figures_is_not_found(
    client: AsyncClient, director: Auth, school: str
) -> None:
    answer = await client.get(f"/v1/institutions/{code_of(school)}/years/2023", headers=director)
    assert problem(answer) == (404, "not-found")


async def test_a_coordinator_sets_no_figures(
    client: AsyncClient, school: str, world: World
) -> None:
    assert (await put(client, await world.login(Role.CP, school), school, {})).status_code == 403
