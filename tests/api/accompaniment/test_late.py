"""What is late in a school, on the director's page: each kind, from its hour on and not before."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.accompaniment import A_DAY, A_LESSON, Accompaniment
from tests.api.accompaniment.practice import coordinated, page, teachers
from tests.clock import now, today
from tests.documents import filed, returned
from tests.hours import director_of
from tests.school_work import save_action, save_assessment
from tests.world import BAGUA, World

A_WEEK = timedelta(days=7)
Made = tuple[UUID, datetime]
"""What was made, and since when it waits."""


async def unrecorded(work: Accompaniment, teacher: UUID, since: datetime) -> Made:
    return await work.visit(teacher, "confirmed", at=since - A_LESSON), since


async def undiscussed(work: Accompaniment, teacher: UUID, since: datetime) -> Made:
    visit = await work.visit(teacher, at=since - A_LESSON)
    await work.dialogue(visit, "prepared", at=since)
    return visit, since


async def unanswered(work: Accompaniment, teacher: UUID, since: datetime) -> Made:
    held = since - timedelta(minutes=45)
    visit = await work.visit(teacher, at=held - A_DAY)
    await work.dialogue(visit, "held", at=held)
    return visit, since


async def plan(work: Accompaniment, first: str, **more: Any) -> UUID:
    id, columns = await work.plan(first), ", ".join(f"{n} = ${i}" for i, n in enumerate(more, 2))
    await work.world.db.execute(
        f"update accompaniment_plan set {columns} where id = $1",
        id,
        *more.values(),
    )
    return id


async def plan_waiting(work: Accompaniment, _: UUID, since: datetime) -> Made:
    return await plan(work, "submitted", submitted_at=since), since


async def plan_returned(work: Accompaniment, _: UUID, since: datetime) -> Made:
    about = {"returned_note": "Falta la meta.", "returned_by": work.coordinator}
    return await plan(work, "submitted", status="returned", returned_at=since, **about), since


async def plan_apart(work: Accompaniment, _: UUID, since: datetime) -> Made:
    return await plan(work, "approved", approved_at=since), since


async def session_unrecorded(work: Accompaniment, _: UUID, since: datetime) -> Made:
    return await work.session("gia", "scheduled", at=since - timedelta(hours=2)), since


async def minutes_missing(work: Accompaniment, _: UUID, since: datetime) -> Made:
    return await work.session("rtc", "held", at=since - timedelta(hours=2)), since


async def assessment_waiting(work: Accompaniment, _: UUID, since: datetime) -> Made:
    by = work.coordinator
    return await save_assessment(work.world, work.school, by=by, made_at=since), since


async def assessment_returned(work: Accompaniment, _: UUID, since: datetime) -> Made:
    more = {"by": work.coordinator, "status": "returned", "decided_at": since}
    return await save_assessment(work.world, work.school, **more), since  # type: ignore[arg-type]


async def owed(work: Accompaniment, closes_at: datetime) -> UUID:
    cut = await work.world.cut("teacher_accompaniment", opens=-60, closes=-1)
    await work.world.db.execute(
        "update report_cut set closes_at = $1 where code = $2", closes_at, cut
    )
    return await work.world.obligation(cut, work.school, "cp", 1)


async def report_missing(work: Accompaniment, _: UUID, since: datetime) -> Made:
    return await owed(work, since), since


async def report_returned(work: Accompaniment, _: UUID, since: datetime) -> Made:
    obligation = await owed(work, now() - 20 * A_DAY)
    about = {"role": "cp", "days": (since - now()) / A_DAY}
    return await returned(work.world, obligation, work.coordinator, **about), since  # type: ignore[arg-type]


async def report_waiting(work: Accompaniment, _: UUID, since: datetime) -> Made:
    obligation = await owed(work, now() - 20 * A_DAY)
    about = {"role": "cp", "days_ago": (now() - since) / A_DAY}
    return await filed(work.world, obligation, work.coordinator, **about), since  # type: ignore[arg-type]


Make = Callable[[Accompaniment, UUID, datetime], Awaitable[Made]]
KINDS: dict[str, tuple[Make, timedelta]] = {
    "visit-unrecorded": (unrecorded, timedelta()),
    "dialogue-missing": (undiscussed, A_WEEK),
    "dialogue-unanswered": (unanswered, A_WEEK),
    "plan-waiting": (plan_waiting, timedelta()),
    "plan-returned": (plan_returned, A_WEEK),
    "plan-not-in-pat": (plan_apart, A_WEEK),
    "session-unrecorded": (session_unrecorded, timedelta()),
    "minutes-missing": (minutes_missing, A_WEEK),
    "assessment-waiting": (assessment_waiting, A_WEEK),
    "assessment-returned": (assessment_returned, A_WEEK),
    "report-missing": (report_missing, timedelta()),
    "report-returned": (report_returned, timedelta()),
    "report-waiting": (report_waiting, A_WEEK),
}
"""How each kind of the contract comes about, and how long it may wait; a commitment has a day."""
AN_HOUR = timedelta(hours=1)


async def late(client: AsyncClient, work: Accompaniment) -> list[tuple[str, str, datetime]]:
    rows = (await page(client, work.school, await director_of(work.world, work.school)))["late"]
    return [(each["what"], each["id"], datetime.fromisoformat(each["since"])) for each in rows]


@pytest.mark.parametrize("what", KINDS)
async def test_it_is_late_from_its_hour_on(client: AsyncClient, world: World, what: str) -> None:
    make, patience = KINDS[what]
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    id, since = await make(work, teacher, now() - patience - AN_HOUR)
    ((late_kind, key, at),) = await late(client, work)
    assert (late_kind, key) == (what, str(id))
    assert abs(at - since) < timedelta(seconds=1)


@pytest.mark.parametrize("what", [what for what in KINDS if what != "plan-waiting"])
async def test_it_is_not_late_before(client: AsyncClient, world: World, what: str) -> None:
    make, patience = KINDS[what]
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    await make(work, teacher, now() - patience + AN_HOUR)
    assert await late(client, work) == []


async def test_a_commitment_is_late_from_the_day_after_its_own(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    visit = await work.visit(teacher, at=now() - 3 * A_DAY)
    await work.commitment(visit, teacher, due=today())
    await work.commitment(visit, teacher, "met", due=today() - 9 * A_DAY)
    promise = await work.commitment(visit, teacher, due=today() - A_DAY)
    assert [(what, id) for what, id, _ in await late(client, work)] == [
        ("commitment-overdue", str(promise))
    ]


async def test_what_was_done_about_it_is_late_no_more(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    for status in ("not_done", "cancelled", "moved"):
        await work.visit(teacher, status, at=now() - 20 * A_DAY)
    for status in ("agreed", "disagreed"):
        await work.dialogue(await work.visit(teacher, at=now() - 30 * A_DAY), status,
                            at=now() - 20 * A_DAY)  # fmt: skip
    for status in ("minuted", "cancelled"):
        await work.session("gia", status)
    await plan(work, "approved", approved_at=now() - 20 * A_DAY, pat_at=now(), pat_by=teacher)
    await save_assessment(world, work.school, by=work.coordinator, status="validated",
                          made_at=now() - 20 * A_DAY)  # fmt: skip
    await save_action(world, work.school, by=work.coordinator)
    done = await owed(work, now() - 20 * A_DAY)
    await filed(world, done, work.coordinator, role="cp", days_ago=20, status="approved")
    assert await late(client, work) == []


async def test_a_report_is_owed_until_its_extension_ends(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    missing = await owed(work, now() - 9 * A_DAY)
    cut = await world.db.fetchval("select cut_code from obligation where id = $1", missing)
    await world.extend(cut, BAGUA, now() + A_DAY)
    assert await late(client, work) == []
    await world.db.execute("update cut_extension set closes_at = $1", now() - 2 * A_DAY)
    body = await page(client, work.school, await director_of(world, work.school))
    (row,) = body["late"]
    assert (row["what"], row["id"]) == ("report-missing", str(missing))
    assert datetime.fromisoformat(row["since"]) == now() - 2 * A_DAY
    assert row["who"]["id"] == str(work.coordinator), "who owes it is named"


async def test_a_school_s_late_things_are_those_of_an_independent_count(
    client: AsyncClient, world: World
) -> None:
    chance = Random(20261125)  # noqa: S311  the same year each time
    work = await coordinated(world)
    people = await teachers(work, 4)
    many = [name for name in KINDS if not name.startswith(("plan-", "report-", "assessment-"))]
    expected = []
    for _ in range(60):
        what = chance.choice(many)
        make, patience = KINDS[what]
        since = now() - timedelta(hours=chance.randint(1, 400), minutes=30)
        id, at = await make(work, chance.choice(people), since)
        if at < now() - patience:
            expected.append((at, what, str(id)))
    rows = await late(client, work)
    assert sorted((what, id) for what, id, _ in rows) == sorted((w, id) for _, w, id in expected)
    assert [at for _, _, at in rows] == sorted(at for at, _, _ in expected), "the longest first"
    other = await coordinated(world)
    assert await late(client, other) == []


async def test_a_coordinator_is_told_of_their_own(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    missing = await owed(work, now() - 9 * A_DAY)
    visit, _ = await unrecorded(work, teacher, now() - A_DAY)
    colleague = Accompaniment(world, work.school, await world.appoint(Role.CT, work.school), "ct")
    session, _ = await session_unrecorded(colleague, teacher, now() - 2 * A_DAY)

    async def late_ids(person: UUID) -> set[str]:
        found = (await page(client, work.school, world.auth(person)))["late"]
        return {each["id"] for each in found}

    assert await late_ids(work.coordinator) == {str(missing), str(visit), str(session)}
    assert await late_ids(colleague.coordinator) == {str(session)}
