"""A machine that was not given persons learns of nobody, whatever it asks."""

import base64
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.events import OF_PEOPLE, EventKind
from tests.access.identity.offices import OWNER, Offices, identity, offices
from tests.access.requests import calls
from tests.access.targets import make_targets
from tests.answers import naming_nothing, problem
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, PIURA, Auth, Connection, World

IDENTITY: dict[str, object] = {"doc_type": "DNI", "doc_number": "70999001", "given_names": "Ana",
            "paternal_surname": "Paz", "maternal_surname": None}  # fmt: skip
NOBODY = ROLE_SCOPES[Role.INTEGRATOR] - {Scope.ACTORS_READ}
"""All that a machine may be given, without persons."""


async def machine_of(world: World, place: str, scopes: frozenset[Scope] = NOBODY) -> Auth:
    return world.auth(await world.client(place, scopes=scopes), scopes)


async def test_no_answer_tells_a_machine_of_anybody(
    client: AsyncClient, connection: Connection, world: World
) -> None:
    target = (await make_targets(world))["institution"]
    machine = await machine_of(world, "pe")
    ids = {str(row["id"]) for row in await connection.fetch("select id from person")}
    surnames = {
        row["name"]
        for row in await connection.fetch("select distinct paternal_surname as name from person")
    }
    read, told = 0, {}
    for operation, call in calls(target).items():
        if call.method != "GET":
            continue
        answer = await client.get(call.path, headers=machine)
        read += answer.is_success
        told[operation] = {word for word in ids | surnames if word in answer.text}
    assert read > 25
    assert {operation: words for operation, words in told.items() if words} == {}


FOLLOWED = (
    "/v1/appointments?limit=2", "/v1/access-grants?limit=2", "/v1/vacancies",
    "/v1/reports?limit=2", "/v1/events?limit=9", "/v1/events?limit=9&order=oldest",
)  # fmt: skip


async def told(client: AsyncClient, auth: Auth, path: str) -> str:
    """All pages of a list, their cursors as they read once decoded."""
    text, cursor, more = "", "", True
    while more:
        answer = await client.get(f"{path}{cursor}", headers=auth)
        assert answer.status_code == 200, answer.text
        last = answer.json()["next_cursor"]
        text += answer.text
        if last:
            text += base64.urlsafe_b64decode(last + "=" * (-len(last) % 4)).decode(errors="replace")
        more = bool(last) and bool(answer.json()["items"])
        cursor = f"{'&' if '?' in path else '?'}cursor={last}"
    return text


async def somebody_comes_and_goes(o: Offices) -> tuple[UUID, set[str]]:
    """Appointed, ended, given access; who, and what betrays them."""
    who = identity(given_names="Zenobia", paternal_surname="Yupanqui")
    person = await o.register(o.directors[0], who)
    post = await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    await o.appoint(o.directors[0], person, Role.CP, o.schools[0])
    await o.enter(o.directors[0], person, OWNER)
    await o.grant(o.ugel, person, Role.DIRECTOR, o.schools[0])
    body = {"last_day": str(today() - timedelta(days=1)), "reason": "Licencia de Zenobia"}
    await o.client.put(f"/v1/appointments/{post}/end", json=body, headers=o.directors[0])
    director = await o.world.db.fetchval(
        "select person_id from appointment where role = 'director' and place = $1::text::ltree",
        o.schools[0],
    )
    words = {"Zenobia", "Yupanqui", "YUPANQUI", "yupanqui", "motivos de salud"}
    return person, words | {str(person), str(director), who["doc_number"]}


async def test_a_regional_system_follows_posts_access_and_events_without_persons(
    client: AsyncClient, world: World
) -> None:
    o = await offices(client, world)
    person, betrays = await somebody_comes_and_goes(o)
    machine = await machine_of(world, AMAZONAS)
    named = await machine_of(world, AMAZONAS, ROLE_SCOPES[Role.INTEGRATOR])
    for path in FOLLOWED:
        text = await told(client, machine, path)
        assert {word for word in betrays if word in text} == set(), path
    feed = await told(client, machine, "/v1/events?limit=200")
    for kind in ("appointment.created", "appointment.ended", "actor.created"):
        assert (f'"{kind}"' in feed) is (kind != "actor.created")
    for by in (f"/v1/events?actor={person}", f"/v1/access-grants?actor={person}"):
        assert naming_nothing(await client.get(by, headers=machine)) == ["actor"]
    of = f"/v1/actors/{person}/appointments"
    assert problem(await client.get(of, headers=machine)) == (404, "not-found")
    assert (await client.get(of, headers=named)).status_code == 200
    assert "Yupanqui" in await told(client, named, "/v1/appointments?limit=200")
    assert "Licencia de Zenobia" in (await client.get(of, headers=named)).text


