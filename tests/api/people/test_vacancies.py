"""Vacancies over HTTP: what should be filled and is not, by place and day."""

from datetime import date, timedelta
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CALLAO, CHACHAPOYAS, Auth, World


async def vacant(client: AsyncClient, auth: Auth, **params: Any) -> list[tuple[str, str, int]]:
    answer = await client.get("/v1/vacancies", params=params, headers=auth)
    return [(v["place"]["code"], v["role"], v["post"]) for v in answer.json()["items"]]


def code(school: str) -> str:
    return school.rpartition(".")[2]


async def test_a_school_without_anyone_lacks_director_cp_and_ct(
    client: AsyncClient, world: World
) -> None:
    school, ugel = await world.school(BAGUA), await world.login(Role.UGEL, BAGUA)
    lacking = [(code(school), role, 1) for role in ("cp", "ct", "director")]
    assert await vacant(client, ugel) == lacking


async def test_a_filled_post_is_not_vacant(client: AsyncClient, world: World) -> None:
    school, ugel = await world.school(BAGUA), await world.login(Role.UGEL, BAGUA)
    for role in (Role.DIRECTOR, Role.CT):
        await world.appoint(role, school)
    assert await vacant(client, ugel) == [(code(school), "cp", 1)]


async def test_the_year_says_how_many_coordinators(client: AsyncClient, world: World) -> None:
    school, ugel = await world.school(BAGUA), await world.login(Role.UGEL, BAGUA)
    await world.save(
        "institution_year", institution_code=code(school), year=today().year, cp_posts=2, ct_posts=0
    )
    await world.appoint(Role.DIRECTOR, school)
    await world.appoint(Role.CP, school, post=2)
    assert await vacant(client, ugel) == [(code(school), "cp", 1)]
    last_year = date(today().year - 1, 6, 1).isoformat()
    assert (code(school), "ct", 1) in await vacant(client, ugel, on=last_year)


async def test_a_vacancy_tells_since_when(client: AsyncClient, world: World) -> None:
    school, ugel = await world.school(BAGUA), await world.login(Role.UGEL, BAGUA)
    ended = today() - timedelta(days=10)
    await world.appoint(Role.DIRECTOR, school, until=ended)
    items = (await client.get("/v1/vacancies", headers=ugel)).json()["items"]
    assert {v["role"]: v["since"] for v in items} == {
        "director": ended.isoformat(),
        "cp": None,
        "ct": None,
    }


async def test_regions_and_managing_igeds_need_their_responsible(
    client: AsyncClient, world: World
) -> None:
    await world.school(BAGUA)
    await world.appoint(Role.UGEL, BAGUA, post=1)
    await world.school(CHACHAPOYAS)
    ministry = await world.login(Role.MINEDU, "pe")
    assert await vacant(client, ministry, role="ugel") == [("010001", "ugel", 1)]
    regions = await vacant(client, ministry, role="dre")
    assert len(regions) == 26
    await world.appoint(Role.DRE, AMAZONAS, post=1)
    assert ("010000", "dre", 1) not in await vacant(client, ministry, role="dre")


async def test_a_dre_that_manages_schools_fills_the_post_of_their_ugel(
    client: AsyncClient, world: World
) -> None:
    await world.school("pe.070101.070101")
    ministry = await world.login(Role.MINEDU, "pe")
    assert await vacant(client, ministry, role="ugel") == [("070101", "ugel", 1)]
    await world.appoint(Role.DRE, CALLAO, post=1)
    assert await vacant(client, ministry, role="ugel") == []


async def test_a_school_that_is_not_jec_lacks_nobody(client: AsyncClient, world: World) -> None:
    await world.school(BAGUA, active_since=None)
    ugel = await world.login(Role.UGEL, BAGUA)
    assert await vacant(client, ugel) == []


async def test_vacancies_out_of_reach_are_not_told(client: AsyncClient, world: World) -> None:
    await world.school(CHACHAPOYAS)
    assert await vacant(client, await world.login(Role.UGEL, BAGUA)) == []


async def test_pages_of_vacancies_join_without_loss(client: AsyncClient, world: World) -> None:
    for _ in range(3):
        await world.school(BAGUA)
    ugel = await world.login(Role.UGEL, BAGUA)
    whole = await vacant(client, ugel)
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/vacancies", params=params, headers=ugel)).json()
        seen += [(v["place"]["code"], v["role"], v["post"]) for v in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (len(whole), seen) == (9, whole)
