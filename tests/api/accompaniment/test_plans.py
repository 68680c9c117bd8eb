"""Plans as their authors write them: kept again and again, submitted when they are complete."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import naming_nothing, outcome
from tests.api.accompaniment.planning import phase, planned
from tests.clock import today
from tests.world import BAGUA, PIURA, Connection, World


async def test_a_draft_is_kept_as_far_as_it_is_written(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world)
    begun = {"institution": plan.code, "year": 2024, "kind": "accompaniment"}
    assert (await plan.put(begun)).status_code == 201
    whole = await plan.put(version=1)
    assert (whole.status_code, whole.headers["ETag"]) == (200, '"2"')
    shown = await plan.read()
    sent = plan.body()
    assert {name: shown[name] for name in ("diagnosis", "goals", "strategies", "status")} == {
        "diagnosis": sent["diagnosis"], "goals": sent["goals"], "strategies": sent["strategies"],
        "status": "draft",
    }  # fmt: skip
    assert {t["id"] for t in shown["teachers"]} == {str(t) for t in plan.teachers}
    assert shown["author"] == {"id": str(plan.author), "name": "Rosa Quispe Ñahui", "role": "cp"}


async def test_a_lost_answer_is_asked_for_again_and_nothing_changes(
    client: AsyncClient, world: World
) -> None:
    plan = await planned(client, world)
    sent = plan.body()
    for _ in range(2):  # without and with the version, in whatever order teachers are named
        assert (await plan.put(sent)).headers["ETag"] == '"1"'
        sent["teachers"] = sent["teachers"][::-1]
    changed = sent | {"diagnosis": "Otro diagnóstico."}
    for _ in range(2):
        assert (await plan.put(changed, version=1)).headers["ETag"] == '"2"'
    fewer = await plan.put(changed | {"teachers": sent["teachers"][:1]}, version=2)
    assert [t["visits"] for t in fewer.json()["teachers"]] == [8]


async def test_a_repeated_act_is_harmless_and_an_act_over_another_version_is_told(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("draft")
    for act, version in (("submit", 1), ("return", 2), ("submit", 3), ("approve", 4),
                         ("incorporate", 5), ("start", 6), ("close", 7)):  # fmt: skip
        stale = await plan.do(act, version=99)
        assert outcome(stale) == (412, "stale-version"), act
        for _ in range(2):
            answer = await plan.do(act, version=version)
            assert (answer.status_code, plan.version) == (200, version + 1), (act, answer.text)
    acts = await world.db.fetch(
        "select kind from event where subject = 'plan/' || $1::uuid order by seq", plan.id
    )
    assert [e["kind"].partition(".")[2] for e in acts] == [
        "submitted", "returned", "submitted", "approved", "incorporated", "started", "closed",
    ]  # fmt: skip


async def test_an_act_needs_the_version_that_was_read(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("draft")
    answer = await client.post(f"{plan.path}/submission", headers=plan.auth)
    assert outcome(answer) == (428, "version-required")


async def test_what_is_missing_is_told_all_at_once(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world)
    await plan.put({"institution": plan.code, "year": 2024, "kind": "accompaniment"})
    answer = await plan.do("submit", version=1)
    assert outcome(answer) == (422, "invalid-plan")
    assert {(e["field"], e["code"]) for e in answer.json()["errors"]} == {
        ("/diagnosis", "diagnosis-missing"),
        ("/goals", "goal-missing"),
        ("/strategies", "strategy-missing"),
        ("/teachers", "teacher-missing"),
        ("/calendar", "diagnosis-stage-missing"),
        ("/calendar", "process-stage-missing"),
        ("/calendar", "closing-stage-missing"),
    }
    assert (await plan.read())["status"] == "draft"


async def test_a_tutoring_plan_names_its_tutors_or_none(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world, role=Role.CT, kind="toece")
    await plan.put(plan.body(teachers=[]))
    assert (await plan.do("submit", version=1)).status_code == 200
    shown = await plan.read()
    assert (shown["kind"], shown["teachers"]) == ("toece", [])
    assert shown["visits"] == {"planned": 0, "done": 0}


async def test_stages_are_those_of_the_cuts(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("draft")
    shown = (await plan.read())["calendar"]
    assert [(p["stage"], p["cut"]) for p in shown] == [
        ("sensitization", None), ("diagnosis", 1), ("process", 2), ("closing", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["another school", "nowhere"])
async def test_a_teacher_who_never_taught_there_cannot_be_named(
    client: AsyncClient, world: World, where: str
) -> None:
    plan = await planned(client, world)
    other = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    stranger = other if where == "another school" else uuid4()
    answer = await plan.put(plan.body(teachers=[{"id": str(stranger), "visits": 1}]))
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("/teachers/0/id", "teacher-not-in-school")
    assert answer.status_code == 422


async def test_a_teacher_who_left_is_kept_in_the_draft_and_named_when_it_is_submitted(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    plan = await (await planned(client, world)).bring("draft")
    await connection.execute("update person set paternal_surname = 'Zúñiga' where id = $1",
        plan.teachers[0])  # fmt: skip
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        plan.teachers[0],
        today(),
    )
    assert (await plan.put(plan.body(diagnosis="Otro."), version=1)).status_code == 200
    answer = await plan.do("submit", version=2)
    (error,) = answer.json()["errors"]
    assert error["code"] == "teacher-left"
    n = int(error["field"].split("/")[2])
    assert (await plan.read())["teachers"][n]["id"] == str(plan.teachers[0]), "as it is shown"


async def test_a_year_that_is_not_open_and_a_teacher_twice_are_told(
    client: AsyncClient, world: World
) -> None:
    plan = await planned(client, world)
    twice = plan.body()["teachers"][:1] * 2
    answer = await plan.put(plan.body(year=2099, teachers=twice))
    assert {e["code"] for e in answer.json()["errors"]} == {"unknown-year", "repeated-teacher"}


async def test_nobody_accompanies_themselves(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world)
    await world.appoint(Role.TEACHER, plan.school, person=plan.author)
    await plan.put(plan.body(teachers=[{"id": str(plan.author), "visits": 2}]))
    answer = await plan.do("submit", version=1)
    assert [e["code"] for e in answer.json()["errors"]] == ["accompanies-oneself"]


async def test_each_has_one_plan_of_a_kind_for_a_school_and_year(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world, role=Role.CT)).bring("draft")
    first = plan.id
    plan.id = uuid4()
    assert outcome(await plan.put()) == (409, "plan-exists")
    plan.kind = "toece"
    assert (await plan.put()).status_code == 201
    plan.kind, plan.id = "accompaniment", first
    for other in ({"year": 2023}, {"kind": "toece"}):
        assert outcome(await plan.put(plan.body(**other), version=1)) == (409, "other-plan")


async def test_each_kind_is_prepared_by_its_coordinator(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world, kind="toece")
    assert outcome(await plan.put()) == (403, "not-the-planner")


async def test_no_plan_is_made_for_a_school_out_of_reach(client: AsyncClient, world: World) -> None:
    plan = await planned(client, world)
    for other in ((await world.school(BAGUA)).rpartition(".")[2], "9999999-9"):
        answer = await plan.put(plan.body(institution=other, teachers=[]))
        assert outcome(answer) == (404, "not-found")


async def test_a_draft_is_nothing_to_anybody_else(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("draft")
    ct = await world.login(Role.CT, plan.school)
    for auth in (plan.directing, ct, await world.login(Role.UGEL, BAGUA)):
        for path in (plan.path, f"{plan.path}/history"):
            assert outcome(await client.get(path, headers=auth)) == (404, "not-found")
        assert (await client.get("/v1/plans", headers=auth)).json()["items"] == []
    absent = await client.put(f"/v1/plans/{uuid4()}", json=plan.body(), headers=ct)
    assert outcome(await plan.put(auth=ct)) == (404, "not-found")
    assert absent.status_code == 201
    assert outcome(await plan.do("submit", auth=ct)) == (404, "not-found")
    own = (await client.get("/v1/plans?status=draft", headers=plan.auth)).json()["items"]
    assert [p["id"] for p in own] == [str(plan.id)]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CP, Role.UGEL, Role.DRE])
async def test_out_of_reach_there_is_no_plan(client: AsyncClient, world: World, role: Role) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    at = {Role.UGEL: "pe.010000.010001", Role.DRE: PIURA}.get(role) or await world.school(BAGUA)
    auth = world.auth(await world.appoint(role, at))
    nothing = f"/v1/plans/{uuid4()}"
    for path in ("", "/history"):
        seen = await client.get(plan.path + path, headers=auth)
        assert seen.json() == (await client.get(nothing + path, headers=auth)).json()
        assert seen.status_code == 404
    assert (await client.get("/v1/plans", headers=auth)).json()["items"] == []
    acts = {Role.DIRECTOR: ("return", "approve", "incorporate"), Role.CP: ("submit", "start")}
    for act in acts.get(role, ()):
        assert outcome(await plan.do(act, auth=auth)) == (404, "not-found"), act


async def test_a_list_is_narrowed_and_paged(client: AsyncClient, world: World) -> None:
    one = await (await planned(client, world)).bring("submitted")
    ct = await planned(client, world, role=Role.CT, kind="toece", school=one.school)
    await ct.bring("draft")
    other = await (await planned(client, world)).bring("approved")
    auth = await world.login(Role.UGEL, BAGUA)

    async def ids(auth: Any = auth, **params: Any) -> set[str]:
        answer = await client.get("/v1/plans", params=params, headers=auth)
        assert answer.status_code == 200, answer.text
        return {p["id"] for p in answer.json()["items"]}

    mine, theirs = str(one.id), str(other.id)
    assert await ids() == {mine, theirs}
    assert await ids(status="approved") == {theirs}
    assert await ids(author=str(one.author)) == {mine}
    assert await ids(institution=other.code) == {theirs}
    assert await ids(kind="toece") == set()
    assert await ids(ct.auth, kind="toece") == {str(ct.id)}
    refused = await client.get("/v1/plans?year=2023", headers=auth)
    assert naming_nothing(refused) == ["year"]
    met, cursor = [], None
    while True:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/plans", params=params, headers=auth)).json()
        met += [p["id"] for p in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert sorted(met) == sorted({mine, theirs})


async def test_days_are_those_of_the_school_year_and_stages_come_in_order(
    client: AsyncClient, world: World
) -> None:
    plan = await planned(client, world)
    days = [
        phase("diagnosis", "2024-03-10", "2024-06-28"),
        phase("process", "2024-07-02", "2024-07-01"),
        phase("closing", "2024-06-01", None),
        phase("closing", "2024-10-01", "2024-12-21"),
    ]
    await plan.put(plan.body(calendar=days))
    answer = await plan.do("submit", version=1)
    assert {(e["field"], e["code"]) for e in answer.json()["errors"]} == {
        ("/calendar/0/starts_on", "outside-year"),
        ("/calendar/1/ends_on", "ends-before-start"),
        ("/calendar/2/starts_on", "stage-out-of-order"),
        ("/calendar/2/ends_on", "day-missing"),
        ("/calendar/3/stage", "repeated-stage"),
        ("/calendar/3/ends_on", "outside-year"),
    }


async def test_a_successor_writes_their_own_plan_from_a_copy_of_their_predecessors(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    before = plan.auth
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        plan.author,
        today(),
    )
    successor = await world.appoint(Role.CP, plan.school, since=today() - timedelta(days=0))
    auth = world.auth(successor)
    assert outcome(await plan.do("close", auth=before)) == (403, "no-role-carries")
    shown = await plan.read(auth)
    copy = {name: shown[name] for name in ("diagnosis", "goals", "strategies", "year", "kind")}
    copy["institution"] = shown["institution"]["code"]
    copy["calendar"] = [
        {name: value for name, value in p.items() if name != "cut"} for p in shown["calendar"]
    ]
    copy["teachers"] = [{"id": t["id"], "visits": t["visits"]} for t in shown["teachers"]]
    own_path = f"/v1/plans/{uuid4()}"
    own = await client.put(own_path, json=copy, headers=auth)
    assert (own.status_code, own.json()["author"]["id"]) == (201, str(successor))
    mine = await client.get(f"/v1/me/plans/{plan.id}", headers=before)
    assert mine.json()["status"] == "in_execution", "theirs to read, wherever they work now"
    closed = await plan.do("close", auth=auth)
    assert closed.status_code == 200, "with its balance, beside one's own"
    assert (await client.get(own_path, headers=auth)).json()["status"] == "draft"
