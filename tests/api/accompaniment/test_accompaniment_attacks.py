"""What a review as an attacker found in visits and their dialogues: each story, and how it ends."""

from datetime import timedelta
from uuid import UUID, uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.answers import problem
from tests.api.accompaniment.referrals import marked
from tests.api.reporting.reports_from_work import owed_to, submit, take_up
from tests.clock import today
from tests.events import read_events as log
from tests.school_years import leave_room
from tests.talks import HOUR, Talk, days_ago, promise, talk, visit
from tests.visits import at, plan, planned_with, scene
from tests.world import BAGUA, Connection, World


def in_nine_days() -> str:
    return (today() + timedelta(days=9)).isoformat()


async def test_who_holds_a_post_learns_of_no_referral_about_themselves_from_the_log(
    client: AsyncClient, world: World
) -> None:
    it = await marked(client, world)
    await world.appoint(Role.DIRECTOR, it.school, person=it.teacher)
    about = world.auth(it.teacher, ROLE_SCOPES[Role.DIRECTOR])
    for filters in ({}, {"kind": "referral.opened"}, {"actor": str(it.visitor)}):
        kinds = {event["kind"] for event in await log(client, about, **filters)}
        assert "referral.opened" not in kinds
    other = await world.login(Role.UGEL, BAGUA)
    assert "referral.opened" in {event["kind"] for event in await log(client, other)}


async def test_a_dialogue_written_down_late_leaves_its_teacher_the_whole_term(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world, days=9)).bring("confirmed")
    owed, draft = await owed_to(world, it), uuid4()
    assert (await take_up(it, owed, draft)).json()["filled"] == []
    body = (await it.read()).json()
    assert body["answer_awaited_until"] > body["confirmed_at"]
    await connection.execute(
        "update reflective_dialogue set visitor_agreed_at = visitor_agreed_at - interval '7 days'"
    )
    (taken,) = (await take_up(it, owed, draft)).json()["filled"]
    assert taken["id"] == str(it.visit), "the teacher let the term pass"
    assert (await submit(it, draft)).status_code == 201


async def test_a_former_coordinator_reads_nothing_that_was_promised_to_their_successor(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world, days=20)).bring("preparing")
    successor = await world.appoint(Role.CP, it.school, post=2)
    day = days_ago(3)
    next_one = await visit(world, it.school, successor, it.teacher, began=day)
    after = Talk(client, world, it.school, successor, it.teacher, it.role, day, next_one)
    after.answers = it.answers
    await after.begin()
    await after.prepare()
    assert (await after.hold(promise())).status_code == 200
    assert len((await it.read()).json()["to_review"]) == 1, "while they coordinate there"
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        it.visitor, today() - timedelta(days=1),
    )  # fmt: skip
    read = await it.read()
    assert (read.status_code, read.json()["to_review"]) == (200, [])


async def two_after_a_promise(client: AsyncClient, world: World) -> tuple[Talk, Talk, str]:
    """Two dialogues of one teacher that are not held yet, and what was promised before both."""
    first = await (await talk(client, world, days=20)).bring("prepared")
    promised = promise()
    assert (await first.hold(promised)).status_code == 200
    earlier = await (await talk(client, world, like=first, days=10)).bring("prepared")
    later = await (await talk(client, world, like=first, days=5)).bring("prepared")
    return earlier, later, promised["id"]


async def test_a_commitment_is_carried_over_forwards_and_never_round_in_a_circle(
    client: AsyncClient, world: World
) -> None:
    earlier, later, commitment = await two_after_a_promise(client, world)
    for who in (earlier, later):
        carried = {"id": str(uuid4()), "due_on": in_nine_days()}
        assert (await who.review(commitment, "carried_over", carried=carried)).status_code == 201
        commitment = carried["id"]
    back = await earlier.review(commitment, "met")
    assert problem(back) == (409, "not-of-this-teacher")


async def test_what_a_later_dialogue_carried_over_does_not_hold_up_an_earlier_one(
    client: AsyncClient, world: World
) -> None:
    earlier, later, commitment = await two_after_a_promise(client, world)
    carried = {"id": str(uuid4()), "due_on": in_nine_days()}
    await later.review(commitment, "carried_over", carried=carried)
    assert (await earlier.read()).json()["to_review"] == []
    assert (await earlier.hold()).status_code == 200


async def test_a_dialogue_does_not_take_a_day(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("prepared")
    since = it.began + HOUR
    for minutes, answer in ((241, (422, "invalid-dialogue")), (240, None)):
        until = since + timedelta(minutes=minutes)
        held = await it.hold(held_from=since.isoformat(), held_to=until.isoformat())
        assert held.status_code == 200 if answer is None else problem(held) == answer


async def test_spaces_are_no_reason_to_disagree(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("held")
    assert problem(await it.answer(False, "   ")) == (422, "invalid-request")


async def test_what_was_prepared_goes_with_a_visit_that_is_moved(
    client: AsyncClient, world: World
) -> None:
    await leave_room(world)
    it = await (await talk(client, world, status="planned")).bring("preparing")
    new, starts_at = uuid4(), at(15, days=2)
    sent = {
        "starts_at": starts_at.isoformat(), "reason": "Paro regional.",
        "ends_at": (starts_at + HOUR).isoformat(),
    }  # fmt: skip
    moves = f"/v1/visits/{it.visit}/moves/{new}"
    assert (await client.put(moves, json=sent, headers=it.mine)).status_code == 201
    it.visit = new
    assert (await it.read()).json()["answers"] == it.answers
    assert (await it.save(answers={"d1-nivel": 4})).status_code == 200


async def test_a_visit_moved_to_another_year_leaves_the_plan_of_the_old(
    client: AsyncClient, world: World
) -> None:
    here = await scene(world)
    await world.save(
        "school_year", year=today().year + 1, starts_on=today() + timedelta(days=151),
        ends_on=today() + timedelta(days=400), weekly_hours=45,
    )  # fmt: skip
    its_plan = await planned_with(world, here, {here.teacher: 5}, author=here.cp)
    plans: list[tuple[int, UUID | None]] = []
    for days in (3, 200):
        id, new, cp = uuid4(), uuid4(), here.auth(here.cp)
        assert (await plan(client, cp, here.draft(plan_id=str(its_plan)), id=id)).is_success
        when = {"starts_at": at(10, days=days), "ends_at": at(10.75, days=days)}
        sent = {name: moment.isoformat() for name, moment in when.items()}
        moved = await client.put(
            f"/v1/visits/{id}/moves/{new}", json=sent | {"reason": "Paro"}, headers=cp
        )
        plans.append((moved.json()["year"], moved.json()["plan_id"]))
    assert plans == [(today().year, str(its_plan)), (today().year + 1, None)]
