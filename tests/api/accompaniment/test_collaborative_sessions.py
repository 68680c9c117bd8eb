"""Collective work: scheduled with its people, moved and called off."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.accompaniment.collaborative_sessions import (
    HOUR,
    PATH,
    attendance,
    bookings,
    draft,
    events,
    in_three_days,
    put,
)
from tests.clock import today
from tests.school_work import Staff, book, save_session
from tests.world import BAGUA, Auth, Connection, World


@pytest.fixture
async def cp(staff: Staff) -> Auth:
    return await staff.auth(Role.CP)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CP, Role.CT])
async def test_a_session_is_scheduled_with_its_people_and_their_time(
    client: AsyncClient, staff: Staff, connection: Connection, role: Role
) -> None:
    id, teacher, organiser = uuid4(), await staff.of(Role.TEACHER), await staff.of(role)
    made = await put(client, await staff.auth(role), str(id), draft(staff, teacher))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    body = made.json()
    assert (body["organiser"]["role"], body["status"], body["minutes"]) == (role, "scheduled", None)
    people = [(p["id"], p["convened"], p["attended"]) for p in body["people"]]
    assert people == [(str(teacher), True, None)]
    assert await bookings(connection, id) == {teacher, organiser}
    assert await events(connection, id) == ["scheduled"]


async def test_the_same_people_in_another_order_are_the_same_and_others_are_booked(
    client: AsyncClient, staff: Staff, cp: Auth, connection: Connection
) -> None:
    id, teacher, tutor = uuid4(), await staff.of(Role.TEACHER), await staff.of(Role.PSYCHOLOGIST)
    first = await put(client, cp, str(id), draft(staff, teacher, tutor))
    again = await put(client, cp, str(id), draft(staff, tutor, teacher))
    assert (again.status_code, again.json()) == (200, first.json())
    other = draft(staff, tutor, title="Otro título")
    changed = await put(client, cp, str(id), other, seen=1)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert [p["id"] for p in changed.json()["people"]] == [str(tutor)]
    assert await bookings(connection, id) == {tutor, await staff.of(Role.CP)}
    assert await events(connection, id) == ["scheduled", "changed"]
    path = f"{PATH}/{id}"
    held = await client.get(path, headers=cp | {"If-None-Match": '"2"'})
    assert held.status_code == 304


async def test_who_is_busy_is_named_with_the_time_and_not_what_for(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    ana = await staff.of(Role.TEACHER, given_names="Ana", paternal_surname="Huamán")
    free = await staff.of(Role.PSYCHOLOGIST)
    await book(world, ana, in_three_days() - HOUR, hours=2)
    refused = await put(client, cp, str(uuid4()), draft(staff, free, ana))
    assert problem(refused) == (409, "person-busy")
    assert codes(refused) == [("/convened/1", "busy")]
    (error,) = refused.json()["errors"]
    assert "Ana Huamán" in error["detail"]
    assert not {"visit", "visita"} & set(error["detail"].lower().split())
    answer = await put(client, await staff.auth(Role.DIRECTOR), str(uuid4()), draft(staff, ana))
    assert codes(answer) == [("/convened/0", "busy")]
    assert answer.json()["errors"][0]["detail"] != error["detail"], (
        "a director knows the whole of it"
    )
    beside = draft(staff, ana, starts_at=(in_three_days() + HOUR).isoformat())
    assert (await put(client, cp, str(uuid4()), beside)).status_code == 201


async def test_an_organiser_is_in_one_place_too(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    await book(world, await staff.of(Role.CP), in_three_days())
    refused = await put(client, cp, str(uuid4()), draft(staff, await staff.of(Role.TEACHER)))
    assert problem(refused) == (409, "person-busy")
    assert codes(refused) == [("/starts_at", "busy")]


async def test_a_session_is_moved_over_its_own_time_and_what_it_leaves_is_free(
    client: AsyncClient, staff: Staff, cp: Auth, connection: Connection
) -> None:
    id, teacher = uuid4(), await staff.of(Role.TEACHER)
    await put(client, cp, str(id), draft(staff, teacher))
    later = {
        "starts_at": (in_three_days() + HOUR).isoformat(),
        "ends_at": (in_three_days() + 3 * HOUR).isoformat(),
    }
    moved = await put(client, cp, str(id), draft(staff, teacher, **later), seen=1)
    assert moved.status_code == 200, moved.text
    assert await events(connection, id) == ["scheduled", "rescheduled"]
    before = draft(staff, teacher, ends_at=(in_three_days() + HOUR).isoformat())
    assert (await put(client, cp, str(uuid4()), before)).status_code == 201


async def test_what_is_called_off_gives_its_people_their_time_back(
    client: AsyncClient, staff: Staff, cp: Auth, connection: Connection
) -> None:
    id, teacher = uuid4(), await staff.of(Role.TEACHER)
    await put(client, cp, str(id), draft(staff, teacher))
    why = {"reason": "Paro regional de transporte."}
    gone = await put(client, cp, f"{id}/cancellation", why, seen=1)
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    assert await bookings(connection, id) == set()
    assert await events(connection, id) == ["scheduled", "cancelled"]
    assert (await put(client, cp, str(uuid4()), draft(staff, teacher))).status_code == 201


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (lambda: {"ends_at": in_three_days().isoformat()}, [("/ends_at", "not-after-start")]),
        (
            lambda: {"ends_at": (in_three_days() + 13 * HOUR).isoformat()},
            [("/ends_at", "too-long")],
        ),
        (
            lambda: {
                "starts_at": "2014-06-01T10:00:00-05:00",
                "ends_at": "2014-06-01T11:00:00-05:00",
            },
            [("/starts_at", "outside-school-year"), ("/convened/0", "not-of-the-school")],
        ),
    ],
)
async def test_every_fault_of_a_session_is_told(
    client: AsyncClient,
    staff: Staff,
    cp: Auth,
    changed: Callable[[], dict[str, Any]],
    found: list[tuple[str, str]],
) -> None:
    refused = await put(
        client, cp, str(uuid4()), draft(staff, await staff.of(Role.TEACHER), **changed())
    )
    assert problem(refused) == (422, "invalid-session")
    assert codes(refused) == found


async def test_only_people_of_the_school_are_convened(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    elsewhere = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    gone = await world.appoint(Role.TEACHER, staff.school, until=today())
    lent = await world.grant(Role.CT, staff.school)
    refused = await put(client, cp, str(uuid4()), draft(staff, elsewhere, lent, gone, uuid4()))
    assert problem(refused) == (422, "invalid-session")
    assert codes(refused) == [(f"/convened/{n}", "not-of-the-school") for n in (0, 2, 3)]


async def test_a_session_of_another_school_is_neither_changed_nor_taken_over(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    teacher = await staff.of(Role.TEACHER)
    id = await save_session(world, staff.school, organiser=await staff.of(Role.CP))
    beside = Staff(world, await world.school(BAGUA))
    outside = await beside.auth(Role.DIRECTOR)
    for path, body in (
        (f"{id}", draft(staff, teacher)),
        (f"{id}", draft(beside, await beside.of(Role.TEACHER))),
        (f"{id}/cancellation", {"reason": "No es de mi escuela."}),
        (f"{id}/attendance", attendance(**{str(teacher): True})),
        (f"{id}/minutes", {"text": "No es de mi escuela.", "agreements": []}),
    ):
        assert problem(await put(client, outside, path, body, seen=1)) == (404, "not-found")
