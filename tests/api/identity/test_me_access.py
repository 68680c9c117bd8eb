"""`GET /v1/me/access`: why something would be refused, and no more than that."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.permits import PermitCache
from domain.access.permits import scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, World


async def ask(
    client: AsyncClient, auth: Auth, operation: str, place: str | None = None
) -> dict[str, Any]:
    params = {"operation": operation} | ({"place": place} if place else {})
    answer = await client.get("/v1/me/access", params=params, headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def why(body: dict[str, Any]) -> tuple[bool, str | None, str | None]:
    reason, remedy = body["reason"], body["would_give"]
    return body["allowed"], reason and reason["code"], remedy and remedy["code"]


def named(path: str) -> str:
    return f"institution:{path.rpartition('.')[2]}"


async def test_what_my_role_allows_at_my_place(
    client: AsyncClient, world: World, school: str
) -> None:
    body = await ask(
        client, await world.login(Role.DIRECTOR, school), "putAppointment", named(school)
    )
    assert body == {
        "operation": "putAppointment",
        "place": {
            "kind": "institution",
            "code": school.rpartition(".")[2],
            "name": "Colegio de prueba",
        },
        "scope": "actors:write",
        "allowed": True,
        "roles_that_carry": ["minedu", "dre", "ugel", "director"],
        "reason": None,
        "would_give": None,
    }


async def test_what_is_public_is_allowed_to_me_too(client: AsyncClient, world: World) -> None:
    body = await ask(client, world.auth(await world.person()), "getLiveness")
    assert (body["scope"], body["allowed"], body["roles_that_carry"]) == (None, True, [])


async def test_why_my_neighbours_school_is_not_mine_to_change(
    client: AsyncClient, world: World, school: str
) -> None:
    auth = await world.login(Role.DIRECTOR, school)
    body = await ask(client, auth, "putAppointment", "iged:010002")
    assert why(body) == (False, "out-of-reach", "appointment")
    assert body["place"]["name"] == "UGEL Bagua"
    assert body["would_give"]["given_by"] == ["minedu", "dre", "ugel"]
    assert body["would_give"]["es"].startswith("Un nombramiento en ese lugar")


async def test_a_school_out_of_sight_is_answered_as_one_that_does_not_exist(
    client: AsyncClient, world: World, school: str
) -> None:
    hidden = await world.school(CHACHAPOYAS)
    past = await world.appoint(Role.UGEL, CHACHAPOYAS, until=today())
    director = await world.login(Role.DIRECTOR, school)
    for auth in (director, world.auth(past), world.auth(await world.person())):
        for operation in ("getInstitution", "putAppointment", "getReport", "listObligations"):
            seen = await ask(client, auth, operation, named(hidden))
            absent = await ask(client, auth, operation, "institution:9999999-9")
            assert seen["place"]["name"] is None
            assert {**seen, "place": None} == {**absent, "place": None}


async def test_an_appointment_that_ended_and_one_that_has_not_begun_say_when(
    client: AsyncClient, world: World, school: str
) -> None:
    person = await world.appoint(Role.DIRECTOR, school, until=today())
    body = await ask(client, world.auth(person), "putAppointment", named(school))
    assert why(body) == (False, "appointment-ended", "appointment")
    assert body["reason"]["day"] == str(today() - timedelta(days=1))
    assert body["reason"]["role"] == "director"
    tomorrow = today() + timedelta(days=1)
    await world.appoint(Role.UGEL, BAGUA, person=person, since=tomorrow)
    body = await ask(client, world.auth(person), "putAppointment", "iged:010002")
    assert why(body) == (False, "appointment-not-begun", "wait")
    assert (body["reason"]["role"], body["reason"]["day"]) == ("ugel", str(tomorrow))


async def test_temporary_access_that_is_over_says_when(
    client: AsyncClient, world: World, school: str
) -> None:
    over = await world.grant(Role.DIRECTOR, school, expires_at=now() - timedelta(minutes=1))
    body = await ask(client, world.auth(over), "listObligations", "iged:010002")
    assert why(body) == (False, "no-role-carries", "appointment")
    body = await ask(client, world.auth(over), "listObligations")
    assert why(body) == (False, "appointment-ended", "appointment")
    current = await world.grant(Role.DIRECTOR, school)
    assert why(await ask(client, world.auth(current), "listObligations", named(school)))[0]


async def test_a_session_for_less_than_i_hold_says_so(
    client: AsyncClient, world: World, school: str
) -> None:
    person = await world.appoint(Role.DIRECTOR, school)
    body = await ask(client, world.auth(person, {Scope.ME_READ}), "putAppointment", named(school))
    assert why(body) == (False, "missing-scope", "sign-in-again")
    assert "actors:write" in body["reason"]["es"]


async def test_a_role_that_wants_a_second_factor_says_so(
    client: AsyncClient, app: FastAPI, world: World
) -> None:
    app.state.permits = PermitCache(
        remember=timedelta(0), second_factor_for=frozenset({Role.MINEDU})
    )
    person = await world.appoint(Role.MINEDU, "pe")
    await world.db.execute("update session set second_factor = false where id = $1", person)
    body = await ask(client, world.auth(person, scopes_of([])), "putAppointment", "nation:PE")
    assert why(body) == (False, "second-factor-needed", "second-factor")
    assert body["reason"]["role"] == "minedu"


async def test_ones_own_records_are_readable_wherever_they_are(
    client: AsyncClient, world: World, school: str
) -> None:
    cp = await world.login(Role.CP, school)
    for place in (named(school), "region:200000", "institution:9999999-9"):
        body = await ask(client, cp, "getReport", place)
        assert why(body) == (True, "own-records-only", None)


async def test_what_is_told_agrees_with_what_is_done(
    client: AsyncClient, world: World, school: str
) -> None:
    code = school.rpartition(".")[2]
    for role, at in (
        (Role.MINEDU, "pe"),
        (Role.DRE, AMAZONAS),
        (Role.UGEL, CHACHAPOYAS),
        (Role.DIRECTOR, school),
        (Role.TEACHER, school),
    ):
        auth = await world.login(role, at)
        for operation, path in (
            ("getInstitution", f"/v1/institutions/{code}"),
            ("listInstitutionYears", f"/v1/institutions/{code}/years"),
            ("listObligations", "/v1/obligations"),
            ("listActors", "/v1/actors"),
        ):
            place = named(school) if code in path else None
            done = (await client.get(path, headers=auth)).status_code
            scope_is_held = await ask(client, auth, operation, place)
            assert scope_is_held["allowed"] == (done == 200), (role, operation)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"operation": "burnEverything"}, "unknown-operation"),
        ({}, "invalid-request"),
        ({"operation": "getMe", "place": "institution:7"}, "invalid-request"),
        ({"operation": "getMe", "place": "school:0123457-0"}, "invalid-request"),
        ({"operation": "get me"}, "invalid-request"),
    ],
)
async def test_what_cannot_be_asked(
    client: AsyncClient, world: World, params: dict[str, str], code: str
) -> None:
    auth = world.auth(await world.person())
    answer = await client.get("/v1/me/access", params=params, headers=auth)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
    if code == "unknown-operation":
        assert "burnEverything" in answer.json()["detail"]
