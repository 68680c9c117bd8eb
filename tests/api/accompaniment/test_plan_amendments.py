"""A plan in force is amended: what was approved stands until the director approves the change."""

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import outcome
from tests.api.accompaniment.amending import WHY, Amending, amending
from tests.api.accompaniment.planning import phase, planned, scoped, visit
from tests.clock import today
from tests.visits import this_year
from tests.world import BAGUA, Connection, World


def ids(content: dict[str, list[dict[str, str]]]) -> set[str]:
    return {teacher["id"] for teacher in content["teachers"]}


@pytest.mark.parametrize("of", ["approved", "in_execution"])
async def test_what_was_approved_is_the_plan_until_the_amendment_is(
    client: AsyncClient, world: World, of: str
) -> None:
    it = await amending(client, world, of=of)
    leaves, stays = map(str, it.plan.teachers)
    comes = str(it.comes)
    ugel = await world.login(Role.UGEL, BAGUA)
    for status in ("draft", "submit", "return", "submit"):
        done = await (it.put() if status == "draft" else it.do(status))
        assert done.is_success, done.text
        for auth in (it.plan.auth, it.plan.directing, ugel):
            shown = await it.plan.read(auth)
            assert (ids(shown), shown["status"], shown["amended"]) == ({leaves, stays}, of, None)
    assert (await it.plan.read())["amendment"]["id"] == str(it.id)
    assert (await it.do("approve")).status_code == 200
    shown = await it.plan.read()
    assert (ids(shown), shown["status"]) == ({comes, stays}, of)
    assert shown["approved"]["by"]["id"] == shown["amended"]["by"]["id"] == str(it.plan.director)
    assert shown["amendment"] is None


async def test_what_was_approved_before_is_kept_beside_what_replaced_it(
    client: AsyncClient, world: World
) -> None:
    first = await (await amending(client, world)).bring("approved")
    second = Amending(first.plan, first.comes)
    moved = [*first.plan.body()["calendar"][:3], phase("closing", "2024-11-04", "2024-12-06")]
    sent = second.body(calendar=moved, reason="Se recuperan clases.")
    assert (await second.put(sent)).status_code == 201
    for act in ("submit", "approve"):
        assert (await second.do(act)).status_code == 200
    ugel = await world.login(Role.UGEL, BAGUA)
    old, new = await first.read(ugel), await second.read(ugel)
    assert ids(old["before"]) == set(map(str, first.plan.teachers))
    assert (old["changed"], new["changed"]) == (["teachers"], ["calendar"])
    assert new["before"] == old["content"]
    shown = await first.plan.read()
    assert shown["calendar"] == new["content"]["calendar"]
    listed = (await client.get(f"{first.plan.path}/amendments", headers=ugel)).json()["items"]
    assert {(a["id"], a["reason"]) for a in listed} == {
        (str(first.id), WHY), (str(second.id), "Se recuperan clases."),
    }  # fmt: skip


async def test_teachers_of_the_plan_in_force_come_from_what_was_approved(
    client: AsyncClient, world: World
) -> None:
    """For suggestions, for visits under the plan, and for the accompanied themselves."""
    year = await this_year(world)
    it = await (await amending(client, world, role=Role.CT, year=year)).bring("submitted")
    leaves, comes = it.plan.teachers[0], it.comes
    mine = f"/v1/me/plans/{it.plan.id}"

    async def accompanied() -> set[str]:
        answer = await client.get("/v1/me/visit-suggestions", headers=it.plan.auth)
        (post,) = answer.json()["posts"]
        return {item["teacher"]["id"] for item in post["items"]}

    async def read_by(teacher: UUID) -> int:
        auth = scoped(world, teacher, Role.TEACHER)
        return (await client.get(mine, headers=auth)).status_code

    assert await accompanied() == set(map(str, it.plan.teachers))
    assert (await read_by(leaves), await read_by(comes)) == (200, 404)
    await it.do("approve")
    assert await accompanied() == {str(comes), str(it.plan.teachers[1])}
    assert (await read_by(leaves), await read_by(comes)) == (404, 200)


