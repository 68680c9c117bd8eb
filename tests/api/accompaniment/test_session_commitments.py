"""What sessions of collective work leave promised is looked at in later ones of the school."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.clock import now, today
from tests.school_work import YEAR, Staff, save_promise, save_session
from tests.school_years import leave_room
from tests.world import BAGUA, Auth, Connection, World

DAY = timedelta(days=1)


@dataclass
class Meetings:
    """A session of nine days ago of the school's CP, and what a teacher promised in it."""

    client: AsyncClient
    world: World
    staff: Staff
    cp: UUID
    teacher: UUID
    first: UUID
    promise: UUID

    async def session(self, *, days: float, status: str = "held", **more: Any) -> UUID:
        """Another of the CP's, some days ago; the teacher attended it."""
        about: dict[str, Any] = {
            "organiser": self.cp,
            "organiser_role": "cp",
            "convened": [self.teacher],
        } | more
        return await save_session(
            self.world, self.staff.school, starts_at=now() - days * DAY, status=status, **about
        )

    async def review(
        self, session: UUID | None, outcome: str = "met", auth: Auth | None = None, **more: Any
    ) -> Response:
        sent = {"session_id": session and str(session), "outcome": outcome} | more
        path = f"/v1/commitments/{more.pop('of', self.promise)}/session-review"
        sent.pop("of", None)
        return await self.client.put(path, json=sent, headers=auth or self.world.auth(self.cp))

    async def page(self, session: UUID) -> Any:
        path = f"/v1/collaborative-sessions/{session}"
        return (await self.client.get(path, headers=self.world.auth(self.cp))).json()


@pytest.fixture
async def it(client: AsyncClient, world: World) -> Meetings:
    await leave_room(world)
    staff = Staff(world, await world.school(BAGUA))
    cp, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    first = await save_session(
        world, staff.school, organiser=cp, organiser_role="cp", convened=[teacher],
        starts_at=now() - 9 * DAY, status="minuted",
    )  # fmt: skip
    promise = await save_promise(world, staff.school, session=first, owner=teacher)
    return Meetings(client, world, staff, cp, teacher, first, promise)


@pytest.mark.parametrize("status", ["held", "minuted"])
@pytest.mark.parametrize("outcome", ["met", "not_met"])
async def test_what_became_of_it_is_told_in_a_later_session(
    it: Meetings, connection: Connection, status: str, outcome: str
) -> None:
    later = await it.session(days=2, status=status)
    assert [c["id"] for c in (await it.page(later))["to_review"]] == [str(it.promise)]
    assert (await it.page(it.first))["to_review"] == [], "it made it"
    answer = await it.review(later, outcome, note="Se vio en la sesión.")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["status"], body["session_id"]) == (outcome, str(it.first))
    assert body["review"]["by"]["id"] == str(it.cp)
    review = (body["review"]["session_id"], body["review"]["visit_id"], body["review"]["note"])
    assert review == (str(later), None, "Se vio en la sesión.")
    page = await it.page(later)
    (reviewed,) = page["reviewed"]
    assert (page["to_review"], reviewed["id"], reviewed["status"]) == ([], str(it.promise), outcome)
    again = await it.review(later, outcome, note="Se vio en la sesión.")
    assert (again.status_code, again.json()) == (200, body)
    logged = await connection.fetch(
        "select kind, payload ->> 'session_id' as at from event where subject = $1",
        f"commitment/{it.promise}",
    )
    assert [tuple(row) for row in logged] == [("commitment.reviewed", str(later))]


async def test_one_that_is_carried_over_is_of_the_session_that_carried_it(it: Meetings) -> None:
    later = await it.session(days=4, status="minuted")
    carried = {"id": str(uuid4()), "due_on": str(today() + 5 * DAY)}
    body = (await it.review(later, "carried_over", carried=carried)).json()
    assert (body["status"], body["carried_to"]) == ("carried_over", carried["id"])
    (reviewed,) = (await it.page(later))["reviewed"]
    assert reviewed["carried_to"] == {
        "id": carried["id"], "due_on": carried["due_on"], "status": "open",
        "text": "Narración de la promesa.",
    }  # fmt: skip
    third = await it.session(days=1)
    (open_one,) = (await it.page(third))["to_review"]
    assert (open_one["id"], open_one["session_id"]) == (carried["id"], str(later))
    new = UUID(carried["id"])
    earlier = await it.review(later, of=new)
    assert problem(earlier) == (409, "not-of-earlier-session"), "it is of that one itself"
    assert (await it.review(third, of=new)).json()["status"] == "met"
    other = await it.session(days=0.5)
    for request in (
        it.review(later, "carried_over"),
        it.review(later, "carried_over", carried=carried | {"id": str(uuid4())}),
        it.review(other, "carried_over", carried=carried),
        it.review(None, "met"),
    ):
        assert problem(await request) == (409, "commitment-reviewed")
    again = await it.review(later, "carried_over", carried=carried)
    assert again.status_code == 200


