"""Persons over HTTP: seen by where they act, registered and corrected by who may."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.answers import naming_nothing, problem
from tests.clock import today
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World

ROSA: dict[str, Any] = {
    "doc_type": "DNI",
    "doc_number": "09876543",
    "given_names": "Rosa",
    "paternal_surname": "Quispe",
    "maternal_surname": "Ñahui",
}


async def put(
    client: AsyncClient, id: UUID, auth: Auth, body: dict[str, Any] = ROSA, **headers: str
) -> Response:
    return await client.put(f"/v1/actors/{id}", json=body, headers=auth | headers)


async def names(client: AsyncClient, auth: Auth, **params: Any) -> list[str]:
    answer = await client.get("/v1/actors", params=params, headers=auth)
    return [f"{p['paternal_surname']} {p['given_names']}" for p in answer.json()["items"]]


async def test_who_registers_a_person_reads_them_back(client: AsyncClient, ugel: Auth) -> None:
    id = uuid4()
    created = await put(client, id, ugel)
    read = await client.get(f"/v1/actors/{id}", headers=ugel)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    assert created.json() == ROSA | {"id": str(id), "appointments": []}
    assert (read.json(), read.headers["etag"]) == (created.json(), '"1"')


async def test_names_and_document_are_kept_tidy(client: AsyncClient, ugel: Auth) -> None:
    untidy = {
        "doc_number": " 0987 6543 ",
        "given_names": "  Rosa   María ",
        "paternal_surname": "Nu\u0301ñez",
    }
    created = await put(client, uuid4(), ugel, ROSA | untidy)
    body = created.json()
    assert (body["doc_number"], body["given_names"]) == ("09876543", "Rosa María")
    assert body["paternal_surname"] == "Núñez"


async def test_a_registration_appends_an_event_of_ids_alone(
    client: AsyncClient, ugel: Auth, connection: Connection
) -> None:
    id = uuid4()
    await put(client, id, ugel)
    (event,) = await connection.fetch("select * from event where subject = $1", f"actor/{id}")
    assert (event["kind"], event["place"]) == ("actor.created", BAGUA)
    assert json.loads(event["payload"]) == {"version": 1}, "ids, and no name or document"


async def test_a_dni_that_lost_its_zero_is_told_so_and_not_repeated(
    client: AsyncClient, ugel: Auth
) -> None:
    answer = await put(client, uuid4(), ugel, ROSA | {"doc_number": "9876543"})
    assert problem(answer) == (422, "invalid-document")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("/doc_number", "dni-lost-zero")
    assert "le faltan 1" in error["detail"]
    assert "9876543" not in answer.text


@pytest.mark.parametrize("names", [{}, {"given_names": "Otra", "paternal_surname": "Persona"}])
async def test_a_document_of_somebody_in_reach_is_theirs(
    client: AsyncClient, world: World, ugel: Auth, school: str, names: dict[str, str]
) -> None:
    known = await world.appoint(Role.TEACHER, school, person=await world.person(**ROSA))
    answer = await put(client, uuid4(), ugel, ROSA | names)
    assert problem(answer) == (409, "document-known")
    assert str(known) in answer.text, "to be appointed with"
    assert "Quispe" not in answer.text


async def test_a_person_out_of_reach_does_not_exist(
    client: AsyncClient, world: World, ugel: Auth
) -> None:
    other = await world.appoint(Role.TEACHER, await world.school(CHACHAPOYAS))
    for path in (f"/v1/actors/{other}", f"/v1/actors/{other}/appointments"):
        assert problem(await client.get(path, headers=ugel)) == (404, "not-found")
    assert problem(await put(client, other, ugel)) == (404, "not-found")
    assert await names(client, ugel, role="teacher") == []


async def test_a_person_without_appointments_is_known_to_registrar_and_ministry_only(
    client: AsyncClient, world: World, ugel: Auth
) -> None:
    id = uuid4()
    await put(client, id, ugel)
    ministry = await world.login(Role.MINEDU, "pe")
    neighbour = await world.login(Role.UGEL, CHACHAPOYAS)
    seen = [
        (await client.get(f"/v1/actors/{id}", headers=auth)).status_code
        for auth in (ugel, ministry, neighbour)
    ]
    assert seen == [200, 200, 404]


async def test_only_appointments_within_reach_are_told(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    elsewhere = await world.school(CHACHAPOYAS)
    person = await world.appoint(Role.CP, school)
    await world.appoint(Role.TEACHER, elsewhere, person=person)
    actor = (await client.get(f"/v1/actors/{person}", headers=ugel)).json()
    assert [a["role"] for a in actor["appointments"]] == ["cp"]
    assert actor["appointments"][0]["place"]["code"] == code_of(school)
    items = (await client.get(f"/v1/actors/{person}/appointments", headers=ugel)).json()["items"]
    assert items == actor["appointments"]
    (row,) = (await client.get("/v1/actors", params={"role": "cp"}, headers=ugel)).json()["items"]
    assert [a["role"] for a in row["appointments"]] == ["cp"]
    assert "doc_number" not in row


async def test_who_left_is_read_but_corrected_elsewhere(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person = await world.appoint(Role.CP, school, until=today() - timedelta(days=20))
    await world.appoint(Role.CP, await world.school(PIURA + ".200001"), person=person)
    assert (await client.get(f"/v1/actors/{person}", headers=ugel)).status_code == 200
    refused = await put(client, person, ugel, ROSA, **{"If-Match": '"1"'})
    assert problem(refused) == (403, "acts-elsewhere")


async def test_nobody_rewrites_who_they_are(client: AsyncClient, world: World) -> None:
    me = await world.appoint(Role.UGEL, BAGUA, person=await world.person(**ROSA))
    auth = world.auth(me)
    for other in ({"doc_number": "41234567"}, {"given_names": "Otra"}):
        refused = await put(client, me, auth, ROSA | other, **{"If-Match": '"1"'})
        assert problem(refused) == (403, "own-actor")
    same = await put(client, me, auth, ROSA, **{"If-Match": '"1"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"1"'), "nothing changes"


async def test_the_list_stands_in_spanish_order_and_turns_pages(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    for surname in ("Ñaupari", "Zea", "Núñez", "Nuñuvero", "Álvarez", "Oré"):
        person = await world.person(paternal_surname=surname, given_names="Ana")
        await world.appoint(Role.TEACHER, school, person=person)
    whole = await names(client, ugel, role="teacher")
    assert [n.split()[0] for n in whole] == [
        "Álvarez",
        "Núñez",
        "Nuñuvero",
        "Ñaupari",
        "Oré",
        "Zea",
    ]

    seen, cursor = [], None
    while True:
        params: dict[str, Any] = {"role": "teacher", "limit": 4} | (
            {"cursor": cursor} if cursor else {}
        )
        page = (await client.get("/v1/actors", params=params, headers=ugel)).json()
        seen += [f"{p['paternal_surname']} {p['given_names']}" for p in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole


@pytest.mark.parametrize("q", ["nahui rosa", "ÑAHUI", "quispe ñahui", "45678901"])
async def test_a_person_is_found_by_words_without_tildes_or_by_a_whole_document(
    client: AsyncClient, world: World, ugel: Auth, school: str, q: str
) -> None:
    person = await world.person(doc_number="45678901")
    await world.appoint(Role.TEACHER, school, person=person)
    await world.appoint(Role.CP, school, person=await world.person(maternal_surname="Díaz"))
    assert await names(client, ugel, q=q, institution=code_of(school)) == ["Quispe Rosa"]
    assert await names(client, ugel, q="4567890") == []


async def test_the_list_narrows_by_place_role_and_day(
    client: AsyncClient, world: World, school: str
) -> None:
    dre = await world.login(Role.DRE, AMAZONAS)
    other = await world.school(CHACHAPOYAS)
    await world.appoint(Role.CP, school, person=await world.person(given_names="Aquí"))
    ended = today() - timedelta(days=1)
    gone = await world.person(given_names="Ida")
    await world.appoint(Role.CP, other, person=gone, until=ended)
    code, other_code = code_of(school), code_of(other)
    assert await names(client, dre, role="cp") == ["Quispe Aquí"]
    assert await names(client, dre, institution=other_code) == []
    the_day_before = (ended - timedelta(days=1)).isoformat()
    assert await names(client, dre, institution=other_code, on=the_day_before) == ["Quispe Ida"]
    assert await names(client, dre, iged="010002", role="cp") == ["Quispe Aquí"]
    assert await names(client, dre, iged="010001", role="cp") == []
    assert naming_nothing(await client.get("/v1/actors?region=200000", headers=dre)) == ["region"]
    assert await names(client, dre, institution=code, role="ct") == []


async def test_a_teacher_may_not_list_persons(
    client: AsyncClient, world: World, school: str
) -> None:
    teacher = world.auth(await world.appoint(Role.TEACHER, school), Scope)
    answer = await client.get("/v1/actors", headers=teacher)
    assert problem(answer) == (403, "no-role-carries")


@pytest.mark.parametrize("query", [{}, {"q": "rosa nahui"}, {"q": "45678901"}, {"role": "cp"}])
async def test_the_ministry_is_answered_as_a_region_is(
    client: AsyncClient, world: World, school: str, query: dict[str, str]
) -> None:
    ministry = world.auth(
        await world.appoint(Role.MINEDU, "pe", person=await world.person(given_names="Yo"))
    )
    dre = world.auth(
        await world.appoint(Role.DRE, AMAZONAS, person=await world.person(given_names="Yo"))
    )
    for n, surname in enumerate(("Zea", "Ñaupari", "Álvarez", "Oré", "Paz")):
        person = await world.person(paternal_surname=surname, doc_number=f"4567890{n}")
        await world.appoint(Role.CP, school, person=person, post=n + 1)
    gone = await world.person(paternal_surname="Ida")
    await world.appoint(Role.CT, school, person=gone, until=today())
    await world.person(paternal_surname="Nadie")

    seen: dict[str, list[str]] = {}
    for who, auth in (("ministry", ministry), ("region", dre)):
        seen[who], cursor = [], None
        while True:
            params: dict[str, Any] = {"limit": 2, **query} | ({"cursor": cursor} if cursor else {})
            page = (await client.get("/v1/actors", params=params, headers=auth)).json()
            seen[who] += [p["paternal_surname"] for p in page["items"] if p["given_names"] != "Yo"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    everyone = ["Álvarez", "Ñaupari", "Oré", "Paz", "Zea"]
    expected = ["Ñaupari"] if query.get("q") == "45678901" else everyone
    assert seen == {"ministry": expected, "region": expected}
