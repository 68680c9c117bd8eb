"""How levels changed between two cuts: of what both tell, and of fives."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import naming_nothing
from tests.clock import now
from tests.lessons import lesson, with_level
from tests.world import AMAZONAS, BAGUA, TUMBES, Auth, World

STREAM = "teacher_accompaniment"


async def ask(client: AsyncClient, auth: Auth, before: str, after: str, **more: str) -> Response:
    params = {"from": before, "to": after} | more
    return await client.get("/v1/result-changes", params=params, headers=auth)


async def changes(
    client: AsyncClient, auth: Auth, before: str, after: str, by: str
) -> dict[str, dict[str, Any]]:
    answer = await ask(client, auth, before, after, by=by)
    assert answer.status_code == 200, answer.text
    return {each["code"]: each for each in answer.json()["items"]}


@pytest.fixture
async def first(world: World) -> str:
    return await world.cut(STREAM, ordinal=7, opens=-90, closes=-60)


@pytest.fixture
async def third(world: World) -> str:
    return await world.cut(STREAM, ordinal=9, opens=-30, closes=-10)


async def observed(
    world: World, school: str, cut: str, levels: list[int], teachers: list[UUID] | None = None
) -> list[UUID]:
    """A report with a lesson of one level all over for each; answers the teachers."""
    filled = await world.answers("matriz-dialogo")
    _, _, seen = await lesson(
        world, school, cut, [with_level(filled, level) for level in levels],
        teachers=teachers or (), filed_at=now() - timedelta(hours=1),
    )  # fmt: skip
    return seen


async def release(client: AsyncClient, world: World, *cuts: str) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    for cut in cuts:
        answer = await client.put(f"/v1/results/{cut}", headers=minedu)
        assert answer.status_code == 201, answer.text


async def test_levels_of_both_cuts_stand_side_by_side(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [2] * 10 + [3] * 10)
    await observed(world, school, third, [2] * 5 + [3] * 15, teachers)
    await release(client, world, first, third)
    dre = await world.login(Role.DRE, AMAZONAS)
    cell = (await changes(client, dre, first, third, "iged"))["010002"]
    assert cell["live"] is False
    assert cell["teachers"] == {"from": 20, "to": 20, "change": 0}
    item = cell["performances"][0]
    assert item["mean"] == {"from": 2.5, "to": 2.75, "change": 0.25}
    assert item["levels"] == [
        {
            "level": 2,
            "teachers": {"from": 10, "to": 5, "change": -5},
            "share": {"from": 0.5, "to": 0.25, "change": -0.25},
        },
        {
            "level": 3,
            "teachers": {"from": 10, "to": 15, "change": 5},
            "share": {"from": 0.5, "to": 0.75, "change": 0.25},
        },
    ]


async def test_the_change_of_one_teacher_is_not_told_above_their_ugel(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [2] * 10 + [3] * 10)
    await observed(world, school, third, [2] * 9 + [3] * 11, teachers)
    await release(client, world, first, third)
    dre, ugel = await world.login(Role.DRE, AMAZONAS), await world.login(Role.UGEL, BAGUA)
    for by in ("region", "iged", "institution"):
        (cell,) = (await changes(client, dre, first, third, by)).values()
        assert {(p["levels"], p["mean"]) == (None, None) for p in cell["performances"]} == {True}
        assert cell["score"] is not None, "all twenty are the same, and the mean is of them all"
    (mine,) = (await changes(client, ugel, first, third, "iged")).values()
    assert (mine["live"], mine["performances"][0]["levels"][0]["teachers"]["change"]) == (True, -1)


async def test_one_who_came_in_between_is_not_told_by_the_difference(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [3] * 10)
    await observed(world, school, third, [3] * 11, [*teachers, await world.person()])
    await release(client, world, first, third)
    dre = await world.login(Role.DRE, AMAZONAS)
    (cell,) = (await changes(client, dre, first, third, "institution")).values()
    assert (cell["teachers"], cell["score"]) == (None, None)
    params = {"cut": third, "by": "nation"}
    minedu = await world.login(Role.MINEDU, "pe")
    (nation,) = (await client.get("/v1/results", params=params, headers=minedu)).json()["items"]
    assert nation["withheld"], "nor is cut 3 told where cut 1 was, less one"


@pytest.mark.parametrize(
    "afterwards",
    [
        "update report set filed_at = filed_at + interval '1 second', revision = 2",
        "update report set status = 'annulled'",
        "update observation set teacher_id = null",
    ],
)
async def test_a_release_remembers_whom_it_told_of_whatever_becomes_of_their_reports(
    client: AsyncClient, world: World, first: str, third: str, afterwards: str
) -> None:
    """Else the ten would be new in cut 3, and the eleventh the difference."""
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [3] * 10)
    await release(client, world, first)
    await world.db.execute(afterwards)
    await observed(world, school, third, [3] * 11, [*teachers, await world.person()])
    await release(client, world, third)
    minedu = await world.login(Role.MINEDU, "pe")
    params = {"cut": third, "by": "nation"}
    (nation,) = (await client.get("/v1/results", params=params, headers=minedu)).json()["items"]
    assert nation["withheld"]


async def test_a_level_corrected_after_its_release_is_held_against_what_was_told(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [2] * 10 + [3] * 10)
    await release(client, world, first)
    await world.db.execute(
        "update observation set answers = answers || '{\"d1-nivel\": 3}' where teacher_id = $1",
        teachers[0],
    )
    await observed(world, school, third, [3] + [2] * 9 + [3] * 10, teachers)
    await release(client, world, third)
    dre = await world.login(Role.DRE, AMAZONAS)
    (cell,) = (await changes(client, dre, first, third, "institution")).values()
    levels = {each["item"]: each["levels"] for each in cell["performances"]}
    assert levels["d1-nivel"] is None, "one rose, as far as a reader can tell"


async def test_a_place_with_figures_in_one_cut_only_has_no_change(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    await observed(world, await world.school(BAGUA), first, [3] * 6)
    await release(client, world, first, third)
    dre = await world.login(Role.DRE, AMAZONAS)
    assert await changes(client, dre, first, third, "region") == {}


async def test_what_is_not_released_or_out_of_reach_is_not_told(
    client: AsyncClient, world: World, first: str, third: str
) -> None:
    school = await world.school(BAGUA)
    teachers = await observed(world, school, first, [3] * 6)
    await observed(world, school, third, [3] * 6, teachers)
    await release(client, world, first)
    for role, place in ((Role.DRE, AMAZONAS), (Role.MINEDU, "pe")):
        auth = await world.login(role, place)
        assert await changes(client, auth, first, third, "region") == {}
    await release(client, world, third)
    outside = await world.deputy(Role.DRE, TUMBES)
    for by in ("nation", "region", "iged", "institution"):
        assert await changes(client, outside, first, third, by) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"2024-{STREAM}-3", f"2024-{STREAM}-1"),
        (f"2024-{STREAM}-1", f"2024-{STREAM}-1"),
        ("2024-coordinator-1", f"2024-{STREAM}-2"),
    ],
)
async def test_cuts_that_do_not_follow_one_another_are_not_compared(
    client: AsyncClient, world: World, before: str, after: str
) -> None:
    answer = await ask(client, await world.login(Role.DRE, AMAZONAS), before, after)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/cuts-not-comparable")


async def test_changes_of_no_cut_are_not_found(client: AsyncClient, world: World) -> None:
    answer = await ask(
        client, await world.login(Role.DRE, AMAZONAS), f"2024-{STREAM}-7", f"2024-{STREAM}-8"
    )
    assert naming_nothing(answer) == ["from", "to"]
