"""What others recorded of a person is not told to an account that no office there vouched for."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.access.identity.offices import OWNER, THIEF, Offices, identity, kind, offices
from tests.access.identity.records import MINE, recorded
from tests.world import Auth, World

HELD = {"appointments", "access_grants", "events"}
"""Parts of one's data that tell of what is held: dormant posts are told as such."""


@pytest.fixture
async def o(client: AsyncClient, world: World) -> Offices:
    return await offices(client, world)


async def told(o: Offices, auth: Auth | None, school: str) -> set[str]:
    """Where the account reads of what happened in a school."""
    assert auth is not None
    found = set()
    for where in MINE:
        answer = await o.client.get(f"/v1/{where}", headers=auth)
        assert answer.is_success, answer.text
        body: dict[str, Any] = {k: v for k, v in answer.json().items() if k not in HELD}
        if school.rpartition(".")[2] in json.dumps(body):
            found.add(where)
    return found


async def calendar(o: Offices, auth: Auth | None) -> str:
    made = await o.client.put("/v1/me/calendar-link", headers=auth)
    address = str(made.json()["url"]).removeprefix("http://127.0.0.1:8000")
    return (await o.client.get(address)).text


WHERE = {*MINE} - {"me/plans", "me/hours", "visits", "reports"}
"""There are no plans and hours here; the rest is what they wrote."""


async def test_what_a_school_recorded_is_told_once_it_vouched(o: Offices) -> None:
    """The first school registers a person and redeems their card; the second takes the person on,
    and visits, talks to and observes them."""
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    second = o.schools[1]
    await o.world.db.execute(
        "update place set name = 'Segunda' where path = $1::text::ltree", second
    )
    await o.appoint(o.ugel, person, Role.TEACHER, second)
    await recorded(o.world, second, person)
    thief = await o.sign_in(name, THIEF)
    assert await told(o, thief, second) == set()
    assert "Segunda" not in await calendar(o, thief)
    await o.enter(o.ugel, person, OWNER)
    owner = await o.sign_in(name, OWNER)
    assert await told(o, owner, second) == WHERE
    assert "Segunda" in await calendar(o, owner)


async def test_nothing_is_answered_in_their_name(o: Offices) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    await o.appoint(o.ugel, person, Role.TEACHER, o.schools[1])
    await recorded(o.world, o.schools[1], person)
    thief = await o.sign_in(name, THIEF)
    assert thief is not None
    seen = await o.world.db.fetchval("select id from observation where teacher_id = $1", person)
    visits = await o.world.db.fetch(
        "select id, version from classroom_visit where teacher_id = $1", person
    )
    acts = [(f"observations/{seen}/reply", {"text": "No fue así.", "agrees": False})]
    acts += [(f"dialogues/{row['id']}/answer", {"agrees": True}) for row in visits]
    for path, body in acts:
        answer = await o.client.put(f"/v1/me/{path}", json=body, headers=thief)
        assert kind(answer) == "not-found", path
    for row in visits:
        for act in ("confirmation", "refusal"):
            headers = thief | {"If-Match": f'"{row["version"]}"'}
            why = {"reason": "Estaré de comisión."} if act == "refusal" else {}
            path = f"/v1/me/visits/{row['id']}/{act}"
            answer = await o.client.put(path, json=why or None, headers=headers)
            assert kind(answer) == "not-found", path


async def test_a_school_that_takes_somebody_on_hides_nothing_of_their_own_school(
    o: Offices,
) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, OWNER)
    await recorded(o.world, o.schools[0], person)
    await o.appoint(o.ugel, person, Role.TEACHER, o.schools[1])
    assert await told(o, await o.sign_in(name, OWNER), o.schools[0]) == WHERE
