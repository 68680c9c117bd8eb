"""Collective work: scheduled with its people, moved, called off, held and minuted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.clock import now, today
from tests.school_work import Staff, book, save_action, save_assessment, save_session, save_tutoring
from tests.school_years import leave_room
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

PATH = "/v1/collaborative-sessions"
HOUR = timedelta(hours=1)


def in_three_days() -> datetime:
    return now() + timedelta(days=3)


@pytest.fixture
async def staff(world: World) -> Staff:
    await leave_room(world)
    return Staff(world, await world.school(BAGUA))


@pytest.fixture
async def cp(staff: Staff) -> Auth:
    return await staff.auth(Role.CP)


def draft(staff: Staff, *convened: UUID, **more: Any) -> dict[str, Any]:
    return {
        "institution": staff.code,
        "kind": "rtc",
        "title": "Reunión de trabajo colegiado",
        "agenda": ["Planificación de la unidad", "Diálogo reflexivo"],
        "starts_at": in_three_days().isoformat(),
        "ends_at": (in_three_days() + 2 * HOUR).isoformat(),
        "convened": [str(person) for person in convened],
    } | more


async def put(
    client: AsyncClient, auth: Auth, path: str, body: object, *, seen: int | None = None
) -> Response:
    headers = auth | ({"If-Match": f'"{seen}"'} if seen is not None else {})
    return await client.put(f"{PATH}/{path}", json=body, headers=headers)


def kind(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def bookings(connection: Connection, id: UUID) -> set[UUID]:
    rows = await connection.fetch(
        "select person_id from booking where what = 'session' and subject_id = $1", id
    )
    return {row["person_id"] for row in rows}


async def events(connection: Connection, id: UUID) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"collaborative-session/{id}"
    )
    return [row["kind"].partition(".")[2] for row in rows]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CP, Role.CT])
async def test_a_session_is_scheduled_with_its_people_and_their_time(
    client: AsyncClient, staff: Staff, connection: Connection, role: Role
) -> None:
    id, teacher, organiser = uuid4(), await staff.of(Role.TEACHER), await staff.of(role)
    made = await put(client, await staff.auth(role), str(id), draft(staff, teacher))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    told = made.json()
    assert (told["organiser"]["role"], told["status"], told["minutes"]) == (role, "scheduled", None)
    people = [(p["id"], p["convened"], p["attended"]) for p in told["people"]]
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
    assert kind(refused) == (409, "person-busy")
    assert codes(refused) == [("/convened/1", "busy")]
    (error,) = refused.json()["errors"]
    assert "Ana Huamán" in error["detail"]
    assert not {"visit", "visita"} & set(error["detail"].lower().split())
    told = await put(client, await staff.auth(Role.DIRECTOR), str(uuid4()), draft(staff, ana))
    assert codes(told) == [("/convened/0", "busy")]
    assert told.json()["errors"][0]["detail"] != error["detail"], "a director knows the whole of it"
    beside = draft(staff, ana, starts_at=(in_three_days() + HOUR).isoformat())
    assert (await put(client, cp, str(uuid4()), beside)).status_code == 201


async def test_an_organiser_is_in_one_place_too(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    await book(world, await staff.of(Role.CP), in_three_days())
    refused = await put(client, cp, str(uuid4()), draft(staff, await staff.of(Role.TEACHER)))
    assert kind(refused) == (409, "person-busy")
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
    assert kind(refused) == (422, "invalid-session")
    assert codes(refused) == found


async def test_only_people_of_the_school_are_convened(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    elsewhere = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    gone = await world.appoint(Role.TEACHER, staff.school, until=today())
    lent = await world.grant(Role.CT, staff.school)
    refused = await put(client, cp, str(uuid4()), draft(staff, elsewhere, lent, gone, uuid4()))
    assert kind(refused) == (422, "invalid-session")
    assert codes(refused) == [(f"/convened/{n}", "not-of-the-school") for n in (0, 2, 3)]


def attendance(**of: bool) -> dict[str, Any]:
    return {"people": [{"person_id": id, "attended": came} for id, came in of.items()]}


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
    kept = minuted.json()["agreements"]
    assert [a["commitment"] and a["commitment"]["status"] for a in kept] == ["open", None]
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
    assert kind(refused) == (422, "invalid-session")
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
    assert kind(refused) == (422, "invalid-session")
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
    told = []
    for hours in (3, 9):
        id = await save_session(
            world, staff.school, organiser=organiser, status="held",
            starts_at=now() - hours * HOUR,
        )  # fmt: skip
        told.append(await put(client, cp, f"{id}/minutes", minutes, seen=1))
    assert told[0].status_code == 200, told[0].text
    assert kind(told[1]) == (409, "commitment-known")


async def test_nobody_attended_what_has_not_begun(
    client: AsyncClient, staff: Staff, cp: Auth
) -> None:
    id, teacher = uuid4(), await staff.of(Role.TEACHER)
    await put(client, cp, str(id), draft(staff, teacher))
    refused = await put(client, cp, f"{id}/attendance", attendance(**{str(teacher): True}), seen=1)
    assert kind(refused) == (409, "session-not-begun")


async def test_sessions_are_read_in_reach_only(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    id = await save_session(world, staff.school, organiser=await staff.of(Role.CP))
    for role in (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST):
        auth = await staff.auth(role)
        assert (await client.get(f"{PATH}/{id}", headers=auth)).status_code == 200
    ugel = await world.login(Role.UGEL, BAGUA)
    assert (await client.get(f"{PATH}/{id}", headers=ugel)).status_code == 200
    for role, place in ((Role.UGEL, CHACHAPOYAS), (Role.CP, await world.school(BAGUA))):
        outside = await world.login(role, place)
        assert kind(await client.get(f"{PATH}/{id}", headers=outside)) == (404, "not-found")
        assert (await client.get(PATH, headers=outside)).json()["items"] == []
        absent = await client.get(f"{PATH}/{uuid4()}", headers=outside)
        assert absent.json() == (await client.get(f"{PATH}/{id}", headers=outside)).json()
    for role in (Role.MINEDU, Role.DRE, Role.TEACHER):
        place = {Role.MINEDU: "pe", Role.DRE: "pe.010000"}.get(role, staff.school)
        told = await client.get(f"{PATH}/{id}", headers=await world.login(role, place))
        assert kind(told) == (403, "missing-scope")


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
        assert kind(await put(client, outside, path, body, seen=1)) == (404, "not-found")


async def test_sessions_are_listed_by_kind_state_and_school_page_by_page(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    cp, other = await staff.of(Role.CP), await world.school(BAGUA)
    ids = [
        await save_session(
            world, staff.school, organiser=cp, kind="gia", starts_at=now() - n * 5 * HOUR
        )
        for n in range(1, 4)
    ]
    await save_session(world, staff.school, organiser=cp, status="cancelled", kind="gia")
    await save_session(world, staff.school, organiser=cp, starts_at=now() - 40 * HOUR)
    await save_session(world, other, organiser=await world.person(), kind="gia")
    ugel = await world.login(Role.UGEL, BAGUA)
    params: dict[str, str] = {
        "limit": "2", "kind": "gia", "status": "scheduled", "institution": staff.code,
        "year": "2024",
    }  # fmt: skip
    met: list[str] = []
    while True:
        page = (await client.get(PATH, params=params, headers=ugel)).json()
        met += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == [str(id) for id in ids]


async def test_the_convened_read_their_sessions_without_what_is_told_of_others(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    mine, other = await staff.of(Role.TEACHER), await world.person(paternal_surname="Ajenomarca")
    await world.appoint(Role.TEACHER, staff.school, person=other)
    id = await save_session(
        world, staff.school, organiser=await staff.of(Role.CP), convened=[mine, other],
        status="held",
    )  # fmt: skip
    hers = {"id": str(uuid4()), "owner_id": str(mine), "due_on": str(today())}
    theirs = {"id": str(uuid4()), "owner_id": str(other), "due_on": str(today())}
    agreements = [{"text": "Compartir la unidad", "commitment": c} for c in (hers, theirs)]
    minutes = {"text": "Acta de la reunión.", "agreements": agreements}
    await put(client, cp, f"{id}/minutes", minutes, seen=1)
    path, auth = f"/v1/me{PATH.removeprefix('/v1')}", world.auth(mine)
    (row,) = (await client.get(path, headers=auth)).json()["items"]
    one = await client.get(f"{path}/{id}", headers=auth)
    assert (one.json(), one.headers["etag"]) == (row, '"2"')
    assert (row["convened"], row["attended"], row["organised"]) == (True, True, False)
    owned = [a["commitment"] and a["commitment"]["id"] for a in row["agreements"]]
    assert owned == [hers["id"], None]
    assert "Ajenomarca" not in one.text
    none = await client.get(path, headers=auth, params={"status": "cancelled"})
    assert none.json()["items"] == []
    for person in (await world.person(), await world.appoint(Role.DIRECTOR, staff.school)):
        assert (await client.get(path, headers=world.auth(person))).json()["items"] == []
        told = await client.get(f"{path}/{id}", headers=world.auth(person))
        assert kind(told) == (404, "not-found")


async def test_what_is_held_about_me_of_sessions_is_told(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    organiser, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    id = await save_session(
        world, staff.school, organiser=organiser, convened=[teacher], status="minuted"
    )
    for person, minutes in ((organiser, "Narración del acta."), (teacher, None)):
        told = (await client.get("/v1/me/data", headers=world.auth(person))).json()
        (session,) = told["collaborative_sessions"]
        assert (session["id"], session["minutes"]) == (str(id), minutes)
        assert told["counts"]["collaborative_sessions"] == 1


async def test_what_is_held_about_me_of_school_work_is_told_in_my_own_words_alone(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    ct, tutor, cp = [await staff.of(r) for r in (Role.CT, Role.TEACHER, Role.CP)]
    await save_tutoring(world, staff.school, by=ct, tutor_id=tutor)
    await save_action(world, staff.school, by=ct)
    await save_assessment(
        world, staff.school, by=cp, note="Mi nota.", status="returned", decided_by=tutor
    )

    async def told(person: UUID, listed: str) -> list[dict[str, Any]]:
        answer = await client.get("/v1/me/data", headers=world.auth(person))
        rows: list[dict[str, Any]] = answer.json()[listed]
        return rows

    for person, mine, text in ((ct, True, "Narración de la tutoría."), (tutor, False, None)):
        (row,) = await told(person, "tutoring_records")
        assert (row["by_me"], row["as_tutor"], row["text"]) == (mine, not mine, text)
    assert [a["title"] for a in await told(ct, "school_actions")] == ["Jornada"]
    assert await told(cp, "school_actions") == []
    (recorded,), (decided,) = [await told(p, "learning_assessments") for p in (cp, tutor)]
    assert (recorded["note"], recorded["director_note"]) == ("Mi nota.", None)
    assert (decided["note"], decided["director_note"]) == (None, "Narración de la devolución.")
