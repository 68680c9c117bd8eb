"""Who stops acting in a school leaves no visit to come there behind, however they stop."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.people.leaving import TEACHES_NO_MORE, VISITED_BY_NOBODY
from persistence.people.leaving import CALL_OFF
from tests.api.exchange.actor_imports import HEADER, send
from tests.api.people.appointments import appoint, appointment_of, end
from tests.clock import today
from tests.school_work import save_session
from tests.visits import Scene, at, bookings, events, plan, scene, visit
from tests.world import BAGUA, Auth, Connection, World

SOME = timedelta(days=5)
"""The last day is so many days ahead."""


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world)


async def soon_and_later(here: Scene, **more: Any) -> tuple[UUID, UUID, UUID]:
    """Visits of the CP: tomorrow, in nine days, and one three days ago that nobody told about."""
    soon = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8))
    later = await visit(
        here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=9), **more
    )
    past = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=-3))
    return soon, later, past


async def state(here: Scene, *ids: UUID) -> list[tuple[str, str | None]]:
    found = "select status, reason from classroom_visit where id = $1"
    rows = [await here.world.db.fetchrow(found, id) for id in ids]
    return [(row["status"], row["reason"]) for row in rows if row is not None]


async def of_the_ugel(here: Scene) -> UUID:
    """Somebody whom the UGEL reaches: they worked there once."""
    return await here.world.appoint(
        Role.TEACHER, await here.world.school(BAGUA), until=today() - timedelta(days=1)
    )


PLANNED, OFF = ("planned", None), ("cancelled", VISITED_BY_NOBODY)


@pytest.mark.parametrize("status", ["planned", "confirmed"])
async def test_an_end_calls_off_what_was_to_come_after_it(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection, status: str
) -> None:
    soon, later, past = await soon_and_later(here, status=status)
    appointment = await appointment_of(connection, here.cp)
    for _ in range(2):
        answer = await end(client, ugel, appointment, today() + SOME)
        assert answer.status_code == 200, answer.text
    assert await state(here, soon, later, past) == [PLANNED, OFF, PLANNED]
    assert (await bookings(connection, later), await events(connection, later)) == (
        set(), ["visit.cancelled"],
    )  # fmt: skip
    assert len(await bookings(connection, soon)) == 2
    agenda = (await client.get("/v1/me/agenda", headers=here.auth(here.teacher))).json()["visits"]
    assert [v["id"] for v in agenda["items"]] == [str(soon)]
    longer = await client.get("/v1/events?kind=visit.cancelled", headers=ugel)
    assert [e["subject"] for e in longer.json()["items"]] == [f"visit/{later}"]


async def test_the_day_itself_still_counts(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    last = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(23, days=5))
    after = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(0.25, days=6))
    await end(client, ugel, await appointment_of(connection, here.cp), today() + SOME)
    assert await state(here, last, after) == [PLANNED, OFF]


async def test_a_successor_begins_without_the_visits_of_who_was_there(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    soon, later, _ = await soon_and_later(here)
    others = await visit(
        here.world, here.place, here.ct, here.other, role="ct", starts_at=at(8, days=9)
    )
    somebody = await of_the_ugel(here)
    made = await appoint(
        client, ugel, somebody, Role.CP, here.place, valid_from=str(today() + SOME),
        replaces=await appointment_of(connection, here.cp),
    )  # fmt: skip
    assert made.status_code == 201, made.text
    assert await state(here, soon, later, others) == [PLANNED, OFF, PLANNED]


async def test_a_correction_ends_it_too(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    _, later, _ = await soon_and_later(here)
    id = await appointment_of(connection, here.cp)
    since = await connection.fetchval(
        "select lower(valid) from appointment where id = $1", UUID(id)
    )
    until = str(today() + SOME)
    answer = await appoint(
        client, ugel, here.cp, Role.CP, here.place, id=UUID(id), if_match='"1"', regime="tenured",
        post=1, valid_from=str(since), valid_to=until,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert await state(here, later) == [OFF]


async def test_a_sheet_ends_many_in_one_statement_more(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    people = {here.cp: "CP", here.ct: "CT", here.teacher: "Docente", here.other: "Docente"}
    visits = [
        await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=9)),
        await visit(
            here.world, here.place, here.ct, here.other, role="ct", starts_at=at(8, days=9)
        ),
    ]
    code, annex = here.code.split("-")
    header, rows = f"{HEADER};Hasta", []
    for person, role in people.items():
        who = await connection.fetchrow("select * from person where id = $1", person)
        assert who is not None
        rows.append(
            f"{who['doc_number']};{who['given_names']};{who['paternal_surname']};"
            f"{who['maternal_surname'] or ''};{role};{code};{annex};nombrado;"
            f"{today() - timedelta(days=200):%d/%m/%Y};{today() + SOME:%d/%m/%Y}"
        )
    statements: list[str] = []
    with connection.query_logger(lambda record: statements.append(record.query)):
        answer = await send(client, ugel, *rows, header=header)
        assert (answer.status_code, answer.json()["changed"]) == (200, 4), answer.text
        assert statements.count(CALL_OFF.text) == 1, "whatever the length of the sheet"
        again = await send(client, ugel, *rows, header=header)
        assert (again.json()["unchanged"], statements.count(CALL_OFF.text)) == (4, 1)
    assert await state(here, *visits) == [OFF, OFF], "of both reasons the visitor's is told"


async def test_a_teacher_who_leaves_is_visited_no_more(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    soon, later, _ = await soon_and_later(here)
    await end(client, ugel, await appointment_of(connection, here.teacher), today() + SOME)
    assert await state(here, soon, later) == [PLANNED, ("cancelled", TEACHES_NO_MORE)]
    assert await bookings(connection, later) == set()


async def test_what_another_appointment_there_covers_stays(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    first = await appointment_of(connection, here.cp)
    _, later, _ = await soon_and_later(here)
    await here.world.grant(Role.CP, here.place, person=here.cp, days=30)
    await end(client, ugel, first, today() + SOME)
    assert await state(here, later) == [PLANNED]


async def test_what_is_elsewhere_or_in_another_role_stays(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    first = await appointment_of(connection, here.cp)
    beside = await scene(here.world)
    await here.world.appoint(Role.CP, beside.place, person=here.cp, post=2)
    await here.world.appoint(Role.CT, here.place, person=here.cp, post=2)
    there = await visit(here.world, beside.place, here.cp, beside.teacher, starts_at=at(8, days=9))
    as_ct = await visit(
        here.world, here.place, here.cp, here.teacher, role="ct", starts_at=at(10, days=9)
    )
    await end(client, ugel, first, today() + SOME)
    assert await state(here, there, as_ct) == [PLANNED, PLANNED]


async def test_an_end_that_is_withdrawn_brings_nothing_back(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    _, later, _ = await soon_and_later(here)
    id = await appointment_of(connection, here.cp)
    since = await connection.fetchval(
        "select lower(valid) from appointment where id = $1", UUID(id)
    )
    await end(client, ugel, id, today() + SOME)
    back = await appoint(
        client, ugel, here.cp, Role.CP, here.place, id=UUID(id), if_match='"2"', regime="tenured",
        post=1, valid_from=str(since), valid_to=None,
    )  # fmt: skip
    assert back.status_code == 200, back.text
    assert await state(here, later) == [OFF]
    times = {"starts_at": at(8, days=9).isoformat(), "ends_at": at(8.75, days=9).isoformat()}
    anew = await plan(client, here.auth(here.cp), here.draft() | times)
    assert anew.status_code == 201, "their time is free, to be agreed anew"


async def test_an_end_costs_one_statement_more_and_a_beginning_none(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    statements: list[str] = []
    with connection.query_logger(lambda record: statements.append(record.query)):
        somebody = await of_the_ugel(here)
        made = await appoint(
            client, ugel, somebody, Role.TEACHER, here.place,
            valid_to=str(today() + SOME), regime="contracted",
        )  # fmt: skip
        assert (made.status_code, CALL_OFF.text in statements) == (201, False), made.text
        await end(client, ugel, await appointment_of(connection, here.teacher), today() + SOME)
    assert statements.count(CALL_OFF.text) == 1


async def test_a_session_of_who_left_stays_and_the_director_takes_it_on(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    id = await save_session(
        here.world, here.place, organiser=here.cp, organiser_role="cp", convened=[here.other],
        starts_at=at(15, days=9),
    )  # fmt: skip
    await end(client, ugel, await appointment_of(connection, here.cp), today() + SOME)
    taken = "select person_id from booking where subject_id = $1"
    assert {r[0] for r in await connection.fetch(taken, id)} == {here.other}, "their hour is free"
    body = {
        "institution": here.code, "kind": "rtc", "title": "Reunión de junio", "agenda": ["Unidad"],
        "starts_at": at(16, days=9).isoformat(), "ends_at": at(18, days=9).isoformat(),
        "convened": [str(here.other)],
    }  # fmt: skip
    path, seen = f"/v1/collaborative-sessions/{id}", {"If-Match": '"1"'}
    ct = here.auth(here.ct, Role.CT)
    assert (await client.put(path, json=body, headers=ct | seen)).status_code == 403
    director = here.auth(here.director, Role.DIRECTOR)
    moved = await client.put(path, json=body, headers=director | seen)
    assert moved.status_code == 200, moved.text
    organiser = moved.json()["organiser"]
    assert (organiser["id"], organiser["role"]) == (str(here.director), "director")
    assert {r[0] for r in await connection.fetch(taken, id)} == {here.other, here.director}
    again = await client.put(path, json=body, headers=director | seen)
    assert (again.status_code, again.json()) == (200, moved.json())


@pytest.mark.parametrize("left", [True, False])
async def test_a_session_held_by_the_director_is_theirs_if_its_organiser_left(
    client: AsyncClient, here: Scene, connection: Connection, left: bool
) -> None:
    id = await save_session(
        here.world, here.place, organiser=here.cp, organiser_role="cp", convened=[here.other],
        starts_at=at(15, days=-2),
    )  # fmt: skip
    if left:
        gone = "update appointment set valid = daterange(lower(valid), $2) where person_id = $1"
        await connection.execute(gone, here.cp, at(15, days=-2).date())
    director = here.auth(here.director, Role.DIRECTOR) | {"If-Match": '"1"'}
    came = {"people": [{"person_id": str(here.other), "attended": True}]}
    path = f"/v1/collaborative-sessions/{id}/attendance"
    held = await client.put(path, json=came, headers=director)
    assert held.status_code == 200, held.text
    organiser = held.json()["organiser"]
    expected = (here.director, "director") if left else (here.cp, "cp")
    assert (organiser["id"], organiser["role"]) == (str(expected[0]), expected[1])


async def test_an_organiser_who_was_away_that_day_stays_what_they_were(
    client: AsyncClient, here: Scene, connection: Connection
) -> None:
    day = at(15, days=-2)
    id = await save_session(
        here.world, here.place, organiser=here.cp, organiser_role="cp", convened=[here.other],
        starts_at=day,
    )  # fmt: skip
    since = "update appointment set valid = daterange($2, null) where person_id = $1"
    await connection.execute(since, here.cp, day.date() + timedelta(days=1))
    came = {"people": [{"person_id": str(here.other), "attended": True}]}
    path = f"/v1/collaborative-sessions/{id}/attendance"
    held = await client.put(path, json=came, headers=here.auth(here.cp) | {"If-Match": '"1"'})
    assert held.status_code == 200, held.text
    assert held.json()["organiser"]["role"] == "cp"


async def test_a_session_whose_organiser_is_there_keeps_them(
    client: AsyncClient, here: Scene
) -> None:
    id = await save_session(
        here.world, here.place, organiser=here.cp, organiser_role="cp", convened=[here.other],
        starts_at=at(15, days=9),
    )  # fmt: skip
    body = {
        "institution": here.code, "kind": "rtc", "title": "Reunión de junio", "agenda": ["Unidad"],
        "starts_at": at(16, days=9).isoformat(), "ends_at": at(18, days=9).isoformat(),
        "convened": [str(here.other)],
    }  # fmt: skip
    director = here.auth(here.director, Role.DIRECTOR) | {"If-Match": '"1"'}
    moved = await client.put(f"/v1/collaborative-sessions/{id}", json=body, headers=director)
    organiser = moved.json()["organiser"]
    assert (organiser["id"], organiser["role"]) == (str(here.cp), "cp")


async def test_a_visit_that_nobody_told_about_is_late_until_it_is_told(
    client: AsyncClient, here: Scene, ugel: Auth, connection: Connection
) -> None:
    late = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=-2))
    cp = here.auth(here.cp)

    async def waiting(auth: Auth) -> list[tuple[str, bool]]:
        visits = (await client.get("/v1/me/agenda", headers=auth)).json()["visits"]
        assert visits["waiting"] == len(visits["items"])
        return [(v["id"], v["over"]) for v in visits["items"]]

    assert await waiting(cp) == [(str(late), True)]
    assert await waiting(here.auth(here.teacher, Role.TEACHER)) == [], "the visitor tells it"
    why = {"reason": "Hubo simulacro."}
    await client.put(f"/v1/visits/{late}/not-done", json=why, headers=cp)
    assert await waiting(cp) == []
    untold = await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(10, days=-2))
    await end(client, ugel, await appointment_of(connection, here.cp), today() - timedelta(days=1))
    assert await state(here, untold) == [PLANNED]
    assert await waiting(here.world.auth(here.cp)) == [], "who left can tell no more"
