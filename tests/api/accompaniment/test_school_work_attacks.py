"""What a review as an attacker found in sessions, plans and figures: how each story ends."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from persistence.accompaniment.hours.facts import WORKED
from tests.accompaniment import Accompaniment
from tests.answers import codes, problem
from tests.api.accompaniment.collaborative_sessions import bookings, put
from tests.api.accompaniment.practice import coordinated, indicators, page, teachers
from tests.clock import now, today
from tests.places import code_of
from tests.school_work import Staff, save_session
from tests.talks import HOUR, days_ago, visit
from tests.visits import booked
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Connection, World

A_DAY = timedelta(days=1)


@pytest.mark.parametrize("by", ["nation", "region", "iged", "institution"])
async def test_a_filter_does_not_make_one_school_pass_for_its_region(
    client: AsyncClient, world: World, by: str
) -> None:
    few, near = await coordinated(world), await coordinated(world)
    far = await coordinated(world, CHACHAPOYAS)
    both = {"met": 5, "not_met": 5}
    for work, ended in ((few, {"met": 1}), (near, both), (far, both)):
        for status, n in ended.items():
            for teacher in await teachers(work, n):
                done, last = await work.visit(teacher), now() - 40 * A_DAY
                await work.commitment(done, teacher, status, ended=last)
    for role, place in ((Role.MINEDU, "pe"), (Role.DRE, AMAZONAS)):
        auth = await world.login(role, place)
        (whole,) = (await indicators(client, auth, "region")).values()
        assert whole["commitments"]["met"] == 5, "beside the second, the first would be one"
        (part,) = (await indicators(client, auth, by, institution=code_of(few.school))).values()
        assert (part["visits"]["done"], part["commitments"]) == (1, None)


async def test_who_agreed_is_told_to_nobody_above_the_ugel(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    await work.dialogue(await work.visit(teacher), "held")
    for role, place, agreed in (
        (Role.MINEDU, "pe", None), (Role.DRE, AMAZONAS, None), (Role.UGEL, BAGUA, 0),
    ):  # fmt: skip
        auth = await world.login(role, place)
        (row,) = (await indicators(client, auth, "institution")).values()
        assert (row["dialogues"]["held"], row["dialogues"]["agreed"]) == (1, agreed)
        shown = await page(client, work.school, auth)
        assert shown["figures"]["dialogues"]["agreed"] == agreed


async def test_a_coordinator_counts_no_colleagues_commitments_teacher_by_teacher(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    mine, theirs = await teachers(work, 2)
    await work.commitment(await work.visit(mine), mine)
    colleague = Accompaniment(world, work.school, await world.appoint(Role.CT, work.school), "ct")
    await colleague.commitment(await colleague.visit(theirs, at=now() - 20 * A_DAY), theirs)
    for auth, counted, whole in (
        (world.auth(work.coordinator), [0, 1], None),
        (await world.login(Role.DIRECTOR, work.school), [1, 1], 2),
    ):
        shown = await page(client, work.school, auth)
        assert sorted(row["commitments_open"] for row in shown["teachers"]) == counted
        indicators = await client.get("/v1/practice?year=2024&by=institution", headers=auth)
        (own,) = indicators.json()["items"]
        for figures in (shown["figures"], own):
            commitments = figures["commitments"] or {"open": None}
            assert commitments["open"] == whole, "less their own is the colleague's"
            assert (figures["dialogues"]["agreed"] is None) == (whole is None)


async def test_a_year_that_is_over_counts_the_teachers_it_had(
    client: AsyncClient, world: World
) -> None:
    await world.db.execute("update school_year set ends_on = '2024-12-20' where year = 2024")
    school = await world.school()
    started, ended = date(2024, 3, 1), date(2025, 1, 5)
    past = await world.appoint(Role.TEACHER, school, since=started, until=ended)
    await world.appoint(Role.TEACHER, school, since=today() - A_DAY)
    work = Accompaniment(
        world, school, await world.appoint(Role.CP, school, since=started, until=ended)
    )
    await work.visit(past, at=datetime(2024, 6, 5, 15, tzinfo=UTC))
    await world.appoint(Role.CP, school)
    body = await page(client, school, await world.login(Role.DIRECTOR, school))
    counted = body["figures"]["teachers"]
    assert (counted["teachers"], counted["visited"], counted["level"]) == (1, 1, "IV")
    assert [row["person"]["id"] for row in body["teachers"]] == [str(past)]
    assert [c["person"]["id"] for c in body["coordinators"]] == [str(work.coordinator)]


async def test_what_came_of_a_session_is_not_told_to_whoever_left_before(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    director = await staff.of(Role.DIRECTOR)
    left = await world.appoint(Role.TEACHER, staff.school, until=today() - 10 * A_DAY)
    stays = await staff.of(Role.TEACHER)
    id = await save_session(
        world, staff.school, organiser=director, convened=[left, stays], status="minuted",
        agreements='[{"text": "Narración del acuerdo.", "commitment_id": null}]',
    )  # fmt: skip
    for person, seen in ((stays, True), (left, False)):
        auth = world.auth(person, ROLE_SCOPES[Role.TEACHER])
        body = (await client.get(f"/v1/me/collaborative-sessions/{id}", headers=auth)).json()
        assert (body["minutes"] is not None, len(body["agreements"])) == (seen, int(seen))


async def test_who_was_absent_from_a_session_has_their_time_back_and_credits_no_hours(
    client: AsyncClient, staff: Staff, world: World, connection: Connection
) -> None:
    auth, start = await staff.auth(Role.DIRECTOR), days_ago(1)
    cp, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    people = {cp, teacher}
    id = await save_session(world, staff.school, organiser=cp, convened=[*people], starts_at=start)
    seen = 1

    async def attended(*came: object) -> int:
        nonlocal seen
        rows = [{"person_id": str(p), "attended": p in came} for p in people]
        answer = await put(client, auth, f"{id}/attendance", {"people": rows}, seen=seen)
        seen += answer.is_success
        return answer.status_code

    assert await attended() == 200
    assert await bookings(connection, id) == set()
    assert await attended(teacher) == 200
    assert await bookings(connection, id) == {teacher}, "the attendance was corrected"
    it = await visit(world, staff.school, cp, teacher, began=start, status="planned")
    sent = {
        "began_at": start.isoformat(), "finished_at": (start + HOUR).isoformat(),
        "students_present": 20,
    }  # fmt: skip
    done = f"/v1/visits/{it}/done"
    mine = await staff.auth(Role.CP)
    assert problem(await client.put(done, json=sent, headers=mine)) == (409, "person-busy")
    assert await attended() == 200
    assert (await client.put(done, json=sent, headers=mine)).status_code == 200
    assert await attended(teacher) == 409, "they were in a lesson then"
    assert await credited(connection, cp) == 0


async def credited(connection: Connection, person: object) -> int:
    """Sessions that count as the person's hours."""
    query = f"select count(*) from {WORKED} w where w.proof = 'sessions' and w.person_id = $1"
    counted: int = await connection.fetchval(query, person)
    return counted


