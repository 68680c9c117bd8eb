"""The next visits suggested: from the facts of the database, within the hours of the week."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import today
from tests.counting import Counting
from tests.visits import Scene, at, planned_with, scene, template, visit
from tests.world import BAGUA, Auth, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world)


async def suggested(client: AsyncClient, auth: Auth) -> dict[str, Any]:
    answer = await client.get("/v1/me/visit-suggestions", headers=auth)
    assert answer.status_code == 200, answer.text
    (post,) = answer.json()["posts"]
    body: dict[str, Any] = post
    return body


def whom(post: dict[str, Any]) -> list[str]:
    return [item["teacher"]["id"] for item in post["items"]]


def reasons(post: dict[str, Any], teacher: object) -> set[str]:
    (item,) = (i for i in post["items"] if i["teacher"]["id"] == str(teacher))
    assert all(r["es"] and r["en"] for r in item["reasons"])
    return {r["code"] for r in item["reasons"]}


async def test_whoever_has_waited_longest_comes_first_and_never_visited_before_all(
    client: AsyncClient, world: World, here: Scene
) -> None:
    third = await world.appoint(Role.TEACHER, here.place)
    for teacher, days in ((here.teacher, -40), (third, -70)):
        await visit(world, here.place, here.cp, teacher, status="done", starts_at=at(8, days=days))
    post = await suggested(client, here.auth(here.cp))
    assert whom(post) == [str(here.other), str(third), str(here.teacher)]
    assert reasons(post, here.other) == {"never-visited", "none-this-month"}
    assert reasons(post, third) == {"waiting", "none-this-month"}
    assert (post["role"], post["institution"]["code"], post["cut"]) == ("cp", here.code, None)


async def test_a_predecessors_visit_counts_and_another_roles_does_not(
    client: AsyncClient, world: World, here: Scene
) -> None:
    before = await world.appoint(Role.CP, here.place, post=2, until=today())
    long_ago: dict[str, Any] = {"status": "done", "starts_at": at(8, days=-40)}
    await visit(world, here.place, before, here.teacher, **long_ago)
    await visit(world, here.place, here.ct, here.other, role="ct", **long_ago)
    post = await suggested(client, here.auth(here.cp))
    assert reasons(post, here.teacher) == {"waiting", "none-this-month"}
    assert reasons(post, here.other) == {"never-visited", "none-this-month"}


async def test_who_has_a_visit_to_come_is_left_out_unless_the_plan_lacks_some(
    client: AsyncClient, world: World, here: Scene
) -> None:
    await visit(world, here.place, here.cp, here.teacher)
    cp = here.auth(here.cp)
    assert whom(await suggested(client, cp)) == [str(here.other)]
    await planned_with(world, here, {here.teacher: 8, here.other: 8}, author=here.cp)
    post = await suggested(client, cp)
    assert whom(post) == [str(here.other), str(here.teacher)]
    assert "plan-lacks" in reasons(post, here.teacher)
    item = post["items"][1]
    assert (item["planned"], item["done"]) == (8, 0)
    assert item["coming_on"] == (today() + timedelta(days=1)).isoformat()


async def test_a_declined_visit_is_none_to_come(
    client: AsyncClient, world: World, here: Scene
) -> None:
    await visit(world, here.place, here.cp, here.teacher, reason="Ese día hay evaluación.")
    post = await suggested(client, here.auth(here.cp))
    assert set(whom(post)) == {str(here.teacher), str(here.other)}


async def test_no_more_are_suggested_than_the_hours_left_hold(
    client: AsyncClient, world: World, here: Scene
) -> None:
    await template(world, here.year, visits=2)
    cp = here.auth(here.cp)
    post = await suggested(client, cp)
    assert post["week"]["left_minutes"] == 90
    assert len(post["items"]) == 2
    this_week = at(8, days=-today().weekday())
    await visit(world, here.place, here.cp, here.teacher, status="done", starts_at=this_week)
    await visit(world, here.place, here.cp, here.teacher, status="cancelled", starts_at=this_week)
    third = await world.appoint(Role.TEACHER, here.place)
    post = await suggested(client, cp)
    assert post["week"] == {
        "starts_on": (today() - timedelta(days=today().weekday())).isoformat(),
        "lesson_days": 5, "assigned_minutes": 90, "used_minutes": 45, "left_minutes": 45,
    }  # fmt: skip
    not_this_month = this_week.month != today().month  # then the first one waits again
    assert (len(post["items"]), post["waiting"]) == (1, 1 + not_this_month)
    assert set(whom(post)) < {str(here.other), str(third)}


async def test_a_ct_with_a_plan_is_told_of_its_tutors_alone(
    client: AsyncClient, world: World, here: Scene
) -> None:
    ct = here.auth(here.ct, Role.CT)
    assert len(whom(await suggested(client, ct))) == 2
    await planned_with(world, here, {here.other: 4}, author=here.ct, author_role="ct")
    assert whom(await suggested(client, ct)) == [str(here.other)]


async def test_the_cut_ahead_is_told_with_who_was_not_seen_in_its_period(
    client: AsyncClient, world: World, here: Scene
) -> None:
    await world.db.execute(
        "insert into report_stream (year, code, ordinal, name, name_en, declarant_roles,"
        " subject_kind, review_required, reviewer_role, correction_days, reception_days, enabled)"
        " select $1, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,"
        " reviewer_role, correction_days, reception_days, true from report_stream"
        " where year = 2024 and code = 'teacher_accompaniment'",
        here.year,
    )
    cut = await world.cut("teacher_accompaniment", closes=10, year=here.year)
    await visit(world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-89))
    await visit(world, here.place, here.cp, here.other, status="done", starts_at=at(8, days=-91))
    post = await suggested(client, here.auth(here.cp))
    assert post["cut"]["code"] == cut
    assert "cut-ahead" in reasons(post, here.other)
    assert "cut-ahead" not in reasons(post, here.teacher)


async def test_nobody_of_another_school_and_never_oneself(
    client: AsyncClient, world: World, here: Scene
) -> None:
    there = await scene(world)
    await world.appoint(Role.TEACHER, here.place, person=here.cp)
    found = set(whom(await suggested(client, here.auth(here.cp))))
    assert found == {str(here.teacher), str(here.other)}
    assert not found & {str(there.teacher), str(there.other)}


async def test_each_school_has_its_own_list(client: AsyncClient, world: World, here: Scene) -> None:
    second = await world.school(BAGUA, name="Aaa")
    await world.appoint(Role.CT, second, person=here.cp)
    answer = await client.get("/v1/me/visit-suggestions", headers=here.auth(here.cp))
    posts = answer.json()["posts"]
    assert [(p["institution"]["name"], p["role"]) for p in posts] == [
        ("Aaa", "ct"), ("Colegio de prueba", "cp"),
    ]  # fmt: skip
    assert posts[0]["items"] == []


async def test_who_visits_nobody_is_refused(client: AsyncClient, here: Scene) -> None:
    for person, role in ((here.teacher, Role.TEACHER), (here.director, Role.DIRECTOR)):
        answer = await client.get("/v1/me/visit-suggestions", headers=here.auth(person, role))
        assert answer.status_code == 403


async def test_it_takes_one_statement(
    client: AsyncClient, app: FastAPI, world: World, here: Scene
) -> None:
    await world.appoint(Role.CT, await world.school(BAGUA), person=here.cp)
    auth = here.auth(here.cp)
    counting = app.state.database = Counting(app.state.database)
    answer = await client.get("/v1/me/visit-suggestions", headers=auth)
    assert len(answer.json()["posts"]) == 2
    assert counting.statements == 2, "who calls, and the facts of all posts"
