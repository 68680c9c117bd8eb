"""Commitments: written when a dialogue is held, looked at in the next one with the same teacher."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.clock import now, today
from tests.talks import Talk, promise, talk
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World


async def promised(client: AsyncClient, world: World, owner: str = "teacher") -> tuple[Talk, Any]:
    """A dialogue held ten days ago, and what was promised in it."""
    it = await (await talk(client, world, days=10)).bring("prepared")
    due = promise(owner)
    held = await it.hold(due)
    assert held.status_code == 200, held.text
    return it, due


async def listed(client: AsyncClient, auth: Auth, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/commitments?{query}", headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_the_next_dialogue_is_held_once_every_open_one_was_reviewed(
    client: AsyncClient, world: World
) -> None:
    first, due = await promised(client, world)
    it = await (await talk(client, world, like=first)).bring("prepared")
    (open_one,) = (await it.read()).json()["to_review"]
    assert open_one["id"] == due["id"]
    refused = await it.hold()
    assert problem(refused) == (409, "commitments-not-reviewed")
    assert [e["field"] for e in refused.json()["errors"]] == [f"/to_review/{due['id']}"]
    reviewed = await it.review(due["id"], "met", note="Se vio en la sesión.")
    assert (reviewed.status_code, reviewed.json()["status"]) == (201, "met")
    assert (await it.hold()).json()["status"] == "held"


async def test_another_visitor_of_the_school_reviews_them_too(
    client: AsyncClient, world: World
) -> None:
    first, due = await promised(client, world)
    it = await talk(client, world, like=first)
    it.visitor = await world.appoint(Role.CP, it.school, post=2)
    await world.db.execute(
        "update classroom_visit set visitor_id = $2 where id = $1", it.visit, it.visitor
    )
    await it.bring("prepared")
    assert problem(await it.hold()) == (409, "commitments-not-reviewed")
    assert (await it.review(due["id"], "not_met")).status_code == 201
    assert (await it.hold()).status_code == 200


async def test_one_that_is_carried_over_stays_and_the_new_one_points_back(
    client: AsyncClient, world: World
) -> None:
    first, due = await promised(client, world)
    it = await (await talk(client, world, like=first)).bring("prepared")
    carried = {"id": str(uuid4()), "due_on": (today() + timedelta(days=40)).isoformat()}
    body = (await it.review(due["id"], "carried_over", carried=carried)).json()
    assert (body["status"], body["carried_to"]) == ("carried_over", carried["id"])
    assert body["due_on"] == due["due_on"], "the old stays as it was"
    held = await it.hold(promise("visitor"))
    assert held.status_code == 200, "what was carried over is of this dialogue"
    new = next(c for c in held.json()["commitments"] if c["id"] == carried["id"])
    assert (new["carried_from"], new["text"], new["status"]) == (due["id"], due["text"], "open")
    assert new["owner"]["id"] == str(it.teacher)
    third = await (await talk(client, world, like=it, days=1)).bring("prepared")
    refused = await third.hold()
    assert len(refused.json()["errors"]) == 2, "it is open again"


async def test_a_review_fits_its_outcome(client: AsyncClient, world: World) -> None:
    first, due = await promised(client, world)
    it = await (await talk(client, world, like=first)).bring("preparing")
    later = {"id": str(uuid4()), "due_on": (today() + timedelta(days=5)).isoformat()}
    before = later | {"due_on": (today() - timedelta(days=5)).isoformat()}
    invalid = (422, "invalid-commitment-review")
    assert problem(await it.review(due["id"], "carried_over")) == invalid
    assert problem(await it.review(due["id"], "met", carried=later)) == invalid
    assert problem(await it.review(due["id"], "carried_over", carried=before)) == invalid
    taken = later | {"id": due["id"]}
    known = await it.review(due["id"], "carried_over", carried=taken)
    assert problem(known) == (409, "commitment-known")


async def test_what_was_said_of_one_stands(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    first, due = await promised(client, world)
    it = await (await talk(client, world, like=first)).bring("preparing")
    carried = {"id": str(uuid4()), "due_on": (today() + timedelta(days=5)).isoformat()}
    given = await it.review(due["id"], "carried_over", carried=carried)
    again = await it.review(due["id"], "carried_over", carried=carried)
    assert (again.status_code, again.json()) == (200, given.json())
    other = {"id": str(uuid4()), "due_on": carried["due_on"]}
    for request in (
        it.review(due["id"], "met"),
        it.review(due["id"], "carried_over", carried=other),
        it.review(due["id"], "carried_over", carried=carried, note="Otra cosa."),
    ):
        assert problem(await request) == (409, "commitment-reviewed")
    events = "select count(*) from event where kind = 'commitment.reviewed'"
    assert await connection.fetchval(events) == 1


async def test_it_is_reviewed_in_a_done_visit_to_that_teacher_before_its_dialogue(
    client: AsyncClient, world: World
) -> None:
    first, due = await promised(client, world)
    assert problem(await first.review(due["id"], "met")) == (409, "not-of-this-teacher"), "its own"
    other = await talk(client, world, like=first)
    teacher = await world.appoint(Role.TEACHER, first.school)
    await world.db.execute(
        "update classroom_visit set teacher_id = $2 where id = $1", other.visit, teacher
    )
    assert problem(await other.review(due["id"], "met")) == (409, "not-of-this-teacher")
    planned = await talk(client, world, like=first, status="planned")
    assert problem(await planned.review(due["id"], "met")) == (409, "visit-not-done")
    it = await (await talk(client, world, like=first)).bring("prepared")
    await world.db.execute(
        "update reflective_dialogue set status = 'held', held_from = $2, held_to = $3"
        " where visit_id = $1", it.visit, now() - timedelta(hours=2), now() - timedelta(hours=1),
    )  # fmt: skip
    assert problem(await it.review(due["id"], "met")) == (409, "dialogue-not-in-state")
    assert problem(await it.review(uuid4(), "met")) == (404, "not-found")


async def test_nobody_reviews_in_a_visit_that_is_not_theirs(
    client: AsyncClient, world: World
) -> None:
    first, due = await promised(client, world)
    it = await talk(client, world, like=first)
    sent = {"visit_id": str(it.visit), "outcome": "met"}
    path = f"/v1/commitments/{due['id']}/review"
    for place in (it.school, await world.school(BAGUA)):
        auth = await world.login(Role.CP, place, post=2)
        assert problem(await client.put(path, json=sent, headers=auth)) == (404, "not-found")


@pytest.mark.parametrize("owner", ["teacher", "visitor"])
async def test_each_reads_what_they_promised(client: AsyncClient, world: World, owner: str) -> None:
    it, due = await promised(client, world, owner)
    mine, others = (it.theirs, it.mine) if owner == "teacher" else (it.mine, it.theirs)
    (item,) = (await client.get("/v1/me/commitments", headers=mine)).json()["items"]
    assert (item["id"], item["status"], item["review"]) == (due["id"], "open", None)
    assert (await client.get("/v1/me/commitments", headers=others)).json()["items"] == []
    met = await client.get("/v1/me/commitments?status=met", headers=mine)
    assert met.json()["items"] == []


async def test_those_of_a_school_are_listed_to_who_may_know_of_them(
    client: AsyncClient, world: World
) -> None:
    it, due = await promised(client, world)
    director, ugel = (
        await world.login(Role.DIRECTOR, it.school),
        await world.login(Role.UGEL, BAGUA),
    )
    for auth in (it.mine, director, ugel):
        assert [c["id"] for c in await listed(client, auth)] == [due["id"]]
    for role, place, post in (
        (Role.CP, it.school, 2), (Role.CT, it.school, 1), (Role.UGEL, CHACHAPOYAS, None),
        (Role.DIRECTOR, await world.school(BAGUA), None),
    ):  # fmt: skip
        auth = await world.login(role, place, post=post)
        assert await listed(client, auth) == [], "out of reach they do not exist"
    above = await client.get("/v1/commitments", headers=await world.login(Role.MINEDU, "pe"))
    assert above.status_code == 403 or above.json()["items"] == []


async def test_the_list_is_narrowed(client: AsyncClient, world: World) -> None:
    it, due = await promised(client, world)
    _, other = await promised(client, world, "visitor")
    ugel = await world.login(Role.UGEL, BAGUA)
    assert {c["id"] for c in await listed(client, ugel)} == {due["id"], other["id"]}
    day, code = due["due_on"], it.school.rpartition(".")[2]
    past = (today() + timedelta(days=19)).isoformat()
    for query, there in {
        f"institution={code}": True, f"owner={it.teacher}": True, f"owner={it.visitor}": False,
        f"institution={code}&status=open": True, f"institution={code}&status=met": False,
        f"owner={it.teacher}&due_from={day}&due_until={day}": True,
        f"owner={it.teacher}&due_until={past}": False,
    }.items():  # fmt: skip
        ids = [c["id"] for c in await listed(client, ugel, query)]
        assert ids == ([due["id"]] if there else []), query


async def test_a_list_is_read_page_by_page(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("prepared")
    await it.hold(*(promise(days=n) for n in (9, 3, 6)))
    page = (await client.get("/v1/commitments?limit=2", headers=it.mine)).json()
    cursor = page["next_cursor"]
    rest = (await client.get(f"/v1/commitments?limit=2&cursor={cursor}", headers=it.mine)).json()
    days = [c["due_on"] for c in (*page["items"], *rest["items"])]
    assert days == sorted(days)
    assert len(days) == 3
