"""Two at once over one plan: one story, and the other is told."""

import asyncio
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from domain.access.roles import Role
from tests.answers import outcome
from tests.api.accompaniment.amending import Amending, amending
from tests.api.accompaniment.planning import planned
from tests.world import World

pytestmark = pytest.mark.slow


async def events(world: World, plan: object) -> list[str]:
    rows = await world.db.fetch(
        "select kind from event where subject = 'plan/' || $1::uuid order by tx, seq", plan
    )
    return [row["kind"] for row in rows]


async def test_of_two_directors_at_once_one_decides_and_the_other_is_told(
    client: httpx.AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    deputy = world.auth(await world.grant(Role.DIRECTOR, plan.school))
    answers = await asyncio.gather(
        *(
            plan.do(act, auth=auth, version=2)
            for act, auth in (("approve", plan.directing), ("return", deputy)) * 4
        )
    )
    # Whoever decided and asks again meanwhile hears what they did: their answer may be lost.
    assert Counter(map(outcome, answers)) == {(200, ""): 4, (412, "stale-version"): 4}
    status = (await plan.read())["status"]
    assert await events(world, plan.id) == [
        "plan.submitted", {"approved": "plan.approved", "returned": "plan.returned"}[status],
    ]  # fmt: skip


async def test_the_same_draft_sent_many_times_at_once_is_begun_once(
    client: httpx.AsyncClient, world: World
) -> None:
    plan = await planned(client, world)
    answers = await asyncio.gather(*(plan.put() for _ in range(6)))
    assert Counter(map(outcome, answers)) == {(201, ""): 1, (200, ""): 5}
    assert {a.headers["ETag"] for a in answers} == {'"1"'}
    assert len((await plan.read())["teachers"]) == 2


async def test_of_two_plans_of_one_kind_begun_at_once_one_stays(
    client: httpx.AsyncClient, world: World
) -> None:
    plan = await planned(client, world)
    answers = await asyncio.gather(
        *(client.put(f"/v1/plans/{uuid4()}", json=plan.body(), headers=plan.auth) for _ in range(5))
    )
    assert Counter(map(outcome, answers)) == {(201, ""): 1, (409, "plan-exists"): 4}


async def test_of_two_devices_that_change_a_draft_at_once_one_is_told(
    client: httpx.AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("draft")
    answers = await asyncio.gather(
        *(plan.put(plan.body(diagnosis=f"Diagnóstico {n}."), version=1) for n in range(5))
    )
    assert Counter(map(outcome, answers)) == {(200, ""): 1, (412, "stale-version"): 4}


async def test_the_same_change_of_whom_it_accompanies_sent_twice_at_once_is_kept_once(
    client: httpx.AsyncClient, world: World
) -> None:
    """Who waited for the plan sees all of what the other kept, the teachers beside it too."""
    plan = await (await planned(client, world)).bring("draft")
    changed = plan.body(teachers=[{"id": str(plan.teachers[0]), "visits": 5}])
    waiting = "select count(*) from pg_locks where not granted"
    async with world.db.transaction():
        await world.db.execute("select from accompaniment_plan where id = $1 for update", plan.id)
        both = asyncio.gather(*(plan.put(changed, version=1) for _ in range(2)))
        while await world.db.fetchval(waiting) < 2:  # both wait for the plan
            pass
    answers = await both
    assert Counter(map(outcome, answers)) == {(200, ""): 2}
    assert {a.headers["ETag"] for a in answers} == {'"2"'}


async def test_what_is_submitted_is_what_was_kept_last(
    client: httpx.AsyncClient, world: World
) -> None:
    """A save and a submission at once: never a submitted plan that its author did not see."""
    for _ in range(4):
        plan = await (await planned(client, world)).bring("draft")
        saved, submitted = await asyncio.gather(
            plan.put(plan.body(diagnosis="Cambiado."), version=1), plan.do("submit", version=1)
        )
        assert {saved.status_code, submitted.status_code} == {200, 412}
        shown = await plan.read()
        assert (shown["status"] == "submitted") == submitted.is_success
        assert (shown["diagnosis"] == "Cambiado.") == saved.is_success


async def test_who_acts_holds_the_plan_so_the_same_act_meanwhile_finds_it_done(
    client: httpx.AsyncClient, world: World
) -> None:
    plan = await (await planned(client, world)).bring("submitted")
    waiting = "select count(*) from pg_locks where not granted"
    async with world.db.transaction():
        await world.db.execute("select from accompaniment_plan where id = $1 for update", plan.id)
        both = asyncio.gather(*(plan.do("approve", version=2) for _ in range(2)))
        while await world.db.fetchval(waiting) < 2:  # both have read what they decide on, or wait
            pass
    assert Counter(map(outcome, await both)) == {(200, ""): 2}
    assert await events(world, plan.id) == ["plan.submitted", "plan.approved"]


async def test_of_a_closing_and_a_submitted_amendment_at_once_one_is_told(
    client: httpx.AsyncClient, world: World
) -> None:
    """Never a closed plan with an amendment that waits for nobody."""
    for _ in range(4):
        it = await (await amending(client, world)).bring("draft")
        closed, submitted = await asyncio.gather(it.plan.do("close"), it.do("submit"))
        assert [closed.is_success, submitted.is_success].count(True) == 1
        assert {closed.status_code, submitted.status_code} <= {200, 409, 412}
        waits = (await it.plan.read())["amendment"]
        assert (waits is None) == closed.is_success


async def test_of_an_approval_and_a_withdrawal_at_once_one_is_told(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await amending(client, world)).bring("submitted")
    answers = await asyncio.gather(it.do("approve", version=2), it.do("withdraw", version=2))
    assert Counter(map(outcome, answers)) == {(200, ""): 1, (412, "stale-version"): 1}
    named = {t["id"] for t in (await it.plan.read())["teachers"]}
    assert (str(it.comes) in named) == ((await it.read())["status"] == "approved")


async def test_of_two_amendments_begun_at_once_one_stays(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await amending(client, world)
    every = [Amending(it.plan, it.comes) for _ in range(4)]
    answers = await asyncio.gather(*(each.put() for each in every))
    assert Counter(map(outcome, answers)) == {(201, ""): 1, (409, "amendment-open"): 3}
