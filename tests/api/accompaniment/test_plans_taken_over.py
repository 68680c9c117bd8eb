"""A plan whose author left falls to whoever holds the author's role there, and to nobody else."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import outcome
from tests.api.accompaniment.amending import Amending, amending, author_leaves, succeeded
from tests.api.accompaniment.planning import BALANCE, planned, visit
from tests.school_years import leave_room
from tests.visits import at, this_year
from tests.world import BAGUA, World


async def test_the_successor_starts_and_closes_it_and_both_are_told(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("approved")
    successor, auth = await succeeded(plan)
    for act in ("start", "close"):
        assert outcome(await plan.do(act)) == (403, "no-role-carries"), "the one who left"
        assert (await plan.do(act, auth=auth)).status_code == 200
    shown = await plan.read(plan.directing)
    assert (shown["status"], shown["balance"]) == ("closed", BALANCE)
    assert shown["author"]["id"] == str(plan.author)
    assert shown["started_by"]["id"] == shown["closed_by"]["id"] == str(successor)
    events = await world.db.fetch(
        "select actor_id, payload ->> 'author_id' as author from event"
        " where subject = 'plan/' || $1::uuid and kind in ('plan.started', 'plan.closed')", plan.id,
    )  # fmt: skip
    assert {(e["actor_id"], e["author"]) for e in events} == {(successor, str(plan.author))}
    history = (await client.get(f"{plan.path}/history", headers=auth)).json()["items"]
    assert [i["by"]["id"] for i in history if i["act"] == "closed"] == [str(successor)]


async def test_what_the_author_does_themselves_names_nobody_else(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("closed")
    shown = await plan.read()
    assert shown["started_by"]["id"] == shown["closed_by"]["id"] == str(plan.author)
    named = "select count(*) from event where payload ? 'author_id' and subject = $1"
    assert await world.db.fetchval(named, f"plan/{plan.id}") == 0


async def test_the_successor_amends_it_and_the_director_decides(
    client: AsyncClient, world: World
) -> None:
    it = await amending(client, world)
    successor, auth = await succeeded(it.plan)
    await it.bring("approved", auth=auth)
    shown = await it.plan.read(auth)
    assert shown["author"]["id"] == str(it.plan.author)
    assert str(it.comes) in {t["id"] for t in shown["teachers"]}
    assert (await it.read(auth))["author"]["id"] == str(successor)
    await world.grant(Role.DIRECTOR, it.plan.school, person=successor)
    assert outcome(await it.plan.do("incorporate", auth=auth)) == (403, "own-plan")


async def test_while_the_author_plans_there_nobody_takes_it_over(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("approved")
    other = world.auth(await world.appoint(Role.CP, plan.school, post=2))
    assert outcome(await plan.do("start", auth=other)) == (403, "not-plan-author")
    await author_leaves(plan)
    await world.grant(Role.CT, plan.school, person=plan.author)
    assert outcome(await plan.do("start", auth=other)) == (403, "not-plan-author"), (
        "as CT they plan"
    )
    assert (await plan.do("start")).status_code == 200


@pytest.mark.parametrize("role", [Role.CT, Role.PSYCHOLOGIST, Role.DIRECTOR])
async def test_it_falls_to_the_role_in_which_it_was_written(
    client: AsyncClient, world: World, role: Role
) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    await author_leaves(plan)
    person = plan.director if role is Role.DIRECTOR else await world.appoint(role, plan.school)
    refused = (403, "not-plan-author" if role is Role.CT else "no-role-carries")
    assert outcome(await plan.do("close", auth=world.auth(person))) == refused
    beside = world.auth(await world.appoint(Role.CP, await world.school(BAGUA)))
    assert outcome(await plan.do("close", auth=beside)) == (404, "not-found")


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
async def test_what_is_not_in_force_stays_its_authors(
    client: AsyncClient, world: World, status: str
) -> None:
    plan = await (await planned(client, world)).bring(status)
    _, auth = await succeeded(plan)
    refused = (404, "not-found") if status == "draft" else (403, "not-plan-author")
    put = await plan.put(plan.body(diagnosis="Otro."), version=plan.version, auth=auth)
    assert outcome(put) == refused
    assert outcome(await plan.do("submit", auth=auth)) == refused
    started = (404, "not-found") if status == "draft" else (409, "plan-not-in-state")
    assert outcome(await plan.do("start", auth=auth)) == started


async def test_what_the_predecessor_had_submitted_is_withdrawn_by_the_successor_not_rewritten(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    _, auth = await succeeded(it.plan)
    other = Amending(it.plan, it.comes)
    assert outcome(await other.put(auth=auth)) == (409, "amendment-open")
    changed = it.body(reason="Otra.")
    assert outcome(await it.put(changed, version=2, auth=auth)) == (403, "not-amendment-author")
    await it.do("return")
    assert outcome(await it.do("submit", auth=auth)) == (403, "not-amendment-author")
    assert outcome(await it.do("withdraw")) == (403, "no-role-carries"), "who left touches nothing"
    assert (await it.do("withdraw", auth=auth)).status_code == 200
    assert (await other.put(auth=auth)).status_code == 201


async def test_a_draft_amendment_of_who_left_hinders_nobody_and_stays_unseen(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("draft")
    _, auth = await succeeded(it.plan)
    assert outcome(await it.put(auth=auth)) == (404, "not-found")
    assert outcome(await it.do("withdraw", auth=auth)) == (404, "not-found")
    other = await Amending(it.plan, it.comes).bring("submitted", auth=auth)
    listed = await client.get(f"{it.plan.path}/amendments", headers=auth)
    assert [a["id"] for a in listed.json()["items"]] == [str(other.id)]


async def test_the_past_author_reads_what_they_wrote_and_nothing_of_their_successors(
    client: AsyncClient, world: World
) -> None:
    it = await amending(client, world)
    _, auth = await succeeded(it.plan)
    await visit(world, it.plan, it.plan.teachers[1])
    sent = it.body(diagnosis="Lo que halló quien vino después.")
    assert (await it.put(sent, auth=auth)).status_code == 201
    await it.do("submit", auth=auth)
    await it.do("approve")
    assert outcome(await it.plan.do("close", auth=auth)) == (412, "stale-version"), "it was amended"
    assert (await it.plan.do("close", auth=auth, version=5)).status_code == 200
    elsewhere = await world.school(BAGUA)
    await world.appoint(Role.CP, elsewhere, person=it.plan.author)
    for path in (f"/v1/me/plans/{it.plan.id}", it.plan.path):
        shown = (await client.get(path, headers=it.plan.auth)).json()
        assert shown["diagnosis"] == it.plan.body()["diagnosis"], path
        assert {t["id"] for t in shown["teachers"]} == set(map(str, it.plan.teachers))
        assert (shown["status"], shown["balance"]) == ("closed", None)
        assert shown["visits"]["done"] == 1, "their own"
    for path in (it.path, f"{it.plan.path}/amendments"):
        seen = await client.get(path, headers=it.plan.auth)
        assert seen.json().get("items", []) == [], path
    history = (await client.get(f"{it.plan.path}/history", headers=it.plan.auth)).json()["items"]
    assert {i["amendment_id"] for i in history} == {None}
    held = (await client.get("/v1/me/data", headers=it.plan.auth)).json()["plans_written"]
    assert [(p["diagnosis"], p["balance"]) for p in held] == [(it.plan.body()["diagnosis"], None)]
    mine = await client.get(f"/v1/me/plans/{it.plan.id}", headers=auth)
    assert mine.json()["diagnosis"] == "Lo que halló quien vino después."
    assert mine.json()["balance"] == BALANCE, "who wrote it reads it for good"


async def test_visits_of_the_successor_under_the_plan_count_in_it(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world, year=await this_year(world))).bring("in_execution")
    one = plan.teachers[0]
    successor, auth = await succeeded(plan)
    for hour, under in ((10, plan.id), (12, None)):
        starts, ends = at(hour, days=-2), at(hour + 1, days=-2)
        await visit(
            world, plan, one, visitor_id=successor, year=plan.year, plan_id=under,
            starts_at=starts, ends_at=ends, began_at=starts, finished_at=ends,
        )  # fmt: skip
    shown = await plan.read(auth)
    assert {t["id"]: t["done"] for t in shown["teachers"]}[str(one)] == 1, "the other is of no plan"
    sent = {
        "institution": plan.code, "teacher_id": str(one), "stage": "process", "section": "2.º B",
        "area": None, "plan_id": str(plan.id), "starts_at": at(10).isoformat(),
        "ends_at": at(10.75).isoformat(),
    }  # fmt: skip
    planned_one = await client.put(f"/v1/visits/{uuid4()}", json=sent, headers=auth)
    assert planned_one.status_code == 201, planned_one.text
    suggested = (await client.get("/v1/me/visit-suggestions", headers=auth)).json()
    (post,) = suggested["posts"]
    assert {i["teacher"]["id"]: i["planned"] for i in post["items"]}.get(
        str(plan.teachers[1])
    ) == 8, "the plan in force is theirs to carry out"


async def test_the_directors_page_shows_it_with_whoever_it_falls_to(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    await leave_room(world)
    successor, _ = await succeeded(plan)
    page = f"/v1/institutions/{plan.code}/practice?year=2024"
    shown = (await client.get(page, headers=plan.directing)).json()
    assert [(c["person"]["id"], [p["id"] for p in c["plans"]]) for c in shown["coordinators"]] == [
        (str(successor), [str(plan.id)])
    ]
