"""Answers to requests for more time: with the extension, or with the reason why not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.reporting.extension_requests import (
    IGED,
    NO,
    WHY,
    answer,
    days,
    events,
    of,
    requested,
)
from tests.clock import now
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World


@pytest.fixture
async def cut(world: World) -> str:
    await leave_room(world)
    return await world.cut("implementation")


async def extensions(connection: Connection, cut: str) -> list[tuple[str, datetime, int]]:
    rows = await connection.fetch(
        "select place::text, closes_at, version from cut_extension where cut_code = $1", cut
    )
    return [tuple(row) for row in rows]


async def test_a_specialist_asks_and_a_dre_grants_with_the_extension_in_the_same_act(
    client: AsyncClient, world: World, cut: str, connection: Connection
) -> None:
    asker, grantor = await world.appoint(Role.UGEL, BAGUA), await world.appoint(Role.DRE, AMAZONAS)
    id = await requested(client, world.auth(asker), cut)
    granted = await answer(client, world.auth(grantor), cut, id)
    assert granted.status_code == 200, granted.text
    body = granted.json()
    assert (body["state"], body["reason"], body["asked_by"]["id"]) == ("granted", WHY, str(asker))
    assert (body["answered_by"]["id"], body["closes_at"]) == (str(grantor), body["granted_until"])
    assert body["place"] == IGED | {"name": "UGEL Bagua"}
    (made,) = await extensions(connection, cut)
    assert made == (BAGUA, now() + timedelta(days=20), 1)
    shown = await client.get(
        f"/v1/report-cuts/{cut}/extensions/{body['extension_id']}", headers=world.auth(grantor)
    )
    assert (shown.json()["reason"], shown.json()["granted_by"]["id"]) == (WHY, str(grantor))
    assert await events(connection, id) == ["extension_request.asked", "extension_request.granted"]
    logged = "select count(*) from event where kind = 'cut_extension.granted'"
    assert await connection.fetchval(logged) == 1


async def test_a_closed_cut_may_be_asked_for_and_the_grant_opens_it_for_that_place(
    client: AsyncClient, world: World, dre: Auth, connection: Connection
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation", opens=-20, closes=-3)
    school = await world.school(BAGUA)
    owed = await world.obligation(cut, school)
    director = await world.login(Role.DIRECTOR, school)
    id = await requested(client, director, cut, place=of(school))
    before = await client.get(f"/v1/obligations/{owed}", headers=director)
    await answer(client, dre, cut, id)
    after = await client.get(f"/v1/obligations/{owed}", headers=director)
    assert (before.json()["state"], after.json()["state"]) == ("overdue", "pending")


async def test_an_extension_is_moved_later_and_never_earlier(
    client: AsyncClient, world: World, cut: str, ugel: Auth, dre: Auth, connection: Connection
) -> None:
    await world.extend(cut, BAGUA, now() + timedelta(days=9))
    id = await requested(client, ugel, cut)
    moved = await answer(client, dre, cut, id)
    assert await extensions(connection, cut) == [(BAGUA, now() + timedelta(days=20), 2)]
    id = await requested(client, ugel, cut, closes_at=days(40))
    unchanged = await answer(client, dre, cut, id, closes_at=days(15))
    assert (unchanged.status_code, unchanged.json()["granted_until"][:10]) == (200, days(15)[:10])
    assert unchanged.json()["extension_id"] == moved.json()["extension_id"]
    assert await extensions(connection, cut) == [(BAGUA, now() + timedelta(days=20), 2)]


async def test_another_end_may_be_granted_than_was_asked(
    client: AsyncClient, cut: str, ugel: Auth, dre: Auth, connection: Connection
) -> None:
    id = await requested(client, ugel, cut)
    await answer(client, dre, cut, id, closes_at=days(8), answer="Solo hasta esa fecha.")
    assert await extensions(connection, cut) == [(BAGUA, now() + timedelta(days=8), 1)]


async def test_the_same_answer_again_changes_nothing_and_another_is_refused(
    client: AsyncClient, world: World, cut: str, ugel: Auth, dre: Auth, connection: Connection
) -> None:
    id = await requested(client, ugel, cut)
    first = await answer(client, dre, cut, id, granted=False, answer=NO)
    assert (first.json()["state"], first.json()["answer"]) == ("refused", NO)
    again = await answer(client, dre, cut, id, granted=False, answer=NO)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await events(connection, id) == ["extension_request.asked", "extension_request.refused"]
    other = await world.login(Role.MINEDU, "pe")
    assert problem(await answer(client, other, cut, id)) == (409, "extension-request-answered")
    assert await extensions(connection, cut) == []


@pytest.mark.parametrize(
    ("granted", "until", "faults"),
    [
        (False, None, [("/answer", "reason-missing")]),
        (
            False,
            9,
            [("/answer", "reason-missing"), ("/closes_at", "refused-without-end")],
        ),
        (True, 4, [("/closes_at", "not-after-close")]),
    ],
)
async def test_an_answer_that_cannot_be_right_names_every_fault(
    client: AsyncClient,
    cut: str,
    ugel: Auth,
    dre: Auth,
    granted: bool,
    until: int | None,
    faults: list[tuple[str, str]],
) -> None:
    given: dict[str, Any] = {"granted": granted} | ({"closes_at": days(until)} if until else {})
    refused = await answer(client, dre, cut, await requested(client, ugel, cut), **given)
    assert problem(refused) == (422, "invalid-answer")
    assert codes(refused) == faults


async def test_nobody_answers_their_own_request(
    client: AsyncClient, world: World, cut: str
) -> None:
    person = await world.appoint(Role.UGEL, BAGUA)
    await world.appoint(Role.DRE, AMAZONAS, person=person)
    id = await requested(client, world.auth(person), cut)
    refused = await answer(client, world.auth(person), cut, id)
    assert problem(refused) == (403, "own-extension-request")


@pytest.mark.parametrize("role", [Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_others_answer_nothing(
    client: AsyncClient, world: World, cut: str, ugel: Auth, role: Role
) -> None:
    id = await requested(client, ugel, cut)
    place = {Role.UGEL: CHACHAPOYAS, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    assert problem(await answer(client, auth, cut, id)) == (403, "missing-scope")


async def test_who_asked_and_who_answered_find_it_in_what_is_held_about_them(
    client: AsyncClient, world: World, cut: str
) -> None:
    asker, grantor = await world.appoint(Role.UGEL, BAGUA), await world.appoint(Role.DRE, AMAZONAS)
    id = await requested(client, world.auth(asker), cut)
    await answer(client, world.auth(grantor), cut, id)
    for person, by_me in ((asker, True), (grantor, False)):
        body = (await client.get("/v1/me/data", headers=world.auth(person))).json()
        assert [(q["id"], q["by_me"], q["state"]) for q in body["extension_requests"]] == [
            (id, by_me, "granted")
        ]
