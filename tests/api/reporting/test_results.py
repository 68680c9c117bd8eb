"""Results of teachers as figures: live in the school and its UGEL, released above; no persons."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import naming_nothing, problem
from tests.clock import now
from tests.places import code_of
from tests.world import (
    AMAZONAS,
    BAGUA,
    CALLAO,
    CALLAO_OWN,
    CHACHAPOYAS,
    PIURA,
    TUMBES,
    Auth,
    Connection,
    World,
)

STREAM = "teacher_accompaniment"


async def figures(
    client: AsyncClient, auth: Auth, cut: str, by: str, **more: str
) -> dict[str, dict[str, Any]]:
    params = {"cut": cut, "by": by} | more
    answer = await client.get("/v1/results", params=params, headers=auth)
    assert answer.status_code == 200, answer.text
    return {each["code"]: each for each in answer.json()["items"]}


async def release(client: AsyncClient, world: World, cut: str) -> Response:
    minedu = await world.login(Role.MINEDU, "pe")
    return await client.put(f"/v1/results/{cut}", headers=minedu)


def teachers_shown(cells: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {code: cell["teachers"] for code, cell in cells.items() if not cell["withheld"]}


@pytest.fixture
async def closed(world: World) -> str:
    return await world.cut(STREAM, opens=-30, closes=-10)


async def test_a_specialist_and_a_director_count_live_what_they_may_read_one_by_one(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut(STREAM)
    school = await world.school(BAGUA)
    await world.accompanied(school, cut, [1, 3, 3])
    code = code_of(school)
    for auth in (await world.login(Role.UGEL, BAGUA), await world.login(Role.DIRECTOR, school)):
        cell = (await figures(client, auth, cut, "institution"))[code]
        assert (cell["live"], cell["withheld"], cell["teachers"]) == (True, False, 3)
        assert cell["score"] == pytest.approx(float(Decimal(7) / 12), abs=1e-4)
        first = cell["performances"][0]
        assert (first["performance"], first["item"]) == ("involucra", "d1-nivel")
        assert first["levels"] == [{"level": 1, "teachers": 1}, {"level": 3, "teachers": 2}]
        assert first["mean"] == pytest.approx(7 / 3, abs=1e-4)
    whole = await figures(client, await world.login(Role.UGEL, CHACHAPOYAS), cut, "institution")
    assert whole == {}


async def test_above_the_ugel_nothing_is_told_before_the_release(
    client: AsyncClient, world: World, closed: str
) -> None:
    await world.accompanied(await world.school(BAGUA), closed, [3] * 9)
    for role, place in ((Role.DRE, AMAZONAS), (Role.MINEDU, "pe"), (Role.INTEGRATOR, "pe")):
        auth = await world.login(role, place)
        for by in ("nation", "region", "iged", "institution"):
            assert await figures(client, auth, closed, by) == {}
    assert (await release(client, world, closed)).status_code == 201
    minedu = await world.login(Role.MINEDU, "pe")
    assert teachers_shown(await figures(client, minedu, closed, "nation")) == {"PE": 9}


async def test_cells_under_five_are_withheld_and_so_is_what_would_give_them_away(
    client: AsyncClient, world: World, closed: str
) -> None:
    sizes = {"small": 2, "hides": 6, "helps": 7, "free": 12}
    schools = {name: await world.school(BAGUA) for name in sizes}
    for name, size in sizes.items():
        await world.accompanied(schools[name], closed, [3] * size)
    await world.accompanied(await world.school(PIURA + ".200001"), closed, [2] * 5)
    released = (await release(client, world, closed)).json()
    assert (released["cut"], released["withheld"]) == (closed, 3)
    for role, place in ((Role.MINEDU, "pe"), (Role.DRE, AMAZONAS)):
        auth = await world.login(role, place)
        cells = await figures(client, auth, closed, "institution", region="010000")
        for cell in (cells[code_of(schools[name])] for name in ("small", "hides", "helps")):
            assert (cell["withheld"], cell["teachers"], cell["score"]) == (True, None, None)
            assert {p["levels"] for p in cell["performances"]} == {None}
        assert teachers_shown(cells) == {code_of(schools["free"]): 12}
        assert teachers_shown(await figures(client, auth, closed, "iged", region="010000")) == {
            "010002": 27
        }
        expected = {"010000": 27} | ({"200000": 5} if role is Role.MINEDU else {})
        assert teachers_shown(await figures(client, auth, closed, "region")) == expected


async def test_a_level_that_few_reached_is_not_told_though_the_score_is(
    client: AsyncClient, world: World, closed: str
) -> None:
    one, other = await world.school(BAGUA), await world.school(BAGUA)
    await world.accompanied(one, closed, [1] * 2 + [3] * 8)
    await world.accompanied(other, closed, [1] * 9 + [3] * 9)
    await release(client, world, closed)
    auth = await world.login(Role.DRE, AMAZONAS)
    cells = await figures(client, auth, closed, "institution")
    assert teachers_shown(cells) == {code_of(one): 10, code_of(other): 18}
    assert {p["levels"] for p in cells[code_of(one)]["performances"]} == {None}
    (ugel,) = (await figures(client, auth, closed, "iged")).values()
    assert {str(p["levels"]) for p in ugel["performances"]} == {"None"}, "9 of 11 are one school's"


async def test_figures_do_not_follow_a_later_report_nor_a_school_that_moves(
    client: AsyncClient, world: World, closed: str
) -> None:
    first, second = await world.school(BAGUA), await world.school(BAGUA)
    await world.accompanied(first, closed, [3] * 6)
    await world.accompanied(second, closed, [3] * 8)
    await release(client, world, closed)
    auth = await world.login(Role.DRE, AMAZONAS)
    before = {by: await figures(client, auth, closed, by) for by in ("region", "iged")}
    assert teachers_shown(before["iged"]) == {"010002": 14}
    await world.accompanied(await world.school(BAGUA), closed, [4])
    moved = f"{CHACHAPOYAS}.{code_of(second)}"
    await world.db.execute(
        "update place set path = $1::text::ltree where path = $2::text::ltree", moved, second
    )
    again = await release(client, world, closed)
    assert again.status_code == 200
    assert {by: await figures(client, auth, closed, by) for by in ("region", "iged")} == before


async def test_a_cut_is_released_when_its_last_extension_is_over_and_only_about_teachers(
    client: AsyncClient, world: World, closed: str
) -> None:
    await world.extend(closed, BAGUA, now() + timedelta(days=1))
    assert problem(await release(client, world, closed)) == (409, "cut-still-open")
    other = await world.cut("implementation", opens=-30, closes=-10)
    assert problem(await release(client, world, other)) == (422, "not-about-teachers")
    assert problem(await release(client, world, f"2024-{STREAM}-7")) == (404, "not-found")


async def test_only_the_ministry_releases(client: AsyncClient, world: World, closed: str) -> None:
    for role, place in ((Role.DRE, AMAZONAS), (Role.UGEL, BAGUA)):
        answer = await client.put(f"/v1/results/{closed}", headers=await world.login(role, place))
        assert problem(answer) == (403, "missing-scope")


async def test_a_release_leaves_its_event_without_figures(
    client: AsyncClient, world: World, closed: str, connection: Connection
) -> None:
    await world.accompanied(await world.school(BAGUA), closed, [3] * 6)
    await release(client, world, closed)
    event = await connection.fetchrow("select * from event where kind = 'results.released'")
    assert event is not None
    assert json.loads(event["payload"]) == {"cut": closed, "places": 4}


async def test_figures_out_of_reach_are_not_told(
    client: AsyncClient, world: World, closed: str
) -> None:
    await world.accompanied(await world.school(BAGUA), closed, [3] * 6)
    await release(client, world, closed)
    tumbes = await world.login(Role.DRE, TUMBES)
    for by in ("nation", "region", "iged", "institution"):
        assert await figures(client, tumbes, closed, by) == {}
    elsewhere = await client.get(f"/v1/results?cut={closed}&region=010000", headers=tumbes)
    assert naming_nothing(elsewhere) == ["region"]


async def test_a_dre_that_manages_schools_counts_them_live_as_their_ugel(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut(STREAM)
    await world.accompanied(await world.school(CALLAO_OWN), cut, [3, 4])
    auth = world.auth(await world.appoint(Role.DRE, CALLAO))
    assert teachers_shown(await figures(client, auth, cut, "iged")) == {"070101": 2}


async def test_a_teacher_counts_once_by_the_last_observation(
    client: AsyncClient, world: World
) -> None:
    cut, school = await world.cut(STREAM), await world.school(BAGUA)
    _, teachers = await world.accompanied(school, cut, [1, 4])
    await world.db.execute(
        "update observation set teacher_id = $1, observed_on = observed_on - 9"
        " where teacher_id = $2",
        teachers[1],
        teachers[0],
    )
    auth = await world.login(Role.DIRECTOR, school)
    (cell,) = (await figures(client, auth, cut, "institution")).values()
    assert (cell["teachers"], cell["score"]) == (1, 1)


async def test_results_of_no_cut_are_not_found(client: AsyncClient, world: World) -> None:
    auth = await world.login(Role.MINEDU, "pe")
    answer = await client.get(f"/v1/results?cut=2024-{STREAM}-7", headers=auth)
    assert naming_nothing(answer) == ["cut"]
