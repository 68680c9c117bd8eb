"""Collective work that was held: its attendance, its minutes and their commitments."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.accompaniment.collaborative_sessions import HOUR, attendance, draft, events, put
from tests.clock import now, today
from tests.school_work import Staff, save_session
from tests.world import Auth, Connection, World


@pytest.fixture
async def cp(staff: Staff) -> Auth:
    return await staff.auth(Role.CP)


async def test_a_session_is_held_with_its_attendance_and_minuted_with_commitments(
    client: AsyncClient, staff: Staff, cp: Auth, world: World, connection: Connection
) -> None:
    teacher, absent = await staff.of(Role.TEACHER), await world.appoint(Role.TEACHER, staff.school)
    extra, organiser = await staff.of(Role.CIST), await staff.of(Role.CP)
    id = await save_session(world, staff.school, organiser=organiser, convened=[teacher, absent])
    came = attendance(**{str(teacher): True, str(absent): False, str(extra): True})
    held = await put(client, cp, f"{id}/attendance", came, seen=1)
    assert held.status_code == 200, held.text
    people = {p["id"]: (p["convened"], p["attended"]) for p in held.json()["people"]}
    assert people == {
        str(teacher): (True, True), str(absent): (True, False), str(extra): (False, True),
    }  # fmt: skip
    mended = attendance(**{str(teacher): True, str(absent): True})
    assert (await put(client, cp, f"{id}/attendance", mended, seen=2)).status_code == 200
    promise = {"id": str(uuid4()), "owner_id": str(absent), "due_on": str(today())}
    minutes = {
        "text": "Se revisó la unidad didáctica.",
        "agreements": [
            {"text": "Entregar la unidad corregida.", "commitment": promise},
            {"text": "Reunirse cada quince días."},
        ],
    }
    minuted = await put(client, cp, f"{id}/minutes", minutes, seen=3)
    assert (minuted.status_code, minuted.json()["status"]) == (200, "minuted")
    agreements = minuted.json()["agreements"]
    assert [a["commitment"] and a["commitment"]["status"] for a in agreements] == ["open", None]
    row = await connection.fetchrow(
        "select owner_id, text, due_on, session_id, visit_id, place::text from commitment"
        " where id = $1",
        UUID(promise["id"]),
    )
    assert row is not None
    assert tuple(row) == (
        absent, "Entregar la unidad corregida.", today(), id, None, staff.school,
    )  # fmt: skip
    assert await events(connection, id) == ["held", "held", "minuted"]
    logged = await connection.fetch(
        "select payload::text from event where subject in ($1, $2)",
        f"collaborative-session/{id}", f"commitment/{promise['id']}",
    )  # fmt: skip
    assert len(logged) == 4
    assert not any("unidad" in row["payload"] for row in logged), "events hold ids, not words"


async def test_every_fault_of_an_attendance_is_told(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    teacher, other = await staff.of(Role.TEACHER), await staff.of(Role.CIST)
    organiser, stranger = await staff.of(Role.CP), await world.person()
    id = await save_session(world, staff.school, organiser=organiser, convened=[teacher])
    sent = [(other, False), (stranger, True), (other, True)]
    body = {"people": [{"person_id": str(p), "attended": came} for p, came in sent]}
    refused = await put(client, cp, f"{id}/attendance", body, seen=1)
    assert problem(refused) == (422, "invalid-session")
    assert codes(refused) == [
        ("/people/0/attended", "extra-absent"),
        ("/people/1/person_id", "not-of-the-school"),
        ("/people/2/person_id", "named-twice"),
        ("/people", "convened-missing"),
    ]


async def test_every_fault_of_minutes_is_told(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    teacher, other = await staff.of(Role.TEACHER), await staff.of(Role.CIST)
    id = await save_session(
        world, staff.school, organiser=await staff.of(Role.CP), convened=[teacher], status="held"
    )
    promise = {"id": str(uuid4()), "owner_id": str(other), "due_on": str(today())}
    early = promise | {"owner_id": str(teacher), "due_on": str(today() - timedelta(days=9))}
    agreements = [{"text": "Acuerdo de todos", "commitment": each} for each in (promise, early)]
    minutes = {"text": "Acta de la reunión.", "agreements": agreements}
    refused = await put(client, cp, f"{id}/minutes", minutes, seen=1)
    assert problem(refused) == (422, "invalid-session")
    assert codes(refused) == [
        ("/agreements/0/commitment/owner_id", "took-no-part"),
        ("/agreements/1/commitment/id", "named-twice"),
        ("/agreements/1/commitment/due_on", "before-session"),
    ]


async def test_the_id_of_a_commitment_is_used_once(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    organiser = await staff.of(Role.CP)
    promise = {"id": str(uuid4()), "owner_id": str(organiser), "due_on": str(today())}
    minutes = {
        "text": "Acta de la reunión.",
        "agreements": [{"text": "Compartir el acta", "commitment": promise}],
    }
    answers = []
    for hours in (3, 9):
        id = await save_session(
            world, staff.school, organiser=organiser, status="held",
            starts_at=now() - hours * HOUR,
        )  # fmt: skip
        answers.append(await put(client, cp, f"{id}/minutes", minutes, seen=1))
    assert answers[0].status_code == 200, answers[0].text
    assert problem(answers[1]) == (409, "commitment-known")


async def test_nobody_attended_what_has_not_begun(
    client: AsyncClient, staff: Staff, cp: Auth
) -> None:
    id, teacher = uuid4(), await staff.of(Role.TEACHER)
    await put(client, cp, str(id), draft(staff, teacher))
    refused = await put(client, cp, f"{id}/attendance", attendance(**{str(teacher): True}), seen=1)
    assert problem(refused) == (409, "session-not-begun")
