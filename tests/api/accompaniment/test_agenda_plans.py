"""Plans in the agenda: what came back, what goes on, and what waits for the director."""

from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.api.accompaniment.amending import amending, author_leaves, succeeded
from tests.api.accompaniment.planning import Planned, around_today, planned
from tests.visits import this_year
from tests.world import BAGUA, Auth, World


async def plans_of(client: AsyncClient, auth: Auth) -> dict[str, Any]:
    answer = await client.get("/v1/me/agenda", headers=auth)
    assert answer.status_code == 200, answer.text
    plans: dict[str, Any] = answer.json()["plans"]
    return plans


async def this_years(client: AsyncClient, world: World, **more: Any) -> Planned:
    return await planned(client, world, year=await this_year(world), **more)


async def test_a_plan_that_came_back_stands_first_with_why(
    client: AsyncClient, world: World
) -> None:
    plan = await (await this_years(client, world, role=Role.CT)).bring("in_execution")
    back = Planned(
        client, world, plan.school, plan.author, plan.director, plan.teachers, Role.CT, "toece",
        plan.year,
    )  # fmt: skip
    await back.bring("returned")
    plans = await plans_of(client, plan.auth)
    assert [(p["id"], p["status"]) for p in plans["mine"]["items"]] == [
        (str(back.id), "returned"), (str(plan.id), "in_execution"),
    ]  # fmt: skip
    assert plans["mine"]["items"][0]["returned"]["note"] == "Precise los objetivos."
    assert plans["to_decide"] == {"waiting": 0, "items": []}


async def test_an_amendment_that_came_back_is_told_with_its_plan(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world, year=await this_year(world))).bring("returned")
    (mine,) = (await plans_of(client, it.plan.auth))["mine"]["items"]
    assert (mine["status"], mine["returned"]) == ("in_execution", None)
    assert mine["amendment"]["id"] == str(it.id)
    assert mine["amendment"]["returned"]["note"] == "Precise las visitas."


async def test_the_stages_of_a_plan_in_force_are_told_until_they_are_over(
    client: AsyncClient, world: World
) -> None:
    plan = await (await this_years(client, world)).bring("draft")
    (mine,) = (await plans_of(client, plan.auth))["mine"]["items"]
    assert mine["stages"] == [], "nothing is planned for good yet"
    for act in ("submit", "approve"):
        await plan.do(act)
    (mine,) = (await plans_of(client, plan.auth))["mine"]["items"]
    days = {each["stage"]: (each["starts_on"], each["ends_on"]) for each in around_today()}
    assert [(s["stage"], s["cut"], s["begun"]) for s in mine["stages"]] == [
        ("process", 2, True), ("closing", 3, False),
    ]  # fmt: skip
    assert all((s["starts_on"], s["ends_on"]) == days[s["stage"]] for s in mine["stages"])


async def test_plans_and_amendments_wait_for_the_director_since_so_many_days(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world, year=await this_year(world))).bring("submitted")
    other = await (await this_years(client, world, role=Role.CT, school=it.plan.school)).bring(
        "submitted"
    )
    await world.db.execute(
        "update accompaniment_plan set submitted_at = submitted_at - interval '9 days'"
        " where id = $1",
        other.id,
    )
    waits = (await plans_of(client, it.plan.directing))["to_decide"]
    assert [(p["id"], p["amendment_id"], p["days"]) for p in waits["items"]] == [
        (str(other.id), None, 9), (str(it.plan.id), str(it.id), 0),
    ]  # fmt: skip
    assert (waits["waiting"], waits["items"][0]["author"]["role"]) == (2, "ct")
    assert waits["items"][1]["version"] == it.version
    assert (await plans_of(client, other.auth))["mine"]["items"] == [], "it waits for another"
    beside = await world.login(Role.DIRECTOR, await world.school(BAGUA))
    for auth in (beside, await world.login(Role.UGEL, BAGUA)):
        assert (await plans_of(client, auth))["to_decide"]["waiting"] == 0


async def test_nobodys_own_plan_waits_for_their_decision(client: AsyncClient, world: World) -> None:
    plan = await (await this_years(client, world)).bring("submitted")
    await world.grant(Role.DIRECTOR, plan.school, person=plan.author)
    assert (await plans_of(client, plan.auth))["to_decide"]["waiting"] == 0


async def test_a_plan_in_force_falls_to_the_successor_and_nothing_else_of_it(
    client: AsyncClient, world: World
) -> None:
    plan = await (await this_years(client, world)).bring("in_execution")
    drafted = await (await this_years(client, world, school=plan.school, post=2)).bring("draft")
    await author_leaves(drafted)
    _, auth = await succeeded(plan)
    (mine,) = (await plans_of(client, auth))["mine"]["items"]
    assert (mine["id"], mine["written_by_me"]) == (str(plan.id), False)
    assert (await plans_of(client, plan.auth))["mine"]["items"] == []


@pytest.mark.parametrize(("status", "count"), [("draft", 0), ("in_execution", 1)])
async def test_of_a_year_that_ended_only_what_is_in_force_is_told(
    client: AsyncClient, world: World, status: str, count: int
) -> None:
    plan = await (await planned(client, world)).bring(status)
    assert (await plans_of(client, plan.auth))["mine"]["waiting"] == count


async def test_a_closed_plan_is_told_no_more_and_the_session_needs_the_scope(
    client: AsyncClient, world: World
) -> None:
    plan = await (await this_years(client, world)).bring("in_execution")
    bare = world.auth(plan.author, [Scope.ME_READ])
    assert (await plans_of(client, bare))["mine"]["waiting"] == 0
    await plan.do("close")
    assert (await plans_of(client, plan.auth))["mine"]["waiting"] == 0
