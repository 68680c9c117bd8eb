"""How well observers agree, told live to who may read the lessons, and of released fives above."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import naming_nothing
from tests.clock import now
from tests.lessons import lesson, scored_again, with_level
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

STREAM = "teacher_accompaniment"
Figures = dict[str, Any]


async def ask(client: AsyncClient, auth: Auth, **more: Any) -> Response:
    params: dict[str, Any] = {"instrument": "matriz-dialogo", "version": 1, "year": 2024} | more
    return await client.get("/v1/agreement", params=params, headers=auth)


async def agreement(client: AsyncClient, auth: Auth, **more: Any) -> Figures:
    answer = await ask(client, auth, **more)
    assert answer.status_code == 200, answer.text
    figures: Figures = answer.json()
    return figures


async def scored_twice(
    world: World, school: str, cut: str, pairs: list[tuple[int, int]], **more: Any
) -> list[UUID]:
    """A report of lessons with one level all over, each scored again with another; answers the
    observations."""
    filled = await world.answers("matriz-dialogo")
    first = [with_level(filled, one) for one, _ in pairs]
    _, observations, _ = await lesson(world, school, cut, first)
    for observation, (_, other) in zip(observations, pairs, strict=True):
        await scored_again(world, observation, with_level(filled, other), **more)
    return observations


PAIRS = [(1, 1), (2, 2), (3, 3), (4, 4), (3, 2), (2, 3), (3, 3), (4, 3), (2, 2), (1, 2)]


async def release(client: AsyncClient, world: World, cut: str) -> None:
    answer = await client.put(f"/v1/results/{cut}", headers=await world.login(Role.MINEDU, "pe"))
    assert answer.status_code == 201, answer.text


@pytest.fixture
async def closed(world: World) -> str:
    return await world.cut(STREAM, opens=-30, closes=-10)


async def test_a_school_and_its_ugel_read_the_agreement_of_their_lessons(
    client: AsyncClient, world: World
) -> None:
    school, cut = await world.school(BAGUA), await world.cut(STREAM)
    await scored_twice(world, school, cut, PAIRS)
    for role, place in ((Role.DIRECTOR, school), (Role.UGEL, BAGUA)):
        figures = await agreement(client, await world.login(role, place))
        assert (figures["live"], figures["withheld"]) == (True, False)
        assert figures["place"]["code"] == place.rpartition(".")[2]
        first = next(i for i in figures["items"] if i["item"] == "d1-nivel")
        assert (first["pairs"], first["teachers"], first["percent"]) == (10, 10, 0.6)
        assert first["scale"] == "nivel"
        # Squares apart: 4 of ten found; by chance 17, of variances 1.05 and 0.65 and one mean.
        assert first["kappa"] == pytest.approx(1 - 4 / 17, abs=1e-4)
        assert first["kappa_interval"][0] < first["kappa"] < first["kappa_interval"][1]
        assert first["alpha_interval"][0] < first["alpha"] < first["alpha_interval"][1]
        (scale,) = [s for s in figures["scales"] if s["scale"] == "nivel"]
        assert (scale["pairs"], scale["percent"]) == (50, 0.6)


async def test_the_same_question_has_the_same_answer(client: AsyncClient, world: World) -> None:
    await scored_twice(world, await world.school(BAGUA), await world.cut(STREAM), PAIRS)
    auth = await world.login(Role.UGEL, BAGUA)
    assert await agreement(client, auth) == await agreement(client, auth)


async def test_nine_lessons_are_too_few(client: AsyncClient, world: World) -> None:
    await scored_twice(world, await world.school(BAGUA), await world.cut(STREAM), PAIRS[:9])
    figures = await agreement(client, await world.login(Role.UGEL, BAGUA))
    (first, *_) = [i for i in figures["items"] if i["item"] == "d1-nivel"]
    assert (first["pairs"], first["withheld"], first["alpha"], first["percent"]) == (
        9, "few-pairs", None, None,
    )  # fmt: skip


async def test_above_the_ugel_only_released_cuts_count_and_only_fives(
    client: AsyncClient, world: World, closed: str
) -> None:
    await scored_twice(world, await world.school(BAGUA), closed, PAIRS)
    few = await world.school(PIURA + ".200001")
    await scored_twice(world, few, closed, PAIRS[:4])
    dre, minedu = await world.login(Role.DRE, AMAZONAS), await world.login(Role.MINEDU, "pe")
    assert (await agreement(client, dre))["withheld"], "nothing is released"
    await release(client, world, closed)
    figures = await agreement(client, dre)
    assert (figures["live"], figures["withheld"]) == (False, False)
    assert figures["items"][0]["item"]
    assert {i["pairs"] for i in figures["items"] if i["item"].endswith("-nivel")} == {10}
    assert (await agreement(client, minedu, region="200000"))["withheld"]
    assert (await agreement(client, minedu))["withheld"], (
        "less Amazonas it would be the four of Piura"
    )


async def test_what_is_scored_after_the_release_changes_nothing_above(
    client: AsyncClient, world: World, closed: str
) -> None:
    school = await world.school(BAGUA)
    await scored_twice(world, school, closed, PAIRS)
    await release(client, world, closed)
    dre, ugel = await world.login(Role.DRE, AMAZONAS), await world.login(Role.UGEL, BAGUA)
    before, mine = await agreement(client, dre), await agreement(client, ugel)
    assert before["withheld"] is False
    # By a clock that goes an hour behind: what was not there at the release does not count.
    await scored_twice(world, school, closed, [(1, 4)], at=now() - timedelta(hours=1))
    assert await agreement(client, dre) == before
    assert await agreement(client, ugel) != mine


@pytest.mark.parametrize(
    "afterwards",
    [
        "update observation set answers = answers || '{\"d1-nivel\": 4}' where id = $1",
        "update observation set answers = answers - 'd1-nivel' where id = $1",
        "update report set status = 'annulled' where $1::uuid is not null",
        "update observation set teacher_id = null where id = $1",
    ],
)
async def test_what_is_corrected_or_annulled_after_the_release_changes_nothing_above(
    client: AsyncClient, world: World, closed: str, afterwards: str
) -> None:
    """It would be the difference of one teacher."""
    observations = await scored_twice(world, await world.school(BAGUA), closed, PAIRS)
    await release(client, world, closed)
    dre, ugel = await world.login(Role.DRE, AMAZONAS), await world.login(Role.UGEL, BAGUA)
    before, mine = await agreement(client, dre), await agreement(client, ugel)
    assert {i["pairs"] for i in before["items"] if i["scale"]} == {10}
    assert {i: before[i] for i in ("items", "scales")} == {i: mine[i] for i in ("items", "scales")}
    await world.db.execute(afterwards, observations[0])
    assert await agreement(client, dre) == before
    assert await agreement(client, ugel) != mine


async def test_a_later_release_adds_its_own_lessons_alone(
    client: AsyncClient, world: World, closed: str
) -> None:
    """Second scorings of a released cut wait for no release: they are the UGEL's."""
    school = await world.school(BAGUA)
    third = await world.cut(STREAM, opens=-9, closes=-1, ordinal=8)
    observations = await scored_twice(world, school, closed, PAIRS)
    await release(client, world, closed)
    await scored_again(world, observations[0], with_level(await world.answers("matriz-dialogo"), 4))
    await scored_twice(world, school, third, PAIRS[:6])
    await release(client, world, third)
    dre = await world.login(Role.DRE, AMAZONAS)
    assert {i["pairs"] for i in (await agreement(client, dre))["items"] if i["scale"]} == {16}


