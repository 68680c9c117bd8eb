"""A machine that was not given persons learns of nobody, whatever it asks."""

from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from tests.access.requests import calls
from tests.access.targets import make_targets
from tests.answers import problem
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World

IDENTITY: dict[str, object] = {"doc_type": "DNI", "doc_number": "70999001", "given_names": "Ana",
            "paternal_surname": "Paz", "maternal_surname": None}  # fmt: skip


async def test_no_answer_tells_a_machine_of_anybody(
    client: AsyncClient, connection: Connection, world: World
) -> None:
    assert Scope.ACTORS_READ not in ROLE_SCOPES[Role.INTEGRATOR], "else this proves nothing"
    target = (await make_targets(world))["institution"]
    machine = await world.login(Role.INTEGRATOR, "pe")
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
    assert read > 15
    assert {operation: words for operation, words in told.items() if words} == {}


@pytest.mark.parametrize("role", [Role.DRE, Role.MINEDU])
async def test_whom_to_call_is_told_to_people_and_to_no_machine(
    client: AsyncClient, world: World, role: Role
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("implementation")
    owed, specialist = await world.obligation(cut, school), await world.appoint(Role.UGEL, BAGUA)
    person = await world.login(role, AMAZONAS if role is Role.DRE else "pe")
    machine = await world.login(Role.INTEGRATOR, AMAZONAS)
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
