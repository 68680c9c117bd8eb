"""Two at once over what became of a visit or of a promise: one story, and the other told."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.access.roles import Role
from tests.answers import problem
from tests.api.people.appointments import appointment_of, end
from tests.clock import now, today
from tests.live.outcomes import problems
from tests.school_work import Staff, save_promise, save_session
from tests.school_years import leave_room
from tests.talks import talk
from tests.visits import WHY, at, scene, visit
from tests.world import BAGUA, World

pytestmark = pytest.mark.slow


async def test_of_many_corrections_at_once_one_is_kept(
    client: httpx.AsyncClient, world: World
) -> None:
    here = await scene(world)
    id = await visit(
        world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-1)
    )
    headers = here.auth(here.cp) | {"If-Match": '"1"'}
    body = {"began_at": at(8, days=-1).isoformat(), "finished_at": at(8.75, days=-1).isoformat()}
    answers = await asyncio.gather(
        *(
            client.put(
                f"/v1/visits/{id}/done", json=body | {"students_present": n}, headers=headers
            )
            for n in range(1, 6)
        ),
        client.put(f"/v1/visits/{id}/not-done", json={"reason": WHY}, headers=headers),
    )
    assert problems(list(answers)) == {200: 1, "stale-version": 5}
    status = await world.db.fetchval("select status from classroom_visit where id = $1", id)
    booked = await world.db.fetchval("select count(*) from booking where subject_id = $1", id)
    assert booked == (2 if status == "done" else 0)


async def test_a_visit_is_not_corrected_under_the_dialogue_that_is_held(
    client: httpx.AsyncClient, world: World
) -> None:
    for _ in range(6):
        it = await (await talk(client, world)).bring("prepared")
        path = f"/v1/visits/{it.visit}"
        stands = (await client.get(path, headers=it.mine)).json()
        headers = it.mine | {"If-Match": f'"{stands["version"]}"'}
        later = it.began + timedelta(hours=2)
        body = {
            "began_at": stands["began_at"], "finished_at": later.isoformat(),
            "students_present": 3,
        }  # fmt: skip
        held, corrected = await asyncio.gather(
            it.hold(), client.put(f"{path}/done", json=body, headers=headers)
        )
        assert held.is_success != corrected.is_success, (held.text, corrected.text)
        if held.is_success:
            assert problem(corrected)[1] in {"stale-version", "visit-talked-over"}
        else:
            assert problem(held)[1] in {"invalid-dialogue", "person-busy"}


async def test_nothing_is_prepared_from_what_is_told_not_done_at_that_moment(
    client: httpx.AsyncClient, world: World
) -> None:
    for _ in range(6):
        it = await (await talk(client, world)).bring("preparing")
        headers = it.mine | {"If-Match": '"1"'}
        path = f"/v1/visits/{it.visit}/not-done"
        prepared, missed = await asyncio.gather(
            it.prepare(), client.put(path, json={"reason": WHY}, headers=headers)
        )
        assert prepared.is_success != missed.is_success, (prepared.text, missed.text)


async def test_of_two_reviews_of_one_promise_of_a_session_one_stands(
    client: httpx.AsyncClient, world: World
) -> None:
    await leave_room(world)
    staff = Staff(world, await world.school(BAGUA))
    cp, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    sessions = [
        await save_session(
            world, staff.school, organiser=cp, organiser_role="cp", convened=[teacher],
            starts_at=now() - timedelta(days=days), status="held",
        )
        for days in (9, 2)
    ]  # fmt: skip
    promise = await save_promise(world, staff.school, session=sessions[0], owner=teacher)
    carried = {"id": str(uuid4()), "due_on": str(today() + timedelta(days=9))}
    bodies: list[dict[str, Any]] = [
        {"outcome": "met"}, {"outcome": "not_met"}, {"outcome": "carried_over", "carried": carried},
    ]  # fmt: skip
    path, auth = f"/v1/commitments/{promise}/session-review", world.auth(cp)
    answers = await asyncio.gather(
        *(
            client.put(path, json={"session_id": str(sessions[1])} | each, headers=auth)
            for each in bodies * 2
        )
    )
    assert problems(list(answers)) == {200: 2, "commitment-reviewed": 4}
    assert len({a.json()["status"] for a in answers if a.is_success}) == 1
    counted = "select count(*) from event where subject = $1"
    assert await world.db.fetchval(counted, f"commitment/{promise}") == 1


async def test_both_who_leave_one_school_at_once_leave_nothing_to_come(
    client: httpx.AsyncClient, world: World
) -> None:
    here = await scene(world)
    visits = [
        await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=days))
        for days in range(3, 23)
    ]
    ugel = await world.login(Role.UGEL, BAGUA)
    posts = [await appointment_of(world.db, person) for person in (here.cp, here.teacher)]
    answers = await asyncio.gather(*(end(client, ugel, post, today()) for post in posts))
    assert problems(list(answers)) == {200: 2}
    rows = await world.db.fetch(
        "select status, count(*) from classroom_visit where id = any($1) group by 1", visits
    )
    assert [tuple(row) for row in rows] == [("cancelled", 20)]
    events = "select count(*) from event where kind = 'visit.cancelled' and place = $1::text::ltree"
    assert await world.db.fetchval(events, here.place) == 20