async def test_a_machine_sees_its_own_territory_alone(client: AsyncClient, world: World) -> None:
    o = await offices(client, world)
    person, _ = await somebody_comes_and_goes(o)
    elsewhere = await machine_of(world, PIURA, ROLE_SCOPES[Role.INTEGRATOR])
    for path in ("/v1/appointments", "/v1/reports", "/v1/events?kind=appointment.created"):
        assert (await client.get(path, headers=elsewhere)).json()["items"] == [], path
    answer = await client.get(f"/v1/actors/{person}", headers=elsewhere)
    assert problem(answer) == (404, "not-found")


async def test_how_a_report_stands_is_told_and_not_what_it_says(
    client: AsyncClient, world: World
) -> None:
    target = (await make_targets(world))["institution"]
    machine = await machine_of(world, AMAZONAS)
    path = f"/v1/reports/{target.report}"
    report = (await client.get(path, headers=machine)).json()
    assert (report["withheld"], report["filled"], report["narrative"]) == (True, [], None)
    assert (report["author"], report["score"], report["status"]) == (None, None, "submitted")
    revisions = (await client.get(f"{path}/revisions", headers=machine)).json()["items"]
    assert {each["author"] for each in revisions} == {None}
    named = await machine_of(world, AMAZONAS, ROLE_SCOPES[Role.INTEGRATOR])
    assert (await client.get(path, headers=named)).json()["author"] is not None


def test_what_data_tells_of_people_is_named() -> None:
    """A new id in the data of a kind that machines may be told stands here, or is a person's."""
    names = {n for kind in EventKind if kind.read_by in NOBODY for n in kind.names}
    ids = {name for name in names if name.endswith(("_id", "_by", "owner", "person", "actor"))}
    known = {"message_id", "observation_id", "obligation_id", "review_id", "scoring_id"}
    assert ids - OF_PEOPLE == known


@pytest.mark.parametrize("role", [Role.DRE, Role.MINEDU])
async def test_whom_to_call_is_told_to_people_and_to_no_machine(
    client: AsyncClient, world: World, role: Role
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("implementation")
    owed, specialist = await world.obligation(cut, school), await world.appoint(Role.UGEL, BAGUA)
    person = await world.login(role, AMAZONAS if role is Role.DRE else "pe")
    machine = await machine_of(world, AMAZONAS)
    for path in (f"/v1/obligations/{owed}", f"/v1/obligations/{owed}/explanation"):
        named = (await client.get(path, headers=person)).json()["owed_by"]
        assert (named["id"], named["role"]) == (str(specialist), "ugel")
        unnamed = (await client.get(path, headers=machine)).json()
        assert unnamed["owed_by"] is None


async def put(client: AsyncClient, path: str, auth: Auth, body: dict[str, object]) -> Response:
    return await client.put(path, json=body, headers=auth)


async def test_ids_of_machines_and_of_persons_are_one_space(
    client: AsyncClient, world: World
) -> None:
    ugel, ministry = await world.login(Role.UGEL, BAGUA), await world.login(Role.MINEDU, "pe")
    machine, person = await world.client(AMAZONAS), await world.person()
    asked: dict[str, object] = {
        "name": "Sistema", "contact": "s@example.org", "scopes": ["coverage:read"],
        "place": {"kind": "nation", "code": "PE"}, "requests_per_minute": 60,
    }  # fmt: skip
    taken = await put(client, f"/v1/actors/{machine}", ugel, IDENTITY)
    assert problem(taken) == (404, "not-found")
    hidden = await put(client, f"/v1/actors/{await world.person()}", ugel, IDENTITY)
    assert taken.json() == hidden.json(), "as of a person out of reach: not told which"
    assert problem(await put(client, f"/v1/clients/{person}", ministry, asked)) == (
        404,
        "not-found",
    )
    assert (await put(client, f"/v1/clients/{uuid4()}", ministry, asked)).status_code == 201
    assert (await put(client, f"/v1/actors/{uuid4()}", ugel, IDENTITY)).status_code == 201