async def test_an_agreement_is_due_within_a_year(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    director, teacher = await staff.of(Role.DIRECTOR), await staff.of(Role.TEACHER)
    id = await save_session(
        world, staff.school, organiser=director, convened=[teacher], status="held"
    )
    promise = {"id": str(uuid4()), "owner_id": str(teacher), "due_on": "9999-12-31"}
    sent = {
        "text": "Narración del acta.",
        "agreements": [{"text": "Narración del acuerdo.", "commitment": promise}],
    }
    refused = await put(client, await staff.auth(Role.DIRECTOR), f"{id}/minutes", sent, seen=1)
    assert codes(refused) == [("/agreements/0/commitment/due_on", "due-out-of-time")]


async def test_who_came_unconvened_is_in_one_place_like_the_convened(
    client: AsyncClient, staff: Staff, world: World, connection: Connection
) -> None:
    auth, start = await staff.auth(Role.DIRECTOR), days_ago(1)
    cp, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    extra = await world.appoint(Role.TEACHER, staff.school)
    id = await save_session(world, staff.school, organiser=cp, convened=[teacher], starts_at=start)

    async def came(*unconvened: object, seen: int) -> Response:
        rows = [{"person_id": str(p), "attended": True} for p in (teacher, *unconvened)]
        return await put(client, auth, f"{id}/attendance", {"people": rows}, seen=seen)

    other = await world.appoint(Role.CP, staff.school, post=2)
    elsewhere = await visit(world, staff.school, other, extra, began=start)
    await booked(world, extra, start, start + HOUR, what="visit", subject_id=elsewhere)
    refused = await came(extra, seen=1)
    assert problem(refused) == (409, "person-busy")
    assert [each["field"] for each in refused.json()["errors"]] == ["/people/1/attended"]
    await connection.execute("delete from booking where subject_id = $1", elsewhere)
    assert (await came(extra, seen=1)).status_code == 200
    assert await bookings(connection, id) >= {extra, teacher}
    assert (await came(extra, cp, seen=2)).status_code == 200, "theirs already"
    assert (await came(seen=3)).status_code == 200
    assert extra not in await bookings(connection, id), "taken off the list"
    assert cp in await bookings(connection, id), "who organises stays"
