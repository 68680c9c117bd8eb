"""A sheet of people over HTTP: each row held to the rules of a single one, all stored or none."""

import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.exchange.actor_imports import send
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World


def typed_today() -> str:
    return f"{today():%d/%m/%Y}"


def row(dni: str, name: str, role: str, school: str, **more: str) -> str:
    code, annex = school.rpartition(".")[2].split("-")
    about = {"surname": "Ñahui", "regime": "nombrado", "since": typed_today()} | more
    return (
        f"{dni};{name};{about['surname']};;{role};{code};{annex};{about['regime']};{about['since']}"
    )


def counts(answer: Response) -> tuple[int, int, int, int]:
    report = answer.json()
    return report["created"], report["changed"], report["unchanged"], report["refused"]


async def stored(connection: Connection) -> list[tuple[Any, ...]]:
    rows = await connection.fetch(
        "select p.doc_number, p.given_names, a.role, a.post, a.regime, a.place::text"
        " from appointment a join person p on p.id = a.person_id"
        " where a.place <> 'pe' and nlevel(a.place) = 4 order by p.doc_number, a.role"
    )
    return [tuple(row) for row in rows]


async def test_persons_and_appointments_are_made_from_words_that_offices_use(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    answer = await send(
        client,
        ugel,
        row("40000001", "Ana", "Director(a)", school, regime="Encargada"),
        row("40000002", "Bea", "Coordinadora Pedagógica", school, regime="Nombrada"),
        row("40000003", "Ciro", "CT", school),
        row("40000004", "Dina", "Psicóloga", school, regime="CAS"),
        row("40000005", "Edi", "docente", school, regime="Contratado"),
    )
    assert (answer.status_code, counts(answer)) == (200, (5, 0, 0, 0))
    assert await stored(connection) == [
        ("40000001", "Ana", "director", 1, "acting", school),
        ("40000002", "Bea", "cp", 1, "tenured", school),
        ("40000003", "Ciro", "ct", 1, "tenured", school),
        ("40000004", "Dina", "psychologist", None, "cas", school),
        ("40000005", "Edi", "teacher", None, "contracted", school),
    ]


async def test_the_same_sheet_again_writes_nothing(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    sheet = [row("40000001", "Ana", "CP", school), row("40000002", "Bea", "docente", school)]
    await send(client, ugel, *sheet)
    before = await connection.fetchval("select count(*) from event")
    again = await send(client, ugel, *sheet)
    assert counts(again) == (0, 0, 2, 0)
    assert await connection.fetchval("select count(*) from event") == before == 4


async def test_every_row_leaves_its_events(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    await send(client, ugel, row("40000001", "Ana", "CP", school))
    events = await connection.fetch("select * from event order by seq")
    assert [e["kind"] for e in events] == ["actor.created", "appointment.created"]
    assert {e["place"] for e in events} == {school}
    id = events[1]["subject"].removeprefix("appointment/")
    shown = await client.get(f"/v1/appointments/{id}", headers=ugel)
    expected = {k: v for k, v in shown.json().items() if k not in {"actor", "ended_reason"}}
    expected["actor_id"] = shown.json()["actor"]["id"]
    assert json.loads(events[1]["payload"]) == expected


async def test_one_faulty_row_refuses_the_sheet_and_every_fault_is_told(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    refused = await send(
        client,
        ugel,
        row("40000001", "Ana", "docente", school),
        row("123", "", "hechicero", school),
        row("40000003", "Ciro", "CIST", school, regime="nombrado", since="31/02/2024"),
        row("40000004", "Dina", "docente", school, since="01/03/2020"),
    )
    assert problem(refused) == (422, "import-refused")
    assert codes(refused) == [
        ("row 3, DNI", "invalid-dni"),
        ("row 3, Nombres", "missing"),
        ("row 3, Cargo", "invalid-role"),
        ("row 4, Desde", "invalid-day"),
        ("row 5, act_number", "backdating-needs-act"),
    ]
    assert await stored(connection) == []


async def test_with_accept_valid_the_other_rows_are_stored(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    answer = await send(
        client,
        ugel,
        row("40000001", "Ana", "docente", school),
        row("40000002", "Bea", "CIST", school, regime="nombrado"),
        accept="valid",
    )
    assert counts(answer) == (1, 0, 0, 1)
    (error,) = answer.json()["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, "Régimen", "regime-must-be-cas")
    assert [s[0] for s in await stored(connection)] == ["40000001"]
    known = "select count(*) from person where doc_number = '40000002'"
    assert await connection.fetchval(known) == 0, "a refused row registers nobody"


async def test_a_dry_run_tells_all_and_stores_nothing(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    sheet = [row("40000001", "Ana", "docente", school), row("4", "Bea", "docente", school)]
    answer = await send(client, ugel, *sheet, dry_run=True)
    assert (answer.json()["dry_run"], counts(answer)) == (True, (1, 0, 0, 1))
    assert await stored(connection) == []
    kinds = [row["kind"] for row in await connection.fetch("select kind from event")]
    assert kinds == ["import.rehearsed"]


async def test_each_row_is_authorized_by_itself(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    elsewhere = await world.school(CHACHAPOYAS)
    director = await world.login(Role.DIRECTOR, school)
    ours, theirs = (
        row("40000001", "Ana", "docente", school),
        row("40000002", "Bea", "docente", elsewhere),
    )
    assert codes(await send(client, ugel, ours, theirs)) == [
        ("row 3, Código modular", "place-not-found")
    ]
    own = await send(client, director, row("40000003", "Ciro", "director", school))
    assert codes(own) == [("row 2, Cargo", "may-not-appoint")]


async def test_nobody_appoints_themselves_by_sheet(
    client: AsyncClient, world: World, school: str
) -> None:
    me = await world.person(doc_number="40000009", given_names="Yo", paternal_surname="Ñahui")
    auth = world.auth(await world.appoint(Role.UGEL, BAGUA, person=me))
    answer = await send(client, auth, row("40000009", "Yo", "director", school))
    assert codes(answer) == [("row 2, DNI", "own-appointment")]


async def test_a_post_has_one_holder_within_the_sheet_and_outside_it(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    other = await world.school(BAGUA)
    await world.appoint(Role.DIRECTOR, other)
    answer = await send(
        client,
        ugel,
        row("40000001", "Ana", "director", school),
        row("40000002", "Bea", "director", school),
        row("40000003", "Ciro", "director", other),
    )
    assert codes(answer) == [("row 3, post", "post-taken"), ("row 4, post", "post-taken")]


async def test_coordinators_without_a_post_fill_the_free_ones(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    code = school.rpartition(".")[2]
    await world.save("institution_year", institution_code=code, year=today().year, cp_posts=3)
    await world.appoint(Role.CP, school, post=2)
    sheet = [row(f"4000000{n}", "Ana", "CP", school) for n in (1, 2)]
    assert counts(await send(client, ugel, *sheet)) == (2, 0, 0, 0)
    assert [s[3] for s in await stored(connection) if s[0] > "4"] == [1, 3]
    assert counts(await send(client, ugel, *sheet)) == (0, 0, 2, 0)


async def test_a_lost_zero_is_put_back_and_counted(
    client: AsyncClient, ugel: Auth, school: str, connection: Connection
) -> None:
    answer = await send(client, ugel, row("9876543", "Ana", "docente", school))
    (warning,) = answer.json()["warnings"]
    assert (warning["code"], warning["column"], warning["rows"]) == ("zeros-restored", "DNI", 1)
    assert [s[0] for s in await stored(connection)] == ["09876543"]


async def test_names_of_ones_own_people_are_corrected_by_document(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    await send(client, ugel, row("40000001", "Ana", "docente", school))
    answer = await send(client, ugel, row("40000001", "Ana Luz", "docente", school))
    assert counts(answer) == (0, 1, 0, 0)
    assert [s[1] for s in await stored(connection)] == ["Ana Luz"]


async def test_a_document_of_somebody_in_reach_is_refused_with_other_names(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    person = await world.person(doc_number="40000001", given_names="Zoila", paternal_surname="Paz")
    for at in (CHACHAPOYAS, BAGUA):
        await world.appoint(Role.TEACHER, await world.school(at), person=person)
    answer = await send(client, ugel, row("40000001", "Zoila", "docente", school))
    assert codes(answer) == [("row 2, DNI", "document-of-another")]
    assert "Paz" not in answer.text


async def test_who_acts_elsewhere_is_appointed_and_keeps_their_names(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    person = await world.person(doc_number="40000001", given_names="Zoila", paternal_surname="Paz")
    for at, role in ((CHACHAPOYAS, Role.TEACHER), (BAGUA, Role.CT)):
        await world.appoint(role, await world.school(at), person=person)
    answer = await send(client, ugel, row("40000001", "Zoila M", "docente", school, surname="PAZ"))
    assert counts(answer) == (1, 0, 0, 0)
    assert answer.json()["warnings"][0]["code"] == "names-kept"
    assert {s[1] for s in await stored(connection)} == {"Zoila"}


async def test_a_document_of_two_persons_in_reach_waits_until_it_is_said_whether_they_are_one(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    for copy in (0, 1):
        person = await world.person(doc_number="40000001", doc_copy=copy, paternal_surname="Paz")
        await world.appoint(Role.TEACHER, await world.school(BAGUA), person=person)
    sheet = row("40000001", "Rosa", "docente", school, surname="Paz")
    assert codes(await send(client, ugel, sheet)) == [("row 2, DNI", "document-repeated")]


async def test_nobody_rewrites_their_own_names_in_a_sheet(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    """Beside the very appointment that they have, which is no change."""
    since = today() - timedelta(days=30)
    person = await world.person(doc_number="40000001", given_names="Zoila", paternal_surname="Paz")
    await world.appoint(Role.CP, school, person=person, since=since)
    await world.appoint(Role.DIRECTOR, school, person=person, since=since)
    own = row("40000001", "Zoé", "CP", school, surname="Paz", since=since.isoformat())
    answer = await send(client, world.auth(person), own)
    assert answer.json()["changed"] == 0, answer.text
    assert {s[1] for s in await stored(connection)} == {"Zoila"}


async def test_a_document_carries_one_name_in_a_sheet(
    client: AsyncClient, ugel: Auth, school: str
) -> None:
    answer = await send(
        client,
        ugel,
        row("40000001", "Ana", "docente", school),
        row("40000001", "Eva", "CIST", school, regime="CAS"),
        row("40000001", "Ana", "docente", school),
    )
    assert codes(answer) == [
        ("row 3, Apellido paterno", "names-differ"),
        ("row 4, DNI", "duplicated"),
    ]


async def test_an_empty_cell_keeps_what_is_there(
    client: AsyncClient, world: World, ugel: Auth, school: str, connection: Connection
) -> None:
    await send(client, ugel, row("40000001", "Ana", "docente", school))
    id = await connection.fetchval("select id from appointment where role = 'teacher'")
    body = {"last_day": str(today() + timedelta(days=9)), "reason": "Licencia"}
    await client.put(f"/v1/appointments/{id}/end", json=body, headers=ugel)
    again = await send(client, ugel, row("40000001", "Ana", "docente", school, regime=""))
    assert counts(again) == (0, 0, 1, 0)


async def test_specialists_are_appointed_by_the_code_of_their_body(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    ministry, region = await world.login(Role.MINEDU, "pe"), await world.login(Role.DRE, AMAZONAS)
    header = "tipo_documento,numero_documento,nombres,apellido_paterno,cargo,iged,puesto,desde"
    rows = {
        "dre": f"DNI,40000002,Bea,Paz,Especialista DRE,200000,1,{today()}",
        "ugel": f"CE,A1234567B,Ana,Paz,Especialista JEC de UGEL,10002,1,{today()}",
    }
    for auth, row in ((ministry, rows["dre"]), (region, rows["ugel"])):
        assert counts(await send(client, auth, row, header=header)) == (1, 0, 0, 0)
    made = await connection.fetch(
        "select role, place::text, post from appointment where place in ($1, $2) order by 1",
        PIURA,
        BAGUA,
    )
    assert [tuple(m) for m in made] == [("dre", PIURA, 1), ("ugel", BAGUA, 1)]


@pytest.mark.parametrize("kind_of_sheet", ["actors", "institutions"])
async def test_who_is_nobody_is_told_so_before_the_sheet_is_read(
    client: AsyncClient, kind_of_sheet: str
) -> None:
    answer = await client.post(f"/v1/imports/{kind_of_sheet}", json={})
    assert answer.status_code == 401


async def test_a_sheet_is_csv_with_its_columns(client: AsyncClient, ugel: Auth) -> None:
    other = await client.post("/v1/imports/actors", json={}, headers=ugel)
    assert problem(other) == (415, "unsupported-media-type")
    lacking = await send(client, ugel, "40000001", header="DNI")
    assert problem(lacking) == (422, "sheet-columns")
    assert ("row 1, role", "missing-column") in codes(lacking)


async def test_the_template_is_a_sheet(client: AsyncClient, ugel: Auth, world: World) -> None:
    answer = await client.get("/v1/imports/actors/template", headers=ugel)
    assert answer.headers["content-type"].startswith("text/csv")
    header, *rows = answer.content.decode("utf-8-sig").splitlines()
    refused = await send(client, ugel, *rows, header=header)
    assert {code for _, code in codes(refused)} == {"invalid-dni", "invalid-ce", "invalid-ptp",
                                                    "invalid-place"}  # fmt: skip
    teacher = await world.login(Role.TEACHER, await world.school(BAGUA))
    assert problem(await client.get("/v1/imports/actors/template", headers=teacher))[0] == 403


async def test_an_imported_coordinator_is_owed_reports(
    client: AsyncClient, ugel: Auth, school: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.exchange import actor_imports

    settlements: list[Any] = []

    async def settle(_: Any, under: Any) -> None:
        settlements.append(list(under))

    monkeypatch.setattr(actor_imports, "settle_obligations", settle)
    await send(client, ugel, row("40000001", "Ana", "CP", school))
    assert settlements == [[school]]


async def test_who_was_faster_is_told_apart_from_a_fault_of_ours(
    client: AsyncClient, ugel: Auth, school: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from persistence.exchange import actor_imports

    async def nobody(*_: Any, **__: Any) -> tuple[()]:
        return ()

    await world.appoint(Role.DIRECTOR, school)
    monkeypatch.setattr(actor_imports, "load_states", nobody)
    answer = await send(client, ugel, row("40000001", "Ana", "director", school))
    assert problem(answer) == (409, "import-overtaken")


async def test_the_number_of_statements_does_not_grow_with_the_sheet(
    client: AsyncClient, ugel: Auth, school: str, app: Any
) -> None:
    statements: list[str] = []
    connection = app.state.database.connection

    def listener(query: Any) -> None:
        statements.append(query.query)

    connection.add_query_logger(listener)
    sizes = []
    for n, rows in enumerate((1, 1, 40)):
        statements.clear()
        people = [row(f"4{n}{k:06d}", "Ana", "docente", school) for k in range(rows)]
        assert counts(await send(client, ugel, *people))[0] == rows
        sizes.append(len(statements))
    connection.remove_query_logger(listener)
    assert sizes[1] == sizes[2], "the first also learns the types"
