"""Visits to one's own lessons: seen, agreed to, or asked for at another time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.clock import today
from tests.visits import WHY, Scene, at, booked, plan, scene, visit
from tests.world import Auth, Connection, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world)


@pytest.fixture
def teacher(here: Scene) -> Auth:
    return here.auth(here.teacher, Role.TEACHER)


async def confirm(client: AsyncClient, id: UUID, auth: Auth) -> Response:
    return await client.put(f"/v1/me/visits/{id}/confirmation", headers=auth)


async def decline(client: AsyncClient, id: UUID, auth: Auth, reason: str = WHY) -> Response:
    return await client.put(f"/v1/me/visits/{id}/refusal", json={"reason": reason}, headers=auth)


async def taken(connection: Connection, id: UUID) -> int:
    counted = "select count(*) from booking where subject_id = $1"
    many: int = await connection.fetchval(counted, id)
    return many


async def test_a_teacher_sees_the_visits_to_their_own_lessons_alone(
    client: AsyncClient, world: World, here: Scene, teacher: Auth
) -> None:
    mine = await visit(world, here.place, here.cp, here.teacher)
    later = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=4))
    theirs = await visit(world, here.place, here.ct, here.other, role="ct")
    answer = await client.get("/v1/me/visits", headers=teacher)
    assert [i["id"] for i in answer.json()["items"]] == [str(later), str(mine)]
    day = (today() + timedelta(days=1)).isoformat()
    narrowed = {"from": day, "to": day, "status": "planned"}
    answer = await client.get("/v1/me/visits", params=narrowed, headers=teacher)
    assert [i["id"] for i in answer.json()["items"]] == [str(mine)]
    assert (await client.get(f"/v1/me/visits/{mine}", headers=teacher)).status_code == 200
    for answer in (
        await client.get(f"/v1/me/visits/{theirs}", headers=teacher),
        await confirm(client, theirs, teacher),
        await decline(client, theirs, teacher),
    ):
        assert problem(answer) == (404, "not-found")


async def test_the_visitor_does_not_agree_in_the_teachers_place(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    answer = await confirm(client, id, here.auth(here.cp))
    assert problem(answer) == (404, "not-found")


async def test_a_teacher_agrees_once(
    client: AsyncClient, world: World, here: Scene, teacher: Auth, connection: Connection
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    first, second = [await confirm(client, id, teacher) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["status"] == "confirmed"
    assert first.json()["confirmed_at"] is not None
    assert await taken(connection, id) == 2
    kinds = await connection.fetch(
        "select kind, actor_id from event where subject = $1", f"visit/{id}"
    )
    assert [tuple(row) for row in kinds] == [("visit.confirmed", here.teacher)]


@pytest.mark.parametrize("status", ["planned", "confirmed"])
async def test_asking_for_another_time_says_why_and_frees_both(
    client: AsyncClient, world: World, here: Scene, teacher: Auth, connection: Connection,
    status: str,
) -> None:  # fmt: skip
    id = await visit(world, here.place, here.cp, here.teacher, status=status)
    for _ in range(2):
        answer = await decline(client, id, teacher, "Ese día hay evaluación.")
        assert answer.status_code == 200, answer.text
    cp = here.auth(here.cp)
    seen = (await client.get(f"/v1/visits/{id}", headers=cp)).json()
    assert (seen["status"], seen["reason"]) == ("planned", "Ese día hay evaluación.")
    assert seen["confirmed_at"] is None
    assert await taken(connection, id) == 0
    ct = here.auth(here.ct, Role.CT)
    assert (await plan(client, ct, here.draft())).status_code == 201, "the time is free again"


async def test_a_declined_time_may_still_be_agreed_to_while_it_is_free(
    client: AsyncClient, world: World, here: Scene, teacher: Auth, connection: Connection
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher, reason=WHY)
    await booked(world, here.cp, at(9), at(12))
    busy = await confirm(client, id, teacher)
    assert problem(busy) == (409, "person-busy")
    (error,) = busy.json()["errors"]
    assert error["detail"].endswith("de 10:00 a 10:45."), "of the visitor's day, this hour alone"
    await connection.execute("delete from booking where person_id = $1", here.cp)
    agreed = await confirm(client, id, teacher)
    assert (agreed.json()["status"], agreed.json()["reason"]) == ("confirmed", None)
    assert await taken(connection, id) == 2


async def test_what_is_over_is_neither_agreed_to_nor_declined(
    client: AsyncClient, world: World, here: Scene, teacher: Auth
) -> None:
    past = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))
    assert problem(await confirm(client, past, teacher)) == (409, "visit-time-past")
    assert problem(await decline(client, past, teacher)) == (409, "visit-time-past")


async def test_an_id_of_nothing_is_no_visit(client: AsyncClient, teacher: Auth) -> None:
    assert problem(await confirm(client, uuid4(), teacher)) == (404, "not-found")