async def leave_out(world: World, observations: list[UUID], item: str) -> None:
    """The second observers of these lessons say nothing of an item."""
    await world.db.execute(
        "update second_scoring set answers = answers - $2 where observation_id = any($1)",
        observations,
        item,
    )


def by_item(figures: Figures) -> Figures:
    return {each["item"]: each for each in figures["items"]}


@pytest.mark.parametrize("other", [3, 1])
async def test_what_one_teacher_adds_to_an_item_in_a_later_cut_is_not_told(
    client: AsyncClient, world: World, closed: str, other: int
) -> None:
    """Less the first release it would be whether the observers of that lesson agreed."""
    school = await world.school(BAGUA)
    third = await world.cut(STREAM, opens=-9, closes=-1, ordinal=8)
    await scored_twice(world, school, closed, PAIRS)
    await release(client, world, closed)
    dre = await world.login(Role.DRE, AMAZONAS)
    before = by_item(await agreement(client, dre))["d1-nivel"]
    _, *rest = await scored_twice(world, school, third, [(3, other), *PAIRS[:5]])
    await leave_out(world, rest, "d1-nivel")
    await release(client, world, third)
    after = await agreement(client, dre)
    assert by_item(after)["d1-nivel"] == before
    assert by_item(after)["d2-nivel"]["pairs"] == 16
    assert [s["pairs"] for s in after["scales"] if s["scale"]] == [10 + 4 * 16]


async def test_an_item_that_four_answered_is_not_what_the_scale_is_more_than_its_items(
    client: AsyncClient, world: World, closed: str
) -> None:
    observations = await scored_twice(world, await world.school(BAGUA), closed, PAIRS)
    await leave_out(world, observations[4:], "d1-nivel")
    await release(client, world, closed)
    figures = await agreement(client, await world.login(Role.DRE, AMAZONAS))
    items = by_item(figures)
    assert "d1-nivel" not in items
    for scale in figures["scales"]:
        mine = [i["pairs"] for i in items.values() if i["scale"] == scale["scale"]]
        assert scale["pairs"] == sum(mine)
    live = by_item(await agreement(client, await world.login(Role.UGEL, BAGUA)))
    assert (live["d1-nivel"]["pairs"], live["d1-nivel"]["withheld"]) == (4, "few-teachers")


