"""Two at once over one dialogue: one story, and the other is told why."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.answers import problem
from tests.clock import today
from tests.live.outcomes import problems
from tests.talks import Talk, promise, talk, visit
from tests.world import World

pytestmark = pytest.mark.slow


async def test_of_many_who_hold_it_at_once_one_does_and_the_others_are_told(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    answers = await asyncio.gather(*(it.hold(promise()) for _ in range(6)))
    assert problems(answers) == {200: 1, "dialogue-not-in-state": 5}
    (commitment,) = (await it.read()).json()["commitments"]
    (accepted,) = [a for a in answers if a.is_success]
    assert accepted.json()["commitments"] == [commitment]
    booked = "select count(*) from booking where subject_id = $1"
    assert await world.db.fetchval(booked, it.visit) == 2


async def test_the_same_holding_many_times_at_once_is_one(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    due = promise()
    answers = await asyncio.gather(*(it.hold(due) for _ in range(6)))
    assert problems(answers) == {200: 6}
    events = "select count(*) from event where kind = 'dialogue.held' and subject = $1"
    assert await world.db.fetchval(events, f"dialogue/{it.visit}") == 1


async def test_both_who_close_it_at_once_close_it(client: httpx.AsyncClient, world: World) -> None:
    for agrees, status in ((True, "agreed"), (False, "disagreed")) * 2:
        it = await (await talk(client, world)).bring("held")
        answers = await asyncio.gather(it.confirm(), it.answer(agrees, "Así fue, o no."))
        assert all(a.is_success for a in answers), [a.text for a in answers]
        shown = (await it.read()).json()
        assert shown["status"] == status
        assert sum(a.json()["status"] == status for a in answers) == 1, "the second closes it"


async def test_of_a_yes_and_a_no_at_once_one_is_taken_and_the_other_told(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("confirmed")
    yes, no = await asyncio.gather(it.answer(True), it.answer(False, "No fue así."))
    refusals = {"dialogue-not-in-state", "version-required"}
    (one,) = [a for a in (yes, no) if a.is_success]
    (other,) = [a for a in (yes, no) if not a.is_success]
    assert problem(other)[1] in refusals
    assert (await it.read()).json()["status"] == one.json()["status"]


async def test_preparing_and_correcting_at_once_leave_a_checked_form(
    client: httpx.AsyncClient, world: World
) -> None:
    for _ in range(4):
        it = await (await talk(client, world)).bring("preparing")
        answers = await asyncio.gather(it.prepare(), it.save(clear=["d1-evidencias"]))
        shown = (await it.read()).json()
        assert (shown["status"] == "prepared") == ("d1-evidencias" in shown["answers"])
        assert sum(a.is_success for a in answers) == 1


async def test_two_coordinators_with_one_teacher_at_one_hour(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    cp = await world.appoint(Role.CP, it.school, post=2)
    beside = await visit(world, it.school, cp, it.teacher, began=it.began)
    other = Talk(client, world, it.school, cp, it.teacher, Role.CP, it.began, beside, it.answers)
    await other.bring("prepared")
    answers = await asyncio.gather(it.hold(), other.hold())
    assert problems(list(answers)) == {200: 1, "person-busy": 1}
    (busy,) = [a for a in answers if not a.is_success]
    assert busy.json()["errors"], "it says when"


async def test_what_the_one_promises_the_other_looks_at_first(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    later = await (await talk(client, world, like=it, days=1)).bring("prepared")
    first, second = await asyncio.gather(it.hold(promise()), later.hold(promise()))
    assert first.status_code == 200, first.text
    if second.is_success:  # then it came first, and what it promised lies after the other
        open_then = [c["id"] for c in (await it.read()).json()["to_review"]]
        assert open_then == []
    else:
        assert problem(second) == (409, "commitments-not-reviewed")


async def test_of_two_reviews_of_one_commitment_one_stands(
    client: httpx.AsyncClient, world: World
) -> None:
    first = await (await talk(client, world, days=9)).bring("prepared")
    due = promise()
    await first.hold(due)
    it = await (await talk(client, world, like=first)).bring("preparing")
    to = {"id": str(uuid4()), "due_on": (today() + timedelta(days=9)).isoformat()}
    answers = await asyncio.gather(
        it.review(due["id"], "met"), it.review(due["id"], "not_met"),
        it.review(due["id"], "carried_over", carried=to),
    )  # fmt: skip
    assert problems(list(answers)) == {200: 1, "commitment-reviewed": 2}
    carried = "select count(*) from commitment where carried_from = $1::uuid"
    stands = [a.json()["status"] for a in answers if a.is_success]
    assert await world.db.fetchval(carried, due["id"]) == (stands == ["carried_over"])


async def test_of_two_directors_who_attend_a_referral_one_does(
    client: httpx.AsyncClient, world: World
) -> None:
    it = await talk(client, world)
    it.answers["d4-marca"] = True
    await it.bring("prepared")
    deputy = await world.grant(Role.DIRECTOR, it.school)
    people = [await world.appoint(Role.DIRECTOR, it.school), deputy]
    offices = [world.auth(person, ROLE_SCOPES[Role.DIRECTOR]) for person in people]
    (seen,) = (await client.get("/v1/referrals", headers=offices[0])).json()["items"]
    path = f"/v1/referrals/{seen['id']}/status"
    answers = await asyncio.gather(*(
        client.put(path, headers=auth | {"If-Match": '"1"'},
                   json={"status": "attended", "note": f"La atendí yo, {n}."})
        for n, auth in enumerate(offices)
    ))  # fmt: skip
    assert Counter(a.is_success for a in answers) == {True: 1, False: 1}
    (refused,) = [a for a in answers if not a.is_success]
    assert problem(refused) in {(412, "stale-version"), (409, "referral-not-in-state")}


async def test_of_two_preparations_that_fill_a_day_at_once_one_does(
    client: httpx.AsyncClient, world: World
) -> None:
    first = await talk(client, world)
    both = [first, await talk(client, world, like=first, days=5)]
    for it in both:
        await it.begin(preparation_minutes=400)
    answers = await asyncio.gather(*(it.prepare() for it in both))
    assert problems(list(answers)) == {200: 1, "day-is-full": 1}