async def test_an_amended_plan_counts_as_approved_and_waits_for_its_director(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    page = f"/v1/institutions/{it.plan.code}/practice?year=2024"
    answer = await client.get(page, headers=it.plan.directing)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    plans = shown["figures"]["plans"]
    assert (plans["unapproved"], plans["approved"]) == (0, 1)
    assert [(e["what"], e["id"]) for e in shown["late"] if e["what"] == "plan-waiting"] == [
        ("plan-waiting", str(it.plan.id))
    ]


async def test_a_returned_amendment_is_read_as_it_was_submitted_while_it_is_corrected(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("returned")
    shown = await it.read()
    assert shown["returned"]["note"] == "Precise las visitas."
    assert (await it.put(it.body(reason="Con detalle."), version=it.version)).status_code == 200
    assert (await it.read())["reason"] == "Con detalle."
    assert (await it.read(it.plan.directing))["reason"] == WHY
    await it.do("submit")
    seen = await it.read(it.plan.directing)
    assert (seen["reason"], seen["returned"]) == ("Con detalle.", None)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
async def test_its_author_withdraws_it_and_what_was_approved_stands(
    client: AsyncClient, world: World, status: str
) -> None:
    it = await (await amending(client, world)).bring(status)
    before = await it.plan.read()
    version = it.version
    done, again = [await it.do("withdraw", version=version) for _ in range(2)]  # a lost answer
    assert (done.status_code, again.status_code) == (200, 200)
    shown = await it.read()
    assert shown["status"] == "withdrawn"
    assert shown["withdrawn"]["by"]["id"] == str(it.plan.author)
    after = await it.plan.read()
    assert after | {"amendment": None} == before | {"amendment": None}
    assert after["amendment"] is None
    for act in ("submit", "approve", "return"):
        seen = act == "submit" or status != "draft"
        refused = (409, "amendment-not-in-state") if seen else (404, "not-found")
        assert outcome(await it.do(act)) == refused
    other = Amending(it.plan, it.comes)
    assert (await other.put()).status_code == 201, "another may be begun"


async def test_a_draft_is_nothing_to_anybody_else(client: AsyncClient, world: World) -> None:
    it = await (await amending(client, world)).bring("draft")
    ct = await world.login(Role.CT, it.plan.school)
    for auth in (it.plan.directing, ct, await world.login(Role.UGEL, BAGUA)):
        assert outcome(await client.get(it.path, headers=auth)) == (404, "not-found")
        listed = await client.get(f"{it.plan.path}/amendments", headers=auth)
        assert listed.json() == {"items": []}
        assert (await it.plan.read(auth))["amendment"] is None
    for act in ("approve", "return"):
        assert outcome(await it.do(act)) == (404, "not-found")
    listed = await client.get(f"{it.plan.path}/amendments", headers=it.plan.auth)
    assert [a["id"] for a in listed.json()["items"]] == [str(it.id)]
    await it.do("withdraw")
    history = await client.get(f"{it.plan.path}/history", headers=it.plan.auth)
    assert "amendment" not in {i["act"].partition("_")[0] for i in history.json()["items"]}


async def test_every_step_is_told_with_its_version(client: AsyncClient, world: World) -> None:
    it = await (await amending(client, world)).bring("returned")
    for act in ("submit", "approve"):
        await it.do(act)
    answer = await client.get(f"{it.plan.path}/history", headers=it.plan.directing)
    items = [i for i in answer.json()["items"] if i["amendment_id"]]
    assert [(i["act"], i["by"]["role"], i["note"]) for i in items] == [
        ("amendment_submitted", "cp", None),
        ("amendment_returned", "director", "Precise las visitas."),
        ("amendment_submitted", "cp", None),
        ("amendment_approved", "director", None),
    ]
    assert {i["amendment_id"] for i in items} == {str(it.id)}
    events = await world.db.fetch(
        "select payload ->> 'version' as version from event where subject = 'plan/' || $1::uuid"
        " and kind like 'plan.amendment%' order by tx, seq", it.plan.id,
    )  # fmt: skip
    assert [row["version"] for row in events] == ["2", "3", "4", "5"]


async def test_what_is_missing_is_told_all_at_once_and_something_must_change(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await amending(client, world)
    body = it.plan.body()
    same = {name: body[name] for name in ("goals", "strategies", "calendar", "teachers")}
    await it.put(same | {"diagnosis": ""})
    refused = await it.do("submit")
    assert outcome(refused) == (422, "invalid-plan")
    assert {e["code"] for e in refused.json()["errors"]} == {"reason-missing", "diagnosis-missing"}
    await it.put(same | {"diagnosis": body["diagnosis"], "reason": "Nada."}, version=1)
    refused = await it.do("submit")
    assert [e["code"] for e in refused.json()["errors"]] == ["nothing-amended"]
    stranger = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    named = it.body(teachers=[{"id": str(stranger), "visits": 1}])
    refused = await it.put(named, version=2)
    assert [e["code"] for e in refused.json()["errors"]] == ["teacher-not-in-school"]
    await it.put(it.body(), version=2)
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        it.comes,
        today(),
    )
    refused = await it.do("submit")
    (error,) = refused.json()["errors"]
    shown = (await it.read())["content"]["teachers"]
    assert error["code"] == "teacher-left"
    assert shown[int(error["field"].split("/")[2])]["id"] == str(it.comes), "as it is shown"


async def test_one_is_under_way_at_a_time_and_no_plan_is_closed_over_it(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("draft")
    other = Amending(it.plan, it.comes)
    for act in ("", "submit", "return"):
        if act:
            assert (await it.do(act)).status_code == 200
            assert outcome(await it.plan.do("close")) == (409, "amendment-open")
        assert outcome(await other.put()) == (409, "amendment-open")
    await it.do("withdraw")
    assert (await other.put()).status_code == 201
    assert (await it.plan.do("close")).status_code == 200, "a draft that nobody saw goes with it"
    assert outcome(await other.do("submit")) == (409, "plan-not-in-state")
    assert (await other.do("withdraw")).status_code == 200


@pytest.mark.parametrize("of", ["draft", "submitted", "returned", "closed"])
async def test_only_a_plan_in_force_is_amended(client: AsyncClient, world: World, of: str) -> None:
    it = await amending(client, world, of=of)
    assert outcome(await it.put()) == (409, "plan-not-in-state")


async def test_nobody_decides_over_an_amendment_that_they_wrote(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    await world.grant(Role.DIRECTOR, it.plan.school, person=it.plan.author)
    for act in ("approve", "return"):
        assert outcome(await it.do(act, auth=it.plan.auth)) == (403, "own-plan")


async def test_an_amendment_is_found_under_its_plan_alone(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    other = await (await planned(client, world)).bring("approved")
    path = f"{other.path}/amendments/{it.id}"
    assert outcome(await client.get(path, headers=it.plan.auth)) == (404, "not-found")
    stray = await client.put(path, json=it.body(teachers=[]), headers=other.auth)
    assert outcome(stray) == (404, "not-found")
    assert (await it.read())["content"]["teachers"], "as it was"


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CP, Role.UGEL])
async def test_out_of_reach_there_is_no_amendment(
    client: AsyncClient, world: World, role: Role
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    at = "pe.010000.010001" if role is Role.UGEL else await world.school(BAGUA)
    auth = world.auth(await world.appoint(role, at))
    for path in (f"{it.plan.path}/amendments", it.path):
        seen = await client.get(path, headers=auth)
        absent = await client.get(path.replace(str(it.plan.id), str(uuid4())), headers=auth)
        assert seen.status_code == absent.status_code == 404
    if role is Role.CP:
        assert outcome(await it.put(auth=auth)) == (404, "not-found")
        assert outcome(await it.do("withdraw", auth=auth)) == (404, "not-found")
    if role is Role.DIRECTOR:
        assert outcome(await it.do("approve", auth=auth)) == (404, "not-found")


async def test_a_visit_to_a_teacher_whom_an_amendment_dropped_stays_a_visit(
    client: AsyncClient, world: World
) -> None:
    it = await amending(client, world)
    await visit(world, it.plan, it.plan.teachers[0], plan_id=it.plan.id)
    await visit(world, it.plan, it.plan.teachers[1])
    await it.bring("approved")
    shown = await it.plan.read()
    assert shown["visits"] == {"planned": 16, "done": 1}, "of those whom it accompanies now"
    count = "select count(*) from classroom_visit where plan_id = $1"
    assert await world.db.fetchval(count, it.plan.id) == 1


async def test_what_is_held_about_me_tells_the_amendments_that_i_wrote_or_that_name_me(
    client: AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("approved")
    written = (await client.get("/v1/me/data", headers=it.plan.auth)).json()
    assert [(a["id"], a["reason"]) for a in written["plan_amendments"]] == [(str(it.id), WHY)]
    assert str(it.comes) not in str(written["plan_amendments"]), "nobody else's"
    for teacher, named in ((it.plan.teachers[0], [str(it.id)]), (it.comes, [None, str(it.id)])):
        held = (await client.get("/v1/me/data", headers=world.auth(teacher))).json()
        told_of = [p["amendment_id"] for p in held["plans_including_me"]]
        assert sorted(told_of, key=str) == sorted(named, key=str)
