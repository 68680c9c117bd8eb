"""What is decided over plans, who reads them, and how far they are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from persistence.calls import OpenCall
from persistence.people.retention import UNNAME_PERSONS
from persistence.transaction import Transaction
from tests.answers import outcome
from tests.api.accompaniment.planning import BALANCE, planned, scoped, visit
from tests.clock import now
from tests.world import AMAZONAS, BAGUA, Connection, World


async def test_a_returned_plan_is_read_as_it_was_submitted_while_its_author_corrects_it(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("returned")
    corrected = plan.body(diagnosis="Con lo que faltaba.", teachers=plan.body()["teachers"][:1])
    assert (await plan.put(corrected, version=plan.version)).status_code == 200
    seen = await plan.read(plan.directing)
    assert (seen["diagnosis"], len(seen["teachers"])) == (plan.body()["diagnosis"], 2)
    assert seen["returned"]["note"] == "Precise los objetivos."
    assert seen["returned"]["by"]["id"] == str(plan.director)
    assert (await plan.read())["diagnosis"] == "Con lo que faltaba."
    await plan.do("submit", version=4)
    seen = await plan.read(plan.directing)
    assert (seen["diagnosis"], len(seen["teachers"])) == ("Con lo que faltaba.", 1)
    assert (seen["status"], seen["returned"]) == ("submitted", None)


async def test_content_is_frozen_once_submitted(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    answer = await plan.put(plan.body(diagnosis="Otro."), version=plan.version)
    assert outcome(answer) == (409, "plan-not-in-state")
    assert "presentado" in answer.json()["detail"]


async def test_nobody_decides_over_a_plan_that_they_wrote(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    await world.grant(Role.DIRECTOR, plan.school, person=plan.author)
    for act in ("approve", "return", "incorporate", "separate"):
        assert outcome(await plan.do(act, auth=plan.auth)) == (403, "own-plan"), act


async def test_the_director_marks_a_plan_in_the_pat_and_unmarks_it(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("approved")
    marked = (await plan.do("incorporate")).json()
    assert (marked["pat"]["by"]["id"], marked["status"]) == (str(plan.director), "approved")
    await plan.do("start")
    assert (await plan.do("separate")).json()["pat"] is None
    await plan.do("incorporate")
    closed = (await plan.do("close")).json()
    assert (closed["status"], closed["balance"]) == ("closed", BALANCE)
    assert closed["pat"] is not None
    for act in ("separate", "incorporate", "start", "submit", "approve", "return"):
        assert outcome(await plan.do(act)) == (409, "plan-not-in-state"), act
    other = {"balance": "Otro balance de lo que se hizo."}
    assert outcome(await plan.do("close", sent=other)) == (409, "plan-not-in-state")
    assert outcome(await plan.put(plan.body(goals=["Otro."]), version=plan.version)) == (
        409, "plan-not-in-state",
    )  # fmt: skip


async def test_a_balance_says_something(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    answer = await plan.do("close", sent={"balance": "Bien."})
    assert outcome(answer) == (422, "invalid-request")


async def test_who_decided_what_and_when_is_history(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world)).bring("returned")
    for act in ("submit", "approve", "incorporate", "separate", "start", "close"):
        assert (await plan.do(act)).status_code == 200
    answer = await client.get(f"{plan.path}/history", headers=plan.auth)
    items = answer.json()["items"]
    assert [(i["act"], i["by"]["role"]) for i in items] == [
        ("submitted", "cp"), ("returned", "director"), ("submitted", "cp"),
        ("approved", "director"), ("incorporated", "director"), ("separated", "director"),
        ("started", "cp"), ("closed", "cp"),
    ]  # fmt: skip
    assert [i["note"] for i in items if i["note"]] == ["Precise los objetivos."]
    assert {i["by"]["id"] for i in items} == {str(plan.author), str(plan.director)}


async def test_acts_over_a_plan_are_told_in_the_log_of_events(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    params = {"subject": f"plan/{plan.id}"}
    answer = await client.get("/v1/events", params=params, headers=plan.directing)
    assert [e["kind"] for e in answer.json()["items"]] == ["plan.submitted"]


READERS = [Role.DIRECTOR, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.UGEL, Role.DRE, Role.MINEDU]


@pytest.mark.parametrize("role", READERS)
async def test_who_reads_a_plan_and_how_many_visits_each_teacher_had(
    client: AsyncClient, world: World, role: Role
) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    one, other = plan.teachers
    await visit(world, plan, one)
    await visit(world, plan, one, plan_id=plan.id)
    for status in ("planned", "confirmed", "not_done", "cancelled", "moved"):
        await visit(world, plan, other, status=status)
    somebody = await world.appoint(Role.CP, plan.school, post=2)
    await visit(world, plan, one, visitor_id=somebody)
    await visit(world, plan, one, place=await world.school(BAGUA))
    at = {Role.UGEL: BAGUA, Role.DRE: AMAZONAS, Role.MINEDU: "pe"}.get(role, plan.school)
    director = role is Role.DIRECTOR
    person = plan.director if director else await world.appoint(role, at)
    seen = await plan.read(scoped(world, person, role))
    assert seen["visits"] == {"planned": 16, "done": 2}
    done = {t["id"]: t["done"] for t in seen["teachers"]}
    rows = {str(one): 2, str(other): 0}
    assert done == (rows if role in {Role.DIRECTOR, Role.UGEL} else dict.fromkeys(rows))
    assert {t["id"]: t["done"] for t in (await plan.read())["teachers"]} == rows


async def test_a_visit_of_another_plan_is_not_counted(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world, role=Role.CT)).bring("approved")
    tutoring = uuid4()
    sent = plan.body(kind="toece", strategies=[{"code": "group"}])
    await client.put(f"/v1/plans/{tutoring}", json=sent, headers=plan.auth)
    await visit(world, plan, plan.teachers[0], plan_id=tutoring)
    assert (await plan.read())["visits"]["done"] == 0
    of_it = await client.get(f"/v1/plans/{tutoring}", headers=plan.auth)
    assert of_it.json()["visits"]["done"] == 1


async def test_progress_is_read_in_one_round_trip(
    client: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await (await planned(client, world)).bring("in_execution")
    auth = plan.auth
    statements: list[str] = []
    database = client._transport.app.state.database  # type: ignore[attr-defined]
    fetchrow = database.fetchrow

    async def counted(query: str, *args: object) -> object:
        statements.append(query)
        return await fetchrow(query, *args)

    monkeypatch.setattr(database, "fetchrow", counted)
    assert (await client.get(plan.path, headers=auth)).status_code == 200
    assert len([query for query in statements if "accompaniment_plan" in query]) == 1


async def test_the_accompanied_read_their_plan_once_it_is_approved(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    one, other = plan.teachers
    auth = scoped(world, one, Role.TEACHER)
    mine = f"/v1/me/plans/{plan.id}"
    assert (await client.get("/v1/me/plans", headers=auth)).json()["items"] == []
    assert outcome(await client.get(mine, headers=auth)) == (404, "not-found")
    await plan.do("approve")
    await visit(world, plan, one)
    await visit(world, plan, other)
    (row,) = (await client.get("/v1/me/plans", headers=auth)).json()["items"]
    assert row["id"] == str(plan.id)
    shown = (await client.get(mine, headers=auth)).json()
    assert {t["id"]: t["done"] for t in shown["teachers"]} == {str(one): 1, str(other): None}
    assert shown["visits"] == {"planned": 16, "done": 2}
    beside = scoped(world, await world.appoint(Role.TEACHER, plan.school), Role.TEACHER)
    assert outcome(await client.get(mine, headers=beside)) == (404, "not-found")
    assert outcome(await client.get(plan.path, headers=auth)) == (403, "missing-scope")


async def test_my_plans_are_paged(client: AsyncClient, world: World) -> None:
    plan = await (await planned(client, world, role=Role.CT)).bring("approved")
    plan.id, plan.kind = uuid4(), "toece"
    await plan.bring("draft")
    met, params = [], {"limit": 1}
    while True:
        page = (await client.get("/v1/me/plans", params=params, headers=plan.auth)).json()
        met += [p["kind"] for p in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert sorted(met) == ["accompaniment", "toece"], "what one wrote, drafts too"


async def test_what_is_held_about_me_tells_my_plans_and_those_that_accompany_me(
    client: AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("returned")
    own = (await client.get("/v1/me/data", headers=plan.auth)).json()
    (written,) = own["plans_written"]
    assert (written["id"], written["diagnosis"]) == (str(plan.id), plan.body()["diagnosis"])
    assert not {str(t) for t in plan.teachers} & set(str(own).split("'")), "nobody else's"
    teacher = world.auth(plan.teachers[0])
    (included,) = (await client.get("/v1/me/data", headers=teacher)).json()["plans_including_me"]
    assert (included["id"], included["visits"]) == (str(plan.id), 8)
    told_director = (await client.get("/v1/me/data", headers=plan.directing)).json()
    assert [p["note"] for p in told_director["plans_returned"]] == ["Precise los objetivos."]


async def test_a_draft_goes_with_its_authors_name_and_a_submitted_plan_stays(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    draft = await (await planned(client, world)).bring("draft")
    visited = await (await planned(client, world)).bring("draft")
    stays = await (await planned(client, world)).bring("submitted")
    await visit(world, visited, visited.teachers[0], plan_id=visited.id)
    for plan in (draft, visited, stays):
        await connection.execute("delete from session where person_id = $1", plan.author)
        await connection.execute(
            "update appointment set valid = daterange('2010-01-01', '2011-01-01')"
            " where person_id = $1",
            plan.author,
        )
        await connection.execute(
            "update person set updated_at = $2 where id = $1",
            plan.author,
            now() - timedelta(days=5000),
        )
    for status in ("draft", "withdrawn"):
        await connection.execute(
            "insert into plan_amendment (id, plan_id, author_id, author_role, status, proposed,"
            " decided_at, decided_by) select gen_random_uuid(), $1, $2::uuid, 'cp', $3, '{}',"
            " case when $3 <> 'draft' then $4::timestamptz end,"
            " case when $3 <> 'draft' then $2::uuid end",
            stays.id, stays.author, status, now(),
        )  # fmt: skip
    call = OpenCall(Transaction(connection), now())
    await UNNAME_PERSONS.value(call, before=now() - timedelta(days=3653))
    left = await connection.fetch("select status from plan_amendment where plan_id = $1", stays.id)
    assert [row["status"] for row in left] == ["withdrawn"]
    rows = await connection.fetch(
        "select id, diagnosis from accompaniment_plan where id = any($1::uuid[])",
        [draft.id, visited.id, stays.id],
    )
    assert {row["id"]: bool(row["diagnosis"]) for row in rows} == {
        visited.id: False, stays.id: True,
    }, "a draft that a visit points to stays, without its words"  # fmt: skip
