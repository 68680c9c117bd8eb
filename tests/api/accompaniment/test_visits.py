"""Visits to lessons, as those who make them plan them (F44)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.clock import today
from tests.visits import (
    WHY,
    Scene,
    at,
    booked,
    bookings,
    events,
    monday,
    plan,
    planned_with,
    scene,
    template,
    visit,
)
from tests.world import BAGUA, Auth, Connection, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world, name="Ñuñurco")


@pytest.fixture
def cp(here: Scene) -> Auth:
    return here.auth(here.cp)


@pytest.mark.parametrize("stage", ["diagnosis", "process", "closing"])
async def test_a_visit_is_of_any_stage_of_the_year(
    client: AsyncClient, here: Scene, cp: Auth, stage: str
) -> None:
    id, body = uuid4(), here.draft(stage=stage)
    made = await plan(client, cp, body, id=id)
    assert (made.status_code, made.json()["stage"]) == (201, stage)
    again = await plan(client, cp, body, id=id)
    assert (again.status_code, again.json()["stage"]) == (200, stage)


async def test_a_cp_plans_a_visit_and_both_are_taken_then(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = uuid4()
    made = await plan(client, cp, here.draft(), id=id)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["status"], body["year"], body["section"]) == ("planned", here.year, "2.º B")
    assert (body["visitor"]["id"], body["visitor"]["role"]) == (str(here.cp), "cp")
    assert body["teacher"]["id"] == str(here.teacher)
    assert body["institution"] == {"code": here.code, "name": "Ñuñurco"}
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
    assert problem(await plan(client, ct, here.draft(role="cp"))) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.UGEL, Role.TEACHER, Role.PSYCHOLOGIST])
async def test_nobody_else_plans_visits(
    client: AsyncClient, world: World, here: Scene, role: Role
) -> None:
    at_ = BAGUA if role is Role.UGEL else await world.school(BAGUA)
    auth = await world.login(role, at_)
    assert problem(await plan(client, auth, here.draft())) == (403, "missing-scope")


async def test_a_school_of_another_coordinator_does_not_exist(
    client: AsyncClient, world: World, here: Scene
) -> None:
    stranger = await world.login(Role.CP, await world.school(BAGUA))
    there = await plan(client, stranger, here.draft())
    nowhere = await plan(client, stranger, here.draft(institution="9999999-9"))
    assert problem(there) == (404, "not-found")
    assert there.json() == nowhere.json()


async def test_every_fault_of_a_visit_is_named_at_once(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    far = here.draft(
        teacher_id=str(here.cp), plan_id=str(uuid4()),
        starts_at=at(10, days=400).isoformat(), ends_at=at(13.5, days=400).isoformat(),
    )  # fmt: skip
    answer = await plan(client, cp, far)
    assert problem(answer) == (422, "invalid-visit")
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
    assert problem(answer) == (409, "person-busy")
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
        assert problem(answer) == (409, "visit-differs")


async def test_an_id_of_somebody_elses_visit_does_not_exist(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    ct = here.auth(here.ct, Role.CT)
    assert problem(await plan(client, ct, here.draft(), id=id)) == (404, "not-found")
    for act in ("done", "not-done", "cancellation"):
        body = {"reason": WHY} if act != "done" else {
            "began_at": at(10).isoformat(), "finished_at": at(11).isoformat(),
            "students_present": 3,
        }  # fmt: skip
        answer = await client.put(f"/v1/visits/{id}/{act}", json=body, headers=ct)
        assert problem(answer) == (404, "not-found")


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
