"""Visits to lessons, as those who make them plan, move and record them (F44, F50)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.clock import today
from tests.visits import (
    WHY,
    Scene,
    at,
    booked,
    codes,
    kind,
    monday,
    plan,
    planned_with,
    scene,
    template,
    visit,
)
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world, name="Ñuñurco")


@pytest.fixture
def cp(here: Scene) -> Auth:
    return here.auth(here.cp)


async def bookings(connection: Connection, subject: UUID) -> set[tuple[UUID, object, object]]:
    rows = await connection.fetch("select * from booking where subject_id = $1", subject)
    return {(row["person_id"], row["during"].lower, row["during"].upper) for row in rows}


async def events(connection: Connection, subject: UUID) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"visit/{subject}"
    )
    return [row["kind"] for row in rows]


@pytest.mark.parametrize("stage", ["diagnosis", "process", "closing"])
async def test_a_visit_is_of_any_stage_of_the_year(
    client: AsyncClient, here: Scene, cp: Auth, stage: str
) -> None:
    id, asked = uuid4(), here.draft(stage=stage)
    made = await plan(client, cp, asked, id=id)
    assert (made.status_code, made.json()["stage"]) == (201, stage)
    again = await plan(client, cp, asked, id=id)
    assert (again.status_code, again.json()["stage"]) == (200, stage)


async def test_a_cp_plans_a_visit_and_both_are_taken_then(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = uuid4()
    made = await plan(client, cp, here.draft(), id=id)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["status"], told["year"], told["section"]) == ("planned", here.year, "2.º B")
    assert (told["visitor"]["id"], told["visitor"]["role"]) == (str(here.cp), "cp")
    assert told["teacher"]["id"] == str(here.teacher)
    assert told["institution"] == {"code": here.code, "name": "Ñuñurco"}
    assert await bookings(connection, id) == {
        (person, at(10), at(10.75)) for person in (here.cp, here.teacher)
    }
    assert await events(connection, id) == ["visit.planned"]


async def test_a_ct_visits_as_a_ct(client: AsyncClient, here: Scene) -> None:
    made = await plan(client, here.auth(here.ct, Role.CT), here.draft())
    assert (made.status_code, made.json()["visitor"]["role"]) == (201, "ct")


async def test_whoever_is_both_says_as_what_they_visit(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    await world.appoint(Role.CT, here.place, person=here.cp, post=2)
    as_ct = await plan(client, cp, here.draft(role="ct"))
    unsaid = await plan(
        client, cp, here.draft(starts_at=at(12).isoformat(), ends_at=at(13).isoformat())
    )
    assert [a.json()["visitor"]["role"] for a in (as_ct, unsaid)] == ["ct", "cp"]
    ct = here.auth(here.ct, Role.CT)
    assert kind(await plan(client, ct, here.draft(role="cp"))) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.UGEL, Role.TEACHER, Role.PSYCHOLOGIST])
async def test_nobody_else_plans_visits(
    client: AsyncClient, world: World, here: Scene, role: Role
) -> None:
    at_ = BAGUA if role is Role.UGEL else await world.school(BAGUA)
    auth = await world.login(role, at_)
    assert kind(await plan(client, auth, here.draft())) == (403, "missing-scope")


async def test_a_school_of_another_coordinator_does_not_exist(
    client: AsyncClient, world: World, here: Scene
) -> None:
    stranger = await world.login(Role.CP, await world.school(BAGUA))
    there = await plan(client, stranger, here.draft())
    nowhere = await plan(client, stranger, here.draft(institution="9999999-9"))
    assert kind(there) == (404, "not-found")
    assert there.json() == nowhere.json()


async def test_every_fault_of_a_visit_is_named_at_once(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    far = here.draft(
        teacher_id=str(here.cp), plan_id=str(uuid4()),
        starts_at=at(10, days=400).isoformat(), ends_at=at(13.5, days=400).isoformat(),
    )  # fmt: skip
    answer = await plan(client, cp, far)
    assert kind(answer) == (422, "invalid-visit")
    assert codes(answer) == [
        ("/ends_at", "not-a-lesson"),
        ("/starts_at", "outside-school-year"),
        ("/teacher_id", "oneself"),
        ("/plan_id", "unknown-plan"),
    ]


@pytest.mark.parametrize(("minutes", "status"), [(19, 422), (20, 201), (180, 201), (181, 422)])
async def test_a_lesson_lasts_20_to_180_minutes(
    client: AsyncClient, here: Scene, cp: Auth, minutes: int, status: int
) -> None:
    ends = (at(10) + timedelta(minutes=minutes)).isoformat()
    assert (await plan(client, cp, here.draft(ends_at=ends))).status_code == status


async def test_a_lesson_neither_ends_before_it_begins_nor_on_another_day(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    backwards = here.draft(starts_at=at(11).isoformat(), ends_at=at(10).isoformat())
    assert codes(await plan(client, cp, backwards)) == [("/ends_at", "not-a-lesson")]
    night = here.draft(starts_at=at(23.5).isoformat(), ends_at=at(24.5).isoformat())
    assert codes(await plan(client, cp, night)) == [("/ends_at", "another-day")]


async def test_both_act_in_the_school_on_that_very_day(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    leaving = await world.appoint(Role.TEACHER, here.place, until=today() + timedelta(days=1))
    elsewhere = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    for teacher in (leaving, elsewhere, here.director, uuid4()):
        answer = await plan(client, cp, here.draft(teacher))
        assert codes(answer) == [("/teacher_id", "not-a-teacher-there")]
    going = await world.appoint(Role.CP, here.place, post=2, until=today() + timedelta(days=1))
    answer = await plan(client, here.auth(going), here.draft())
    assert codes(answer) == [("/starts_at", "not-in-post-that-day")]


async def test_a_visit_of_a_plan_is_of_ones_own_and_to_somebody_whom_it_accompanies(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    mine = await planned_with(world, here, {here.teacher: 8}, author=here.cp)
    theirs = await planned_with(world, here, {here.teacher: 8}, author=here.ct)
    made = await plan(client, cp, here.draft(plan_id=str(mine)))
    assert made.json()["plan_id"] == str(mine)
    beside = here.draft(here.other, plan_id=str(mine), starts_at=at(12).isoformat(),
                        ends_at=at(13).isoformat())  # fmt: skip
    assert codes(await plan(client, cp, beside)) == [("/plan_id", "not-in-plan")]
    foreign = await plan(client, cp, here.draft(plan_id=str(theirs)))
    assert codes(foreign) == [("/plan_id", "unknown-plan")]


async def test_who_is_taken_and_when_is_told_and_never_what_for(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    await booked(world, here.teacher, at(9.5), at(10.25))
    await booked(world, here.cp, at(10.5), at(12), what="dialogue")
    answer = await plan(client, cp, here.draft())
    assert kind(answer) == (409, "person-busy")
    day = f"{at(10):%d/%m/%Y}"
    assert [e["detail"] for e in answer.json()["errors"]] == [
        f"El docente o la docente está ocupado(a) el {day} de 09:30 a 10:15.",
        f"Usted está ocupado(a) el {day} de 10:30 a 12:00.",
    ]
    assert "dialogue" not in answer.text
    assert "session" not in answer.text
    english = await plan(client, cp | {"Accept-Language": "en"}, here.draft())
    assert f"You are busy on {day} from 10:30 to 12:00." in english.text


async def test_one_lesson_may_begin_when_another_ends(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    await booked(world, here.teacher, at(9), at(10))
    await booked(world, here.cp, at(10.75), at(12))
    assert (await plan(client, cp, here.draft())).status_code == 201


async def test_a_planned_visit_is_corrected_but_neither_moved_nor_made_anothers_in_place(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = uuid4()
    await plan(client, cp, here.draft(), id=id)
    corrected = here.draft(section="3.º A", area=None, stage="closing")
    changed = await client.put(f"/v1/visits/{id}", json=corrected, headers=cp | {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["section"], changed.json()["area"]) == ("3.º A", None)
    assert await events(connection, id) == ["visit.planned", "visit.changed"]
    await connection.execute("delete from appointment where person_id = $1", here.teacher)
    back = await client.put(f"/v1/visits/{id}", json=here.draft(), headers=cp | {"If-Match": '"2"'})
    assert back.status_code == 200, "what was agreed with the teacher is not looked at again"
    later = here.draft(starts_at=at(11).isoformat(), ends_at=at(12).isoformat())
    for body in (later, here.draft(here.other)):
        answer = await client.put(f"/v1/visits/{id}", json=body, headers=cp | {"If-Match": '"3"'})
        assert kind(answer) == (409, "visit-differs")


async def test_an_id_of_somebody_elses_visit_does_not_exist(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    ct = here.auth(here.ct, Role.CT)
    assert kind(await plan(client, ct, here.draft(), id=id)) == (404, "not-found")
    for act in ("done", "not-done", "cancellation"):
        body = {"reason": WHY} if act != "done" else {
            "began_at": at(10).isoformat(), "finished_at": at(11).isoformat(),
            "students_present": 3,
        }  # fmt: skip
        answer = await client.put(f"/v1/visits/{id}/{act}", json=body, headers=ct)
        assert kind(answer) == (404, "not-found")


async def test_a_moved_visit_stays_and_the_chain_is_read_both_ways(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    old = await visit(world, here.place, here.cp, here.teacher, status="confirmed")
    new, path = uuid4(), f"/v1/visits/{old}/moves/"
    # It may overlap its own former time.
    body = {"starts_at": at(10.5).isoformat(), "ends_at": at(11.25).isoformat(), "reason": WHY}
    moved = await client.put(f"{path}{new}", json=body, headers=cp)
    assert moved.status_code == 201, moved.text
    told = moved.json()
    assert (told["moved_from"], told["status"]) == (str(old), "planned")
    assert (told["section"], told["confirmed_at"]) == ("2.º B", None)
    before = (await client.get(f"/v1/visits/{old}", headers=cp)).json()
    assert (before["status"], before["moved_to"], before["reason"]) == ("moved", str(new), WHY)
    assert await bookings(connection, old) == set()
    assert len(await bookings(connection, new)) == 2
    assert (await events(connection, old))[-1:] == ["visit.moved"]
    assert await events(connection, new) == ["visit.planned"]
    other = await client.put(f"{path}{new}", json=body | {"reason": "Otro."}, headers=cp)
    assert kind(other) == (409, "visit-differs")
    twice = await client.put(f"{path}{uuid4()}", json=body, headers=cp)
    assert kind(twice) == (409, "visit-not-in-state")
    assert "reprogramada" in twice.json()["detail"]


async def test_a_move_is_refused_as_planning_is_and_then_nothing_moved(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    old = await visit(world, here.place, here.cp, here.teacher)
    await booked(world, here.teacher, at(14), at(15))
    path = f"/v1/visits/{old}/moves/{uuid4()}"
    busy = {"starts_at": at(14).isoformat(), "ends_at": at(15).isoformat(), "reason": WHY}
    assert kind(await client.put(path, json=busy, headers=cp)) == (409, "person-busy")
    short = {"starts_at": at(16).isoformat(), "ends_at": at(16.1).isoformat(), "reason": WHY}
    assert kind(await client.put(path, json=short, headers=cp)) == (422, "invalid-visit")
    assert (await client.get(f"/v1/visits/{old}", headers=cp)).json()["status"] == "planned"
    assert len(await bookings(connection, old)) == 2


async def test_what_was_done_takes_the_time_that_it_really_took(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = await visit(
        world, here.place, here.cp, here.teacher, status="confirmed", starts_at=at(8, days=-1)
    )
    body = {
        "began_at": at(8.25, days=-1).isoformat(), "finished_at": at(9, days=-1).isoformat(),
        "students_present": 27,
    }  # fmt: skip
    done = await client.put(f"/v1/visits/{id}/done", json=body, headers=cp)
    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["status"], told["students_present"]) == ("done", 27)
    assert await bookings(connection, id) == {
        (person, at(8.25, days=-1), at(9, days=-1)) for person in (here.cp, here.teacher)
    }
    assert await events(connection, id) == ["visit.done"]


async def test_what_was_done_was_on_its_day_and_is_over(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    past = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))
    coming = await visit(world, here.place, here.cp, here.other, starts_at=at(8, days=1))

    async def faults(id: UUID, since: float, until: float, days: int) -> list[tuple[str, str]]:
        body = {
            "began_at": at(since, days=days).isoformat(), "students_present": 3,
            "finished_at": at(until, days=days).isoformat(),
        }  # fmt: skip
        return codes(await client.put(f"/v1/visits/{id}/done", json=body, headers=cp))

    assert await faults(past, 9, 8, -1) == [("/finished_at", "not-a-lesson")]
    assert await faults(past, 8, 12.5, -1) == [("/finished_at", "not-a-lesson")]
    assert await faults(past, 8, 9, -2) == [("/began_at", "another-day")]
    assert await faults(coming, 8, 9, 1) == [("/finished_at", "in-the-future")]


async def test_who_was_elsewhere_then_was_not_in_the_visit(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))
    await booked(world, here.teacher, at(9, days=-1), at(10, days=-1))
    body = {
        "began_at": at(8.5, days=-1).isoformat(), "finished_at": at(9.25, days=-1).isoformat(),
        "students_present": 27,
    }  # fmt: skip
    answer = await client.put(f"/v1/visits/{id}/done", json=body, headers=cp)
    assert (kind(answer), codes(answer)) == ((409, "person-busy"), [("/teacher_id", "busy")])


async def test_what_was_called_off_or_not_done_says_why_and_frees_both(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    coming = await visit(world, here.place, here.cp, here.teacher)
    past = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))
    assert kind(
        await client.put(f"/v1/visits/{coming}/not-done", json={"reason": WHY}, headers=cp)
    ) == (409, "visit-time-ahead")
    assert kind(
        await client.put(f"/v1/visits/{past}/cancellation", json={"reason": WHY}, headers=cp)
    ) == (409, "visit-time-past")
    for id, act, status in (
        (coming, "cancellation", "cancelled"), (past, "not-done", "not_done"),
    ):  # fmt: skip
        answers = [
            await client.put(f"/v1/visits/{id}/{act}", json={"reason": WHY}, headers=cp)
            for _ in range(2)
        ]
        assert [a.status_code for a in answers] == [200, 200]
        assert (answers[0].json()["status"], answers[0].json()["reason"]) == (status, WHY)
        assert await bookings(connection, id) == set()
        assert len(await events(connection, id)) == 1
    without = await client.put(f"/v1/visits/{coming}/cancellation", json={}, headers=cp)
    assert without.status_code == 422


async def test_a_week_fuller_than_assigned_is_told_and_not_refused(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    await template(world, here.year, visits=2)  # 90 minutes
    start = at(8, days=(monday() - today()).days)
    first = await plan(client, cp, here.draft())
    assert first.json()["notices"] == []
    elsewhere = start + timedelta(days=-7)
    await visit(world, here.place, here.cp, here.other, starts_at=elsewhere, minutes=180)
    full = here.draft(starts_at=at(12).isoformat(), ends_at=at(12.75).isoformat())
    assert (await plan(client, cp, full)).json()["notices"] == [], "full is not more than full"
    over = here.draft(starts_at=at(14).isoformat(), ends_at=at(14.75).isoformat())
    id = uuid4()
    (notice,) = (await plan(client, cp, over, id=id)).json()["notices"]
    assert notice["code"] == "weekly-hours-exceeded"
    assert "135 minutos" in notice["es"]
    assert notice["en"].endswith("it has 90.")
    (again,) = (await plan(client, cp, over, id=id)).json()["notices"]
    assert again == notice


async def test_ones_own_assignment_counts_before_the_template(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    await template(world, here.year, visits=8)
    given = uuid4()
    await world.save(
        "workload_assignment", id=given, year=here.year, role="cp", place=here.place,
        person_id=here.cp, justification="Menos secciones.", assigned_by=here.director,
        assigned_at=at(8, days=-30),
    )  # fmt: skip
    await world.save("workload_share", assignment_id=given, code="visitas", hours=0)
    (notice,) = (await plan(client, cp, here.draft())).json()["notices"]
    assert notice["code"] == "weekly-hours-exceeded"


async def listed(client: AsyncClient, auth: Auth, **asked: str) -> list[str]:
    answer = await client.get("/v1/visits", params=asked, headers=auth)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_visits_are_read_by_their_visitor_the_director_and_the_ugel_alone(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    readers = {
        "cp": cp,
        "director": here.auth(here.director, Role.DIRECTOR),
        "ugel": await world.login(Role.UGEL, BAGUA),
        "ct": here.auth(here.ct, Role.CT),
        "beside": await world.login(Role.DIRECTOR, await world.school(BAGUA)),
        "ugel beside": await world.login(Role.UGEL, CHACHAPOYAS),
        "dre": world.auth(await world.appoint(Role.DRE, "pe.010000")),
        "minedu": world.auth(await world.appoint(Role.MINEDU, "pe")),
        "teacher": world.auth(here.teacher),
    }
    for who, auth in readers.items():
        sees = who in {"cp", "director", "ugel"}
        one = await client.get(f"/v1/visits/{id}", headers=auth)
        assert one.status_code == (200 if sees else 404), who
        assert await listed(client, auth) == ([str(id)] if sees else []), who


async def test_a_past_visitor_reads_their_own_visits_and_changes_none(
    client: AsyncClient, world: World, here: Scene
) -> None:
    gone = await world.appoint(Role.CP, here.place, post=2, until=today())
    mine = await visit(world, here.place, gone, here.teacher)
    await visit(world, here.place, here.cp, here.other)
    auth = world.auth(gone, ROLE_SCOPES[Role.CP])
    assert await listed(client, auth) == [str(mine)]
    assert (await client.get(f"/v1/visits/{mine}", headers=auth)).status_code == 200
    path = f"/v1/visits/{mine}/cancellation"
    answer = await client.put(path, json={"reason": WHY}, headers=auth)
    assert kind(answer) == (403, "no-role-carries")
    await world.appoint(Role.CP, await world.school(BAGUA), person=gone)
    answer = await client.put(path, json={"reason": WHY}, headers=auth)
    assert kind(answer) == (404, "not-found"), "a post elsewhere is none here"


async def test_a_list_is_narrowed_and_paged_the_latest_first(
    client: AsyncClient, world: World, here: Scene
) -> None:
    days = [-2, 1, 3]
    ids = [
        await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=d)) for d in days
    ]
    by_ct = await visit(
        world, here.place, here.ct, here.other, role="ct", status="cancelled", starts_at=at(8)
    )
    there = await scene(world)
    far = await visit(world, there.place, there.cp, there.teacher, starts_at=at(9, days=9))
    ugel = await world.login(Role.UGEL, BAGUA)
    assert await listed(client, ugel) == [
        str(i) for i in (far, ids[2], *sorted([ids[1], by_ct], reverse=True), ids[0])
    ]
    assert await listed(client, ugel, teacher=str(here.other)) == [str(by_ct)]
    assert await listed(client, ugel, visitor=str(here.ct)) == [str(by_ct)]
    assert await listed(client, ugel, status="cancelled") == [str(by_ct)]
    assert await listed(client, ugel, institution=there.code) == [str(far)]
    assert await listed(client, ugel, year="2015") == []
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert set(await listed(client, ugel, **{"from": tomorrow, "to": tomorrow})) == {
        str(ids[1]), str(by_ct),
    }  # fmt: skip
    always = {"from": "0001-01-01", "to": "9999-12-31"}
    assert len(await listed(client, ugel, **always)) == 5
    first = await client.get("/v1/visits?limit=4", headers=ugel)
    cursor = first.json()["next_cursor"]
    rest = await client.get("/v1/visits", params={"limit": 4, "cursor": cursor}, headers=ugel)
    assert [i["id"] for i in rest.json()["items"]] == [str(ids[0])]
    assert rest.json()["next_cursor"] is None


async def test_a_visit_that_is_held_already_is_not_sent_again(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    path = f"/v1/visits/{await visit(world, here.place, here.cp, here.teacher)}"
    etag = (await client.get(path, headers=cp)).headers["etag"]
    assert (await client.get(path, headers=cp | {"If-None-Match": etag})).status_code == 304
