"""Appointments that end, over HTTP: by their end or by a successor, and access with them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.people.appointments import appoint, appointment_of, end
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World


def tomorrow() -> date:
    return today() + timedelta(days=1)


@pytest.fixture
async def staff(world: World) -> UUID:
    """A person known in Bagua."""
    return await world.appoint(Role.TEACHER, await world.school(BAGUA))


async def test_a_successor_ends_the_appointment_before(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID, connection: Connection
) -> None:
    before = await world.appoint(Role.CP, school, post=1)
    old = await appointment_of(connection, before)
    more: dict[str, Any] = {"replaces": old, "valid_from": str(tomorrow())}
    made = await appoint(client, ugel, staff, Role.CP, school, **more)
    assert (made.status_code, made.json()["post"]) == (201, 1)
    ended = (await client.get(f"/v1/appointments/{old}", headers=ugel)).json()
    assert (ended["valid_to"], ended["ended_reason"]) == (str(today()), "Reemplazo en el puesto")
    kinds = await connection.fetch("select kind from event order by seq")
    assert [k[0] for k in kinds] == ["appointment.ended", "appointment.created"]


async def test_only_the_same_post_is_succeeded_to_and_never_before_it_began(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID, connection: Connection
) -> None:
    ct = await world.appoint(Role.CT, school)
    cp = await world.appoint(Role.CP, school, since=today())
    other_post: dict[str, Any] = {"valid_from": str(tomorrow()), "post": 2}
    for person, more in ((ct, dict[str, Any]()), (cp, {}), (cp, other_post)):
        old = await appointment_of(connection, person)
        answer = await appoint(client, ugel, staff, Role.CP, school, replaces=old, **more)
        assert problem(answer) == (409, "cannot-replace")


async def test_an_end_stops_access_the_day_after(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    person = await world.appoint(Role.DIRECTOR, school)
    director, id = world.auth(person), await appointment_of(connection, person)
    ended = await end(client, ugel, id, today())
    assert (ended.status_code, ended.json()["valid_to"]) == (200, str(today()))
    assert (await client.get("/v1/appointments", headers=director)).status_code == 200
    await end(client, ugel, id, today() - timedelta(days=1))
    assert (await client.get("/v1/appointments", headers=director)).status_code == 403


async def test_an_end_is_told_with_its_reason(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    id = await appointment_of(connection, await world.appoint(Role.CP, school))
    ended = await end(client, ugel, id, today())
    assert ended.json()["ended_reason"] == "Renuncia"
    assert await connection.fetchval("select count(*) from event") == 1


async def test_an_end_neither_precedes_the_start_nor_prolongs(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    person = await world.appoint(Role.CP, school, since=today() - timedelta(days=9), until=today())
    id = await appointment_of(connection, person)
    early = await end(client, ugel, id, today() - timedelta(days=10))
    late = await end(client, ugel, id, today())
    assert problem(early) == (409, "ends-before-it-began")
    assert problem(late) == (409, "already-ended")


async def test_who_may_not_appoint_may_not_end(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    director = await world.appoint(Role.DIRECTOR, school)
    dre = await world.login(Role.DRE, AMAZONAS)
    answer = await end(client, dre, await appointment_of(connection, director), today())
    assert problem(answer) == (403, "may-not-appoint")


async def test_a_new_coordinator_post_is_owed_reports_and_an_end_withdraws_them(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID, connection: Connection
) -> None:
    await world.save(
        "school_year",
        year=today().year,
        starts_on=date(today().year, 3, 1),
        ends_on=date(today().year, 12, 31),
        weekly_hours=45,
    )
    await connection.execute(
        "insert into report_stream select $1, code, ordinal, name, name_en, declarant_roles,"
        " subject_kind, review_required, reviewer_role, enabled from report_stream"
        " where year = 2024 and code = 'coordinator'",
        today().year,
    )
    await connection.execute(
        "insert into stream_instrument select $1, stream_code, subject, instrument_code"
        " from stream_instrument where year = 2024 and stream_code = 'coordinator'",
        today().year,
    )
    await connection.execute(
        "insert into report_cut values ($1 || '-coordinator-1', $2, 'coordinator', 1, 'process',"
        " $3, $4, $5, $5)",
        str(today().year),
        today().year,
        now() - timedelta(days=9),
        now() + timedelta(days=9),
        today(),
    )
    made = await appoint(client, ugel, staff, Role.CP, school, post=2)
    owed = "select count(*) from obligation where place = $1::text::ltree and subject = 'cp'"
    assert await connection.fetchval(owed, school) == 2
    await connection.execute(
        "update appointment set valid = daterange($2, null) where id = $1",
        UUID(made.json()["id"]),
        today() - timedelta(days=40),
    )
    await end(client, ugel, made.json()["id"], today() - timedelta(days=30))
    assert await connection.fetchval(owed, school) == 1
