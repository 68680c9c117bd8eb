"""Two at once over one person's time or one visit: one story, and the other is told why."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from httpx import Response

from domain.access.roles import Role
from persistence.accompaniment.visits.planning import CREATE_VISIT
from tests.answers import problem
from tests.clock import now
from tests.live.processes import Service
from tests.visits import WHY, Scene, at, plan, scene, visit
from tests.world import World

pytestmark = pytest.mark.slow


async def at_ten(world: World, subject: UUID) -> int:
    """How many are taken then by a thing."""
    counted = "select count(*) from booking where subject_id = $1"
    many: int = await world.db.fetchval(counted, subject)
    return many


def kinds(answers: list[Response]) -> Counter[object]:
    return Counter(a.status_code if a.is_success else problem(a) for a in answers)


async def test_of_two_coordinators_who_book_one_teacher_at_once_one_hears_when_they_are_taken(
    client: httpx.AsyncClient, world: World
) -> None:
    for _ in range(5):
        here = await scene(world)
        both = [here.auth(here.cp), here.auth(here.ct, Role.CT)]
        ids = [uuid4(), uuid4()]
        answers = await asyncio.gather(
            *(plan(client, auth, here.draft(), id=id) for auth, id in zip(both, ids, strict=True))
        )
        assert kinds(answers) == {201: 1, (409, "person-busy"): 1}
        (refused,) = (a for a in answers if a.is_error)
        (error,) = refused.json()["errors"]
        assert error["field"] == "/teacher_id"
        assert error["detail"].endswith("de 10:00 a 10:45.")
        (won,) = (id for a, id in zip(answers, ids, strict=True) if a.is_success)
        assert await at_ten(world, won) == 2
        seen = await client.get("/v1/me/visits", headers=world.auth(here.teacher))
        assert [v["id"] for v in seen.json()["items"]] == [str(won)]


async def crowd(client: httpx.AsyncClient, here: Scene, who: list[UUID]) -> list[Response]:
    """Everybody asks for overlapping times with both teachers, all at once."""
    requests = [
        plan(
            client,
            here.auth(visitor),
            here.draft(teacher, starts_at=at(9 + n / 4).isoformat(),
                       ends_at=at(10 + n / 4).isoformat()),
        )
        for visitor in who
        for teacher in (here.teacher, here.other)
        for n in range(3)
    ]  # fmt: skip
    return await asyncio.gather(*requests)


async def test_in_a_crowd_nobody_is_in_two_places_and_nobody_waits_for_another_for_ever(
    client: httpx.AsyncClient, world: World
) -> None:
    here = await scene(world)
    more = [await world.appoint(Role.CP, here.place, post=n) for n in (2, 3, 4)]
    answers = await crowd(client, here, [here.cp, *more])
    counts = kinds(answers)
    assert set(counts) == {201, (409, "person-busy")}, "no deadlock, no failure"
    twice = await world.db.fetchval(
        "select count(*) from booking a join booking b on a.person_id = b.person_id"
        " and a.id < b.id and a.during && b.during"
    )
    assert twice == 0


async def test_the_same_plan_many_times_at_once_is_one_visit(
    client: httpx.AsyncClient, world: World
) -> None:
    here, id = await scene(world), uuid4()
    auth = here.auth(here.cp)
    answers = await asyncio.gather(*(plan(client, auth, here.draft(), id=id) for _ in range(6)))
    assert kinds(answers) == {201: 1, 200: 5}
    assert await at_ten(world, id) == 2


async def test_visitor_and_teacher_at_once_leave_one_story(
    client: httpx.AsyncClient, world: World
) -> None:
    for _ in range(4):
        here = await scene(world)
        id = await visit(world, here.place, here.cp, here.teacher)
        cp, teacher = here.auth(here.cp), world.auth(here.teacher)
        cancelled, agreed = await asyncio.gather(
            client.put(f"/v1/visits/{id}/cancellation", json={"reason": WHY}, headers=cp),
            client.put(f"/v1/me/visits/{id}/confirmation", headers=teacher),
        )
        seen = (await client.get(f"/v1/visits/{id}", headers=cp)).json()
        if cancelled.is_success:  # an agreement before it changes nothing of that
            assert agreed.status_code in {200, 409, 412}
            assert seen["status"] == "cancelled"
            assert await at_ten(world, id) == 0
        else:
            assert (cancelled.status_code, seen["status"]) == (412, "confirmed")
            assert await at_ten(world, id) == 2


async def test_a_visit_moved_twice_at_once_is_carried_on_by_one(
    client: httpx.AsyncClient, world: World
) -> None:
    here = await scene(world)
    old = await visit(world, here.place, here.cp, here.teacher)
    cp, ids = here.auth(here.cp), [uuid4() for _ in range(4)]
    answers = await asyncio.gather(
        *(
            client.put(
                f"/v1/visits/{old}/moves/{id}",
                json={"starts_at": at(12 + n).isoformat(), "ends_at": at(12.75 + n).isoformat(),
                      "reason": WHY},
                headers=cp,
            )
            for n, id in enumerate(ids)
        )
    )  # fmt: skip
    counts = kinds(answers)
    assert counts[201] == 1
    assert set(counts) <= {201, (412, "stale-version"), (409, "visit-not-in-state")}
    (won,) = (id for a, id in zip(answers, ids, strict=True) if a.status_code == 201)
    seen = (await client.get(f"/v1/visits/{old}", headers=cp)).json()
    assert (seen["status"], seen["moved_to"]) == ("moved", str(won))
    assert (await at_ten(world, old), await at_ten(world, won)) == (0, 2)


async def test_however_close_two_come_neither_waits_for_the_other_until_the_server_ends_one(
    service: Service, world: World
) -> None:
    """Without their turn some of these end in a deadlock, and nobody is told anything."""
    here = await scene(world)
    connections = [await asyncpg.connect(service.database) for _ in range(6)]

    async def book(connection: "asyncpg.Connection[asyncpg.Record]", hour: float) -> str:
        visit = {
            "id": uuid4(), "by": here.cp, "now": now(), "notices": "[]", "year": here.year,
            "place": here.place, "role": "cp", "teacher_id": here.teacher, "stage": "process",
            "section": "2B", "area": None, "plan_id": None,
            "starts_at": at(0) + timedelta(hours=hour), "ends_at": at(0.5) + timedelta(hours=hour),
        }  # fmt: skip
        try:
            await connection.fetch(CREATE_VISIT.text, *(visit[name] for name in CREATE_VISIT.names))
        except asyncpg.PostgresError as refused:
            return type(refused).__name__
        return "booked"

    counts: Counter[str] = Counter()
    for n in range(120):
        counts.update(await asyncio.gather(*(book(c, hour=n) for c in connections)))
    for connection in connections:
        await connection.close()
    assert counts == {"booked": 120, "ExclusionViolationError": 600}
