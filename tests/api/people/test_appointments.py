"""Appointments over HTTP: who appoints whom, and one holder per post and day."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from tests.answers import problem
from tests.api.people.appointments import appoint, appointment_of, end
from tests.clock import today
from tests.places import place
from tests.world import AMAZONAS, BAGUA, CALLAO, CALLAO_OWN, CHACHAPOYAS, Auth, Connection, World

YESTERDAY = "yesterday"
"""A day that is known when the test begins."""


def yesterday() -> str:
    return str(today() - timedelta(days=1))


@pytest.fixture
async def staff(world: World) -> UUID:
    """A person known in Bagua."""
    return await world.appoint(Role.TEACHER, await world.school(BAGUA))


async def test_a_ugel_registers_a_person_and_appoints_them_director(
    client: AsyncClient, ugel: Auth, school: str, world: World
) -> None:
    person, id = uuid4(), uuid4()
    identity = {
        "doc_type": "DNI",
        "doc_number": "40000001",
        "given_names": "Luz",
        "paternal_surname": "Wampash",
    }
    await client.put(f"/v1/actors/{person}", json=identity, headers=ugel)
    act: dict[str, Any] = {"regime": "acting", "act_number": "RD 123-2024", "post_code": "1156-A"}
    made = await appoint(client, ugel, person, Role.DIRECTOR, school, id=id, **act)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.json() == {
        "id": str(id),
        "actor": {
            "id": str(person),
            "given_names": "Luz",
            "paternal_surname": "Wampash",
            "maternal_surname": None,
        },
        "role": "director",
        "place": place(school) | {"name": "Colegio de prueba"},
        "post": 1,
        **act,
        "valid_from": str(today()),
        "valid_to": None,
        "ended_reason": None,
    }
    read = await client.get(f"/v1/appointments/{id}", headers=ugel)
    assert (read.json(), read.headers["etag"]) == (made.json(), '"1"')
    await world.session(person)
    await world.vouch(person, BAGUA)
    director = world.auth(person, ROLE_SCOPES[Role.DIRECTOR])
    listed = await client.get("/v1/appointments", headers=director)
    assert [a["id"] for a in listed.json()["items"]] == [str(id)]


async def test_an_appointment_appends_one_event(
    client: AsyncClient, ugel: Auth, school: str, staff: UUID, connection: Connection
) -> None:
    id = uuid4()
    made = await appoint(client, ugel, staff, Role.CP, school, id=id)
    (event,) = await connection.fetch("select * from event where subject = $1", f"appointment/{id}")
    assert (event["kind"], event["place"]) == ("appointment.created", school)
    expected = {k: v for k, v in made.json().items() if k not in {"actor", "ended_reason"}}
    assert json.loads(event["payload"]) == expected | {"actor_id": str(staff)}


APPOINTS = [
    (Role.MINEDU, "pe", Role.DRE, AMAZONAS, 201),
    (Role.MINEDU, "pe", Role.INTEGRATOR, AMAZONAS, 403),
    (Role.MINEDU, "pe", Role.UGEL, BAGUA, 403),
    (Role.MINEDU, "pe", Role.DIRECTOR, "school", 403),
    (Role.DRE, AMAZONAS, Role.UGEL, BAGUA, 201),
    (Role.DRE, AMAZONAS, Role.DIRECTOR, "school", 403),
    (Role.DRE, AMAZONAS, Role.DRE, AMAZONAS, 403),
    (Role.UGEL, BAGUA, Role.DIRECTOR, "school", 201),
    (Role.UGEL, BAGUA, Role.CIST, "school", 201),
    (Role.UGEL, BAGUA, Role.UGEL, BAGUA, 403),
    (Role.DIRECTOR, "school", Role.CP, "school", 201),
    (Role.DIRECTOR, "school", Role.PSYCHOLOGIST, "school", 201),
    (Role.DIRECTOR, "school", Role.DIRECTOR, "school", 403),
    (Role.DIRECTOR, "school", Role.UGEL, BAGUA, 404),
    (Role.UGEL, CHACHAPOYAS, Role.DIRECTOR, "school", 404),
]


@pytest.mark.parametrize(("caller", "at", "role", "to", "status"), APPOINTS)
async def test_each_role_appoints_its_own(
    client: AsyncClient,
    world: World,
    school: str,
    caller: Role,
    at: str,
    role: Role,
    to: str,
    status: int,
) -> None:
    where = {"school": school}
    auth = await world.login(caller, where.get(at, at))
    person = await world.appoint(Role.TEACHER, school)
    answer = await appoint(client, auth, person, role, where.get(to, to))
    assert answer.status_code == status
    assert (status == 403) == (answer.json().get("type") == "/problems/may-not-appoint")


async def test_a_dre_appoints_in_the_schools_it_manages_itself(
    client: AsyncClient, world: World
) -> None:
    own, other = await world.school(CALLAO_OWN), await world.school("pe.070101.070102")
    dre = await world.login(Role.DRE, CALLAO)
    person = await world.appoint(Role.TEACHER, own)
    assert (await appoint(client, dre, person, Role.DIRECTOR, own)).status_code == 201
    refused = await appoint(client, dre, person, Role.DIRECTOR, other)
    assert problem(refused) == (403, "may-not-appoint")


async def test_nobody_appoints_themselves(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    me = await world.appoint(Role.UGEL, BAGUA)
    auth = world.auth(me, Scope)
    assert problem(await appoint(client, auth, me, Role.DIRECTOR, school)) == (
        403,
        "own-appointment",
    )
    mine = await appointment_of(connection, me)
    assert problem(await end(client, auth, mine, today())) == (403, "own-appointment")


@pytest.mark.parametrize("number", [None, "41234567", "41234568"])
async def test_a_document_opens_nobody_out_of_reach(
    client: AsyncClient, world: World, ugel: Auth, school: str, number: str | None
) -> None:
    person = await world.person(doc_number="41234567")
    await world.appoint(Role.TEACHER, await world.school(CHACHAPOYAS), person=person)
    answer = await appoint(client, ugel, person, Role.CP, school, doc_number=number)
    nobody = await appoint(client, ugel, uuid4(), Role.CP, school, doc_number=number)
    assert problem(answer) == (404, "not-found")
    assert answer.json() == nobody.json()


async def test_the_document_of_another_is_a_wrong_id(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person = await world.person(doc_number="A1234567B", doc_type="CE")
    await world.appoint(Role.TEACHER, school, person=person)
    wrong = await appoint(client, ugel, person, Role.CP, school, doc_number="A1234567C")
    assert problem(wrong) == (404, "not-found")
    right = await appoint(client, ugel, person, Role.CP, school, doc_number="a1234567b")
    assert right.status_code == 201


async def test_an_appointment_out_of_reach_does_not_exist(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID, connection: Connection
) -> None:
    other = await world.appoint(Role.CP, await world.school(CHACHAPOYAS))
    id = await appointment_of(connection, other)
    read = await client.get(f"/v1/appointments/{id}", headers=ugel)
    changed = await appoint(client, ugel, staff, Role.CP, school, id=UUID(id))
    replaced = await appoint(client, ugel, staff, Role.CP, school, replaces=id)
    ended = await end(client, ugel, id, today())
    for answer in (read, changed, replaced, ended):
        assert problem(answer) == (404, "not-found")
    items = (await client.get("/v1/appointments", headers=ugel)).json()["items"]
    assert id not in {a["id"] for a in items}


async def test_one_holder_per_post_and_day(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID
) -> None:
    last = today() + timedelta(days=30)
    await world.appoint(Role.DIRECTOR, school, until=last + timedelta(days=1))
    taken = await appoint(client, ugel, staff, Role.DIRECTOR, school)
    assert problem(taken) == (409, "post-taken")
    assert f"{last:%d/%m/%Y}" in taken.json()["detail"]
    assert "director(a)" in taken.json()["detail"]
    after: dict[str, Any] = {"valid_from": str(last + timedelta(days=1))}
    assert (await appoint(client, ugel, staff, Role.DIRECTOR, school, **after)).status_code == 201


async def test_the_database_refuses_what_the_facts_did_not_show(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID, monkeypatch: Any
) -> None:
    from persistence.people.appointments import appointing

    facts = appointing.APPOINTING_FACTS
    blind = "select jsonb_set(f.facts::jsonb, '{appointments}', '[]')::text"
    monkeypatch.setattr(facts, "text", f"{blind} from ({facts.text}) f (facts)")
    await world.appoint(Role.CP, school, person=staff)
    other = await world.appoint(Role.TEACHER, school)
    assert problem(await appoint(client, ugel, other, Role.CP, school)) == (409, "post-taken")
    again = await appoint(client, ugel, staff, Role.CP, school, post=2)
    assert problem(again) == (409, "already-appointed")


async def test_a_person_holds_a_role_once_at_a_place(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person = await world.appoint(Role.CP, school)
    answer = await appoint(client, ugel, person, Role.CP, school, post=2)
    assert problem(answer) == (409, "already-appointed")


async def test_a_coordinator_takes_the_first_free_post_of_the_school(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID
) -> None:
    code = school.rpartition(".")[2]
    await world.save("institution_year", institution_code=code, year=today().year, cp_posts=2)
    await world.appoint(Role.CP, school, post=1)
    second = await appoint(client, ugel, staff, Role.CP, school)
    assert second.json()["post"] == 2
    third = await world.appoint(Role.TEACHER, school)
    assert problem(await appoint(client, ugel, third, Role.CP, school)) == (409, "post-taken")


@pytest.mark.parametrize(
    ("role", "more", "code", "field"),
    [
        (Role.TEACHER, {"post": 1}, "post-does-not-fit-role", "/post"),
        (Role.DIRECTOR, {"post": 2}, "post-does-not-fit-role", "/post"),
        (Role.CIST, {"regime": "tenured"}, "regime-must-be-cas", "/regime"),
        (Role.CP, {"valid_to": YESTERDAY}, "impossible-days", "/valid_to"),
        (Role.CP, {"valid_to": "9999-12-31"}, "impossible-days", "/valid_to"),
        (Role.CP, {"valid_from": "2024-03-01"}, "backdating-needs-act", "/act_number"),
    ],
)
async def test_what_can_never_be_right_names_its_field(
    client: AsyncClient,
    ugel: Auth,
    school: str,
    staff: UUID,
    role: Role,
    more: dict[str, Any],
    code: str,
    field: str,
) -> None:
    sent: dict[str, Any] = {
        name: yesterday() if day is YESTERDAY else day for name, day in more.items()
    }
    answer = await appoint(client, ugel, staff, role, school, **sent)
    assert problem(answer) == (422, code)
    assert [e["field"] for e in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("role", [Role.MINEDU, Role.DRE])
async def test_a_role_is_held_at_a_place_of_its_level(
    client: AsyncClient, minedu: Auth, school: str, staff: UUID, role: Role
) -> None:
    answer = await appoint(client, minedu, staff, role, school)
    assert problem(answer) == (422, "role-does-not-fit-place")
    assert [e["field"] for e in answer.json()["errors"]] == ["/place"]


async def test_many_faults_are_told_at_once(
    client: AsyncClient, ugel: Auth, school: str, staff: UUID
) -> None:
    more: dict[str, Any] = {"post": 3, "regime": "tenured", "valid_from": "2024-03-01"}
    answer = await appoint(client, ugel, staff, Role.CIST, school, **more)
    assert problem(answer) == (422, "invalid-appointment")
    assert {e["code"] for e in answer.json()["errors"]} == {
        "post-does-not-fit-role",
        "regime-must-be-cas",
        "backdating-needs-act",
    }


async def test_psychologists_are_cas_unless_said(
    client: AsyncClient, ugel: Auth, school: str, staff: UUID
) -> None:
    made = await appoint(client, ugel, staff, Role.PSYCHOLOGIST, school)
    assert made.json()["regime"] == "cas"


async def test_with_its_act_an_appointment_may_start_before_today(
    client: AsyncClient, ugel: Auth, school: str, staff: UUID
) -> None:
    more: dict[str, Any] = {"valid_from": "2024-03-01", "act_number": "RD 0412-2024-UGEL BAGUA"}
    assert (await appoint(client, ugel, staff, Role.CP, school, **more)).status_code == 201


async def test_a_correction_keeps_person_role_and_place(
    client: AsyncClient, world: World, ugel: Auth, school: str, staff: UUID
) -> None:
    id = uuid4()
    await appoint(client, ugel, staff, Role.CP, school, id=id)
    elsewhere = await world.school(BAGUA)
    for role, at in ((Role.CT, school), (Role.CP, elsewhere)):
        other = await appoint(client, ugel, staff, role, at, id=id, if_match='"1"')
        assert problem(other) == (409, "another-appointment")