async def test_a_cut_of_which_nothing_may_be_told_leaves_what_was_told(
    client: AsyncClient, world: World, closed: str
) -> None:
    school = await world.school(BAGUA)
    third = await world.cut(STREAM, opens=-9, closes=-1, ordinal=8)
    await scored_twice(world, school, closed, PAIRS)
    await release(client, world, closed)
    dre = await world.login(Role.DRE, AMAZONAS)
    before = await agreement(client, dre)
    await scored_twice(world, school, third, PAIRS[:4])
    await release(client, world, third)
    assert await agreement(client, dre) == before


async def test_a_teacher_of_two_schools_is_no_two_teachers(
    client: AsyncClient, world: World, closed: str
) -> None:
    """Else the blocks of five would count one person twice."""
    here, there = await world.school(BAGUA), await world.school(CHACHAPOYAS)
    filled = with_level(await world.answers("matriz-dialogo"), 3)
    _, observations, teachers = await lesson(world, here, closed, [filled] * 10)
    _, more, _ = await lesson(world, there, closed, [filled] * 5, teachers=teachers[:5])
    for observation in (*observations, *more):
        await scored_again(world, observation, filled)
    await release(client, world, closed)
    dre, minedu = await world.login(Role.DRE, AMAZONAS), await world.login(Role.MINEDU, "pe")
    codes = [ugel.rpartition(".")[2] for ugel in (BAGUA, CHACHAPOYAS)]
    ugels = [by_item(await agreement(client, minedu, iged=code))["d1-nivel"] for code in codes]
    whole = by_item(await agreement(client, dre))["d1-nivel"]
    assert [u["teachers"] for u in ugels] == [u["pairs"] for u in ugels] == [5, 5]
    assert (whole["teachers"], whole["pairs"]) == (10, 10)


async def test_a_scoring_of_an_observation_that_stands_in_another_report_now_does_not_count(
    client: AsyncClient, world: World
) -> None:
    school, cut = await world.school(BAGUA), await world.cut(STREAM)
    observations = await scored_twice(world, school, cut, PAIRS)
    other, _, _ = await lesson(world, school, cut, [])
    await world.db.execute(
        "update observation set report_id = $2 where id = $1", observations[0], other
    )
    figures = await agreement(client, await world.login(Role.UGEL, BAGUA))
    assert {i["pairs"] for i in figures["items"] if i["scale"]} == {9}


async def test_an_annulled_report_and_another_version_do_not_count(
    client: AsyncClient, world: World
) -> None:
    school, cut = await world.school(BAGUA), await world.cut(STREAM)
    observations = await scored_twice(world, school, cut, PAIRS)
    auth = await world.login(Role.UGEL, BAGUA)
    await world.db.execute(
        "update second_scoring set instrument_version = 2 where observation_id = $1",
        observations[0],
    )
    assert {i["pairs"] for i in (await agreement(client, auth))["items"] if i["scale"]} == {9}
    await world.db.execute("update report set status = 'annulled'")
    assert {i["pairs"] for i in (await agreement(client, auth))["items"]} == {0}


async def test_marks_of_conduct_are_in_no_figure(client: AsyncClient, world: World) -> None:
    flags = await world.db.fetch(
        "select i.item ->> 'code' from instrument_version v, jsonb_path_query(v.definition,"
        " '$.sections[*].items[*] ? (@.conduct_flag == true)') as i (item)"
        " where v.instrument_code = 'matriz-dialogo'"
    )
    assert flags
    figures = await agreement(client, await world.login(Role.UGEL, BAGUA))
    assert not {f[0] for f in flags} & {i["item"] for i in figures["items"]}


async def test_a_place_out_of_reach_does_not_exist(client: AsyncClient, world: World) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    for iged in ("010001", "999999"):
        assert naming_nothing(await ask(client, auth, iged=iged)) == ["iged"]
    above = await ask(client, auth, region="010000")
    assert (above.status_code, above.json()["type"]) == (404, "/problems/not-found")
    unknown = await ask(client, auth, version=9)
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not-found")
    await scored_twice(world, await world.school(CHACHAPOYAS), await world.cut(STREAM), PAIRS)
    assert {i["pairs"] for i in (await agreement(client, auth))["items"]} == {0}


@pytest.mark.parametrize("role", [Role.CP, Role.TEACHER, Role.INTEGRATOR])
async def test_others_read_no_agreement(client: AsyncClient, world: World, role: Role) -> None:
    place = "pe" if role is Role.INTEGRATOR else await world.school(BAGUA)
    answer = await ask(client, await world.login(role, place))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/missing-scope")