async def test_where_its_owner_came_to_no_later_session_it_is_told_in_none_once_due(
    it: Meetings,
) -> None:
    assert problem(await it.review(None)) == (409, "commitment-not-due")
    due = "update commitment set due_on = $2 where id = $1"
    await it.world.db.execute(due, it.promise, today() - DAY)
    other = await it.staff.of(Role.CIST)
    later = await it.session(days=2, convened=[other])
    carried = {"id": str(uuid4()), "due_on": str(today())}
    answer = await it.review(None, "carried_over", carried=carried)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["review"]["session_id"], answer.json()["status"]) == (
        None,
        "carried_over",
    )
    new = UUID(carried["id"])
    (open_one,) = (await it.page(later))["to_review"]
    assert (open_one["id"], open_one["session_id"]) == (str(new), str(it.first))
    await it.session(days=1, status="minuted")
    await it.world.db.execute(due, new, today() - DAY)
    assert problem(await it.review(None, of=new)) == (409, "review-in-session"), "they came to that"
    assert (await it.review(later, of=new)).status_code == 201


async def test_it_is_told_in_a_session_that_took_place_after_it(it: Meetings) -> None:
    state = (409, "session-not-in-state")
    assert problem(await it.review(await it.session(days=-3, status="scheduled"))) == state
    assert problem(await it.review(await it.session(days=-4, status="cancelled"))) == state
    before = await it.session(days=12)
    not_earlier = (409, "not-of-earlier-session")
    assert problem(await it.review(before)) == not_earlier
    assert problem(await it.review(it.first)) == not_earlier
    beside = await it.world.school(BAGUA)
    elsewhere = await it.world.appoint(Role.CP, beside, person=it.cp)
    other = await save_session(
        it.world, beside, organiser=elsewhere, organiser_role="cp", status="held",
        starts_at=now() - 3 * DAY,
    )  # fmt: skip
    assert problem(await it.review(other)) == not_earlier


async def test_who_organises_the_session_says_it_or_the_director(it: Meetings) -> None:
    later = await it.session(days=2)
    ct, director = await it.staff.auth(Role.CT), await it.staff.auth(Role.DIRECTOR)
    for session in (later, None):
        assert problem(await it.review(session, auth=ct)) == (403, "not-the-organiser")
    assert problem(await it.review(later, auth=await it.staff.auth(Role.TEACHER)))[0] == 403
    assert (await it.review(later, auth=director)).status_code == 201


async def test_what_is_out_of_reach_does_not_exist(it: Meetings) -> None:
    later, beside = await it.session(days=2), await it.world.school(BAGUA)
    for role in (Role.CP, Role.DIRECTOR):
        auth = await it.world.login(role, beside)
        assert problem(await it.review(later, auth=auth)) == (404, "not-found")
    assert problem(await it.review(later, of=uuid4())) == (404, "not-found")
    unknown = await it.review(uuid4())
    assert problem(unknown) == (404, "not-found")


async def test_what_a_dialogue_left_is_not_told_in_a_session(it: Meetings) -> None:
    later, visit, promise = await it.session(days=2), uuid4(), uuid4()
    await it.world.save(
        "classroom_visit", id=visit, year=YEAR, place=it.staff.school, visitor_id=it.cp,
        visitor_role="cp", teacher_id=it.teacher, stage="process", section="2B", status="planned",
        starts_at=now(), ends_at=now() + timedelta(hours=1),
    )  # fmt: skip
    await save_promise(
        it.world, it.staff.school, session=later, owner=it.teacher, id=promise, session_id=None,
        visit_id=visit,
    )  # fmt: skip
    assert problem(await it.review(later, of=promise)) == (404, "not-found")


async def test_a_review_fits_its_outcome_and_its_id_is_new(it: Meetings) -> None:
    later = await it.session(days=2)
    carried = {"id": str(uuid4()), "due_on": str(today() - DAY)}
    invalid = (422, "invalid-commitment-review")
    assert problem(await it.review(later, "carried_over")) == invalid
    assert problem(await it.review(later, "met", carried=carried)) == invalid
    assert problem(await it.review(later, "carried_over", carried=carried)) == invalid
    taken = {"id": str(it.promise), "due_on": str(today())}
    known = await it.review(later, "carried_over", carried=taken)
    assert problem(known) == (409, "commitment-known")


async def test_the_organiser_finds_it_in_their_list_and_the_owner_in_theirs(it: Meetings) -> None:
    later = await it.session(days=2)
    await it.review(later, "not_met")
    cp, teacher = it.world.auth(it.cp), it.world.auth(it.teacher)
    for path, auth in (("/v1/commitments", cp), ("/v1/me/commitments", teacher)):
        (one,) = (await it.client.get(path, headers=auth)).json()["items"]
        assert (one["id"], one["status"], one["review"]["session_id"]) == (
            str(it.promise), "not_met", str(later),
        )  # fmt: skip
    ct = await it.staff.auth(Role.CT)
    assert (await it.client.get("/v1/commitments", headers=ct)).json()["items"] == []


async def test_the_figures_of_the_year_count_it(it: Meetings) -> None:
    director = await it.staff.auth(Role.DIRECTOR)

    async def counted() -> dict[str, int]:
        path = f"/v1/institutions/{it.staff.code}/practice?year={YEAR}"
        commitments = (await it.client.get(path, headers=director)).json()["figures"]["commitments"]
        return {
            n: commitments[n]
            for n in ("open", "overdue", "met", "not_met", "carried_over")
            if commitments[n]
        }

    assert await counted() == {"open": 1}
    later = await it.session(days=2)
    carried = {"id": str(uuid4()), "due_on": str(today())}
    await it.review(later, "carried_over", carried=carried)
    assert await counted() == {"open": 1, "carried_over": 1}
    await it.review(await it.session(days=1), "met", of=UUID(carried["id"]))
    assert await counted() == {"met": 1, "carried_over": 1}
