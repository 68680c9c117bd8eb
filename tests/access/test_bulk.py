"""Sheets that mix one's own rows with others': each row is authorized by itself."""

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World

PEOPLE = "doc_type,doc_number,given_names,paternal_surname,role,place,valid_from"
SCHOOLS = "codigo_modular,anexo,nombre,iged_code,area,gestion,ubigeo"
NOWHERE = "9999999-9"


async def send(client: AsyncClient, auth: Auth, what: str, header: str, *rows: str) -> Response:
    return await client.post(
        f"/v1/imports/{what}?accept=valid",
        content="\n".join([header, *rows]).encode(),
        headers=auth | {"Content-Type": "text/csv"},
    )


def person(n: int, role: str, place: str) -> str:
    return f"DNI,7654321{n},Luz,Ñahui,{role},{place},{today().isoformat()}"


def summary(answer: Response) -> tuple[int, int, list[tuple[int, str]]]:
    assert answer.status_code == 200, answer.text
    report = answer.json()
    errors = [(e["row"], e["code"]) for e in report["errors"]]
    return report["created"], report["refused"], errors


@pytest.mark.parametrize(
    ("role", "at"),
    [(Role.DIRECTOR, "school"), (Role.UGEL, BAGUA)],
)
async def test_of_a_sheet_of_people_the_rows_out_of_reach_are_as_of_nowhere(
    client: AsyncClient, world: World, connection: Connection, role: Role, at: str
) -> None:
    mine, theirs = await world.school(BAGUA), await world.school(CHACHAPOYAS)
    auth = await world.login(role, mine if at == "school" else at)
    code, foreign = mine.rpartition(".")[2], theirs.rpartition(".")[2]
    answer = await send(
        client, auth, "actors", PEOPLE,
        person(1, "teacher", code),
        person(2, "teacher", foreign),
        person(3, "teacher", NOWHERE),
        person(4, "cist", code),
        person(5, "cist", foreign),
    )  # fmt: skip
    gone = "place-not-found"
    assert summary(answer) == (2, 3, [(3, gone), (4, gone), (6, gone)])
    texts = [e["detail"].replace(e["value"], "") for e in answer.json()["errors"]]
    assert len(set(texts)) == 1
    made = await connection.fetch(
        "select place::text from appointment where role in ('teacher', 'cist')"
    )
    assert {row["place"] for row in made} == {mine}
    known = "select count(*) from person where doc_number like '7654321%'"
    assert await connection.fetchval(known) == 2


async def test_of_a_sheet_of_people_each_role_is_authorized_at_its_own_place(
    client: AsyncClient, world: World
) -> None:
    school = (await world.school(BAGUA)).rpartition(".")[2]
    dre = await world.login(Role.DRE, AMAZONAS)
    answer = await send(
        client, dre, "actors", PEOPLE,
        person(1, "especialista UGEL", "010002"),
        person(2, "director", school),
        person(3, "especialista DRE", "010000"),
        person(4, "especialista UGEL", "200001"),
    )  # fmt: skip
    refused = [(3, "may-not-appoint"), (4, "may-not-appoint"), (5, "place-not-found")]
    assert summary(answer) == (1, 3, refused)


async def test_of_a_sheet_of_schools_the_rows_out_of_a_machines_territory_are_as_of_nowhere(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    machine = await world.client(AMAZONAS, scopes={Scope.INSTITUTIONS_WRITE})
    auth = world.auth(machine, {Scope.INSTITUTIONS_WRITE})
    answer = await send(
        client, auth, "institutions", SCHOOLS,
        "7700001,0,Propia,010002,Rural,Pública,010203",
        "7700002,0,Ajena,200001,Rural,Pública,200101",
        "7700003,0,De ninguna parte,999999,Rural,Pública,200101",
    )  # fmt: skip
    created, refused, errors = summary(answer)
    assert (created, refused) == (1, 2)
    assert [row for row, _ in errors] == [3, 4]
    assert len({code for _, code in errors}) == 1
    assert await connection.fetchval("select count(*) from institution where code like '77%'") == 1


async def test_a_machines_sheet_changes_no_school_out_of_its_territory(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    theirs = (await world.school("pe.200000.200001", name="Ajena")).rpartition(".")[2]
    machine = await world.client(AMAZONAS, scopes={Scope.INSTITUTIONS_WRITE})
    auth = world.auth(machine, {Scope.INSTITUTIONS_WRITE})
    stolen = f"{theirs[:7]},0,Robada,010002,Rural,Pública,010203"
    own = "7700001,0,Propia,010002,Rural,Pública,010203"
    answer = await send(client, auth, "institutions", SCHOOLS, stolen, own)
    assert summary(answer) == (1, 1, [(2, "institution-elsewhere")])
    query = "select p.name, p.path::text from place p where p.code = $1"
    assert tuple(await connection.fetchrow(query, theirs) or ()) == (
        "Ajena",
        f"pe.200000.200001.{theirs}",
    )
