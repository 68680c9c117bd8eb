"""Who reads which visits to lessons, and how their list is narrowed."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.answers import naming_nothing, problem
from tests.clock import today
from tests.visits import WHY, Scene, at, scene, visit
from tests.world import BAGUA, CHACHAPOYAS, Auth, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world, name="Ñuñurco")


@pytest.fixture
def cp(here: Scene) -> Auth:
    return here.auth(here.cp)


async def listed(client: AsyncClient, auth: Auth, **query: str) -> list[str]:
    answer = await client.get("/v1/visits", params=query, headers=auth)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_visits_are_read_by_their_visitor_the_director_and_the_ugel_alone(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    readers = {
        "cp": cp,
        "director": here.auth(here.director, Role.DIRECTOR),
        "ugel": await world.login(Role.UGEL, BAGUA),
        "ct": here.auth(here.ct, Role.CT),
        "beside": await world.login(Role.DIRECTOR, await world.school(BAGUA)),
        "ugel beside": await world.login(Role.UGEL, CHACHAPOYAS),
        "dre": world.auth(await world.appoint(Role.DRE, "pe.010000")),
        "minedu": world.auth(await world.appoint(Role.MINEDU, "pe")),
        "teacher": world.auth(here.teacher),
    }
    for who, auth in readers.items():
        sees = who in {"cp", "director", "ugel"}
        one = await client.get(f"/v1/visits/{id}", headers=auth)
        assert one.status_code == (200 if sees else 404), who
        assert await listed(client, auth) == ([str(id)] if sees else []), who


async def test_a_past_visitor_reads_their_own_visits_and_changes_none(
    client: AsyncClient, world: World, here: Scene
) -> None:
    gone = await world.appoint(Role.CP, here.place, post=2, until=today())
    mine = await visit(world, here.place, gone, here.teacher)
    await visit(world, here.place, here.cp, here.other)
    auth = world.auth(gone, ROLE_SCOPES[Role.CP])
    assert await listed(client, auth) == [str(mine)]
    assert (await client.get(f"/v1/visits/{mine}", headers=auth)).status_code == 200
    path = f"/v1/visits/{mine}/cancellation"
    answer = await client.put(path, json={"reason": WHY}, headers=auth)
    assert problem(answer) == (403, "no-role-carries")
    await world.appoint(Role.CP, await world.school(BAGUA), person=gone)
    answer = await client.put(path, json={"reason": WHY}, headers=auth)
    assert problem(answer) == (404, "not-found"), "a post elsewhere is none here"


async def test_a_list_is_narrowed_and_paged_the_latest_first(
    client: AsyncClient, world: World, here: Scene
) -> None:
    days = [-2, 1, 3]
    ids = [
        await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=d)) for d in days
    ]
    by_ct = await visit(
        world, here.place, here.ct, here.other, role="ct", status="cancelled", starts_at=at(8)
    )
    there = await scene(world)
    far = await visit(world, there.place, there.cp, there.teacher, starts_at=at(9, days=9))
    ugel = await world.login(Role.UGEL, BAGUA)
    assert await listed(client, ugel) == [
        str(i) for i in (far, ids[2], *sorted([ids[1], by_ct], reverse=True), ids[0])
    ]
    assert await listed(client, ugel, teacher=str(here.other)) == [str(by_ct)]
    assert await listed(client, ugel, visitor=str(here.ct)) == [str(by_ct)]
    assert await listed(client, ugel, status="cancelled") == [str(by_ct)]
    assert await listed(client, ugel, institution=there.code) == [str(far)]
    assert naming_nothing(await client.get("/v1/visits?year=2015", headers=ugel)) == ["year"]
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert set(await listed(client, ugel, **{"from": tomorrow, "to": tomorrow})) == {
        str(ids[1]), str(by_ct),
    }  # fmt: skip
    always = {"from": "0001-01-01", "to": "9999-12-31"}
    assert len(await listed(client, ugel, **always)) == 5
    first = await client.get("/v1/visits?limit=4", headers=ugel)
    cursor = first.json()["next_cursor"]
    rest = await client.get("/v1/visits", params={"limit": 4, "cursor": cursor}, headers=ugel)
    assert [i["id"] for i in rest.json()["items"]] == [str(ids[0])]
    assert rest.json()["next_cursor"] is None
