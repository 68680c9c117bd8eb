"""Two offices at once over the same post, person or sheet: one success, one clear refusal."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import now, today
from tests.live.outcomes import outcomes
from tests.world import BAGUA, Auth, World

pytestmark = pytest.mark.slow


def appointment(person: UUID, school: str, role: Role = Role.DIRECTOR) -> dict[str, Any]:
    place = {"kind": "institution", "code": school.rpartition(".")[2]}
    return {"actor_id": str(person), "role": role, "place": place, "valid_from": str(today())}


@pytest.fixture
async def ugel(world: World) -> Auth:
    return await world.deputy(Role.UGEL, BAGUA)


async def test_of_eight_appointed_at_once_to_a_post_one_is(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    people = [await world.appoint(Role.TEACHER, school) for _ in range(8)]
    answers = await asyncio.gather(
        *(
            client.put(f"/v1/appointments/{uuid4()}", json=appointment(p, school), headers=ugel)
            for p in people
        )
    )
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/post-taken"): 7}


async def test_an_appointment_sent_eight_times_at_once_is_made_once(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person, path = await world.appoint(Role.TEACHER, school), f"/v1/appointments/{uuid4()}"
    body = appointment(person, school, Role.CT)
    answers = await asyncio.gather(*(client.put(path, json=body, headers=ugel) for _ in range(8)))
    assert outcomes(answers) == {(201, None): 1, (200, None): 7}


def access(person: UUID, school: str, reason: str = "Reemplazo por licencia.") -> dict[str, Any]:
    about = appointment(person, school)
    about.pop("valid_from")
    return about | {"reason": reason, "expires_at": (now() + timedelta(days=9)).isoformat()}


async def test_temporary_access_sent_eight_times_at_once_is_given_once(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person, path = await world.appoint(Role.TEACHER, school), f"/v1/access-grants/{uuid4()}"
    body = access(person, school)
    answers = await asyncio.gather(*(client.put(path, json=body, headers=ugel) for _ in range(8)))
    assert outcomes(answers) == {(201, None): 1, (200, None): 7}


async def test_of_eight_changes_of_one_access_at_once_one_is_made(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person, path = await world.appoint(Role.TEACHER, school), f"/v1/access-grants/{uuid4()}"
    await client.put(path, json=access(person, school), headers=ugel)
    answers = await asyncio.gather(
        *(
            client.put(
                path,
                json=access(person, school, f"Reemplazo número {n}."),
                headers=ugel | {"If-Match": '"1"'},
            )
            for n in range(8)
        )
    )
    assert outcomes(answers) == {(200, None): 1, (412, "/problems/stale-version"): 7}


async def test_an_access_ended_eight_times_at_once_ends_once(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person, id = await world.appoint(Role.TEACHER, school), uuid4()
    await client.put(f"/v1/access-grants/{id}", json=access(person, school), headers=ugel)
    body = {"reason": "La titular volvió antes."}
    answers = await asyncio.gather(
        *(client.put(f"/v1/access-grants/{id}/end", json=body, headers=ugel) for _ in range(8))
    )
    assert {a.status_code for a in answers} == {200}
    kinds = await world.db.fetch(
        "select kind from event where subject = $1 order by seq", f"access-grant/{id}"
    )
    assert [row["kind"] for row in kinds] == ["access.granted", "access.ended"]


@pytest.mark.parametrize("known", [False, True], ids=["of nobody", "of somebody out of reach"])
async def test_a_document_registered_eight_times_at_once_is_one_person(
    client: AsyncClient, world: World, ugel: Auth, known: bool
) -> None:
    body = {
        "doc_type": "DNI",
        "doc_number": f"7{uuid4().int % 10**7:07d}",
        "given_names": "Ana",
        "paternal_surname": "Paz",
    }
    if known:
        await world.person(doc_number=body["doc_number"])
    answers = await asyncio.gather(
        *(client.put(f"/v1/actors/{uuid4()}", json=body, headers=ugel) for _ in range(8))
    )
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/document-known"): 7}


async def test_a_document_that_eight_offices_register_at_once_is_a_record_of_each(
    client: AsyncClient, world: World
) -> None:
    offices = [await world.login(Role.DIRECTOR, await world.school(BAGUA)) for _ in range(8)]
    body = {
        "doc_type": "DNI",
        "doc_number": f"7{uuid4().int % 10**7:07d}",
        "given_names": "Ana",
        "paternal_surname": "Paz",
    }
    answers = await asyncio.gather(
        *(client.put(f"/v1/actors/{uuid4()}", json=body, headers=auth) for auth in offices)
    )
    assert outcomes(answers) == {(201, None): 8}


async def test_a_sheet_imported_four_times_at_once_is_stored_once(
    client: AsyncClient, ugel: Auth, world: World
) -> None:
    schools = [(await world.school(BAGUA)).rpartition(".")[2].split("-")[0] for _ in range(5)]
    number = uuid4().int % 10**6
    rows = [
        f"6{number:06d}{n};Ana;Paz;{role};{code};{today()}"
        for n, code in enumerate(schools)
        for role in ("docente", "CP")
    ]
    sheet = "\n".join(["dni;nombres;apellido_paterno;cargo;codigo_modular;desde", *rows])
    headers = ugel | {"Content-Type": "text/csv"}
    answers = await asyncio.gather(
        *(client.post("/v1/imports/actors", content=sheet, headers=headers) for _ in range(4))
    )
    assert {a.status_code for a in answers} == {200}, [a.text for a in answers]
    assert sorted(a.json()["created"] for a in answers) == [0, 0, 0, 10]


async def test_a_contact_sent_eight_times_at_once_is_kept_once(
    client: AsyncClient, world: World, school: str
) -> None:
    person = await world.appoint(Role.TEACHER, school)
    body, auth = {"email": "ana@example.org", "reminders": True}, world.auth(person)
    answers = await asyncio.gather(
        *(client.put("/v1/me/contact", json=body, headers=auth) for _ in range(8))
    )
    assert outcomes(answers) == {(201, None): 1, (200, None): 7}
    kinds = await world.db.fetch("select kind from event where subject = $1", f"actor/{person}")
    assert [row["kind"] for row in kinds] == ["contact.kept"]


async def test_of_eight_changes_of_a_person_at_once_one_is_made(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person = await world.appoint(Role.TEACHER, school)
    sent = [
        {"doc_type": "DNI", "doc_number": f"7{uuid4().int % 10**7:07d}", "given_names": "Ana",
         "paternal_surname": "Paz"}
        for _ in range(8)
    ]  # fmt: skip
    headers = ugel | {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(client.put(f"/v1/actors/{person}", json=body, headers=headers) for body in sent)
    )
    assert outcomes(answers) == {(200, None): 1, (412, "/problems/stale-version"): 7}
