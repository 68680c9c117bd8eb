"""Visits to lessons after they are planned: moved, made, called off or not made (F44, F50)."""

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from tests.answers import codes, problem
from tests.visits import WHY, Scene, at, booked, bookings, events, scene, visit
from tests.world import Auth, Connection, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world, name="Ñuñurco")


@pytest.fixture
def cp(here: Scene) -> Auth:
    return here.auth(here.cp)


async def test_a_moved_visit_stays_and_the_chain_is_read_both_ways(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    old = await visit(world, here.place, here.cp, here.teacher, status="confirmed")
    new, path = uuid4(), f"/v1/visits/{old}/moves/"
    # It may overlap its own former time.
    body = {"starts_at": at(10.5).isoformat(), "ends_at": at(11.25).isoformat(), "reason": WHY}
    moved = await client.put(f"{path}{new}", json=body, headers=cp)
    assert moved.status_code == 201, moved.text
    new_visit = moved.json()
    assert (new_visit["moved_from"], new_visit["status"]) == (str(old), "planned")
    assert (new_visit["section"], new_visit["confirmed_at"]) == ("2.º B", None)
    before = (await client.get(f"/v1/visits/{old}", headers=cp)).json()
    assert (before["status"], before["moved_to"], before["reason"]) == ("moved", str(new), WHY)
    assert await bookings(connection, old) == set()
    assert len(await bookings(connection, new)) == 2
    assert (await events(connection, old))[-1:] == ["visit.moved"]
    assert await events(connection, new) == ["visit.planned"]
    other = await client.put(f"{path}{new}", json=body | {"reason": "Otro."}, headers=cp)
    assert problem(other) == (409, "visit-differs")
    twice = await client.put(f"{path}{uuid4()}", json=body, headers=cp)
    assert problem(twice) == (409, "visit-not-in-state")
    assert "reprogramada" in twice.json()["detail"]


async def test_a_move_is_refused_as_planning_is_and_then_nothing_moved(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    old = await visit(world, here.place, here.cp, here.teacher)
    await booked(world, here.teacher, at(14), at(15))
    path = f"/v1/visits/{old}/moves/{uuid4()}"
    busy = {"starts_at": at(14).isoformat(), "ends_at": at(15).isoformat(), "reason": WHY}
    assert problem(await client.put(path, json=busy, headers=cp)) == (409, "person-busy")
    short = {"starts_at": at(16).isoformat(), "ends_at": at(16.1).isoformat(), "reason": WHY}
    assert problem(await client.put(path, json=short, headers=cp)) == (422, "invalid-visit")
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
    done_visit = done.json()
    assert (done_visit["status"], done_visit["students_present"]) == ("done", 27)
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
    assert (problem(answer), codes(answer)) == ((409, "person-busy"), [("/teacher_id", "busy")])


async def test_what_was_called_off_or_not_done_says_why_and_frees_both(
    client: AsyncClient, world: World, here: Scene, cp: Auth, connection: Connection
) -> None:
    coming = await visit(world, here.place, here.cp, here.teacher)
    past = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))
    assert problem(
        await client.put(f"/v1/visits/{coming}/not-done", json={"reason": WHY}, headers=cp)
    ) == (409, "visit-time-ahead")
    assert problem(
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


async def test_a_visit_that_is_held_already_is_not_sent_again(
    client: AsyncClient, world: World, here: Scene, cp: Auth
) -> None:
    path = f"/v1/visits/{await visit(world, here.place, here.cp, here.teacher)}"
    etag = (await client.get(path, headers=cp)).headers["etag"]
    assert (await client.get(path, headers=cp | {"If-None-Match": etag})).status_code == 304
