"""A sheet of schools over HTTP: stored whole, and the same sheet again changes nothing."""

import json
from datetime import date

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.exchange.institution_imports import (
    ACTIVATE,
    GOOD,
    HEADER,
    PATH,
    counts,
    kinds,
    send,
    shown,
)
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, TUMBES, Auth, Connection, World

SECOND = "0259375;0;;010001;Urbana;Privada;010101;;;;"


async def test_a_sheet_registers_its_schools(client: AsyncClient, minedu: Auth) -> None:
    answer = await send(client, minedu, GOOD, SECOND)
    assert counts(answer) == {"created": 2}
    assert answer.json()["ignored_columns"] == ["otra"]
    first, second = await shown(client, minedu), await shown(client, minedu, "0259375-0")
    assert (first["name"], first["iged"]["code"]) == ("I.E. Ñuñoa", "010002")
    assert (first["latitude"], first["longitude"]) == (-5.6844, -78.3309)
    assert (first["area"], first["management"]) == ("rural", "public")
    assert [(y["year"], y["students"], y["weekly_hours"]) for y in first["years"]] == [
        (2024, 309, 45)
    ]
    assert (second["name"], second["management"], second["years"]) == (
        "I.E. 0259375",
        "private",
        [],
    )


async def test_the_same_sheet_again_writes_nothing(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    await send(client, minedu, GOOD, SECOND)
    before = await connection.fetch("select xmin::text, code from institution order by code")
    assert counts(await send(client, minedu, GOOD, SECOND)) == {"unchanged": 2}
    assert before == await connection.fetch(
        "select xmin::text, code from institution order by code"
    )
    assert await kinds(connection) == ["institution.created"] * 2


async def test_a_changed_row_changes_its_school_alone(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    await send(client, minedu, GOOD, SECOND)
    answer = await send(client, minedu, GOOD.replace("309", "310"), SECOND)
    assert counts(answer) == {"changed": 1, "unchanged": 1}
    assert (await shown(client, minedu))["years"][0]["students"] == 310
    assert (await kinds(connection))[2:] == ["institution.changed"]


async def test_an_empty_cell_erases_nothing(client: AsyncClient, minedu: Auth) -> None:
    await send(client, minedu, GOOD)
    bare = "0123457;0;;010002;Rural;Pública;010203;;;;"
    assert counts(await send(client, minedu, bare)) == {"unchanged": 1}
    header = "codmod,iged,area,gestion2,codgeo"
    answer = await send(client, minedu, "0123457,010002,Urbana,Pública,010203", header=header)
    assert counts(answer) == {"changed": 1}
    institution = await shown(client, minedu)
    assert (institution["name"], institution["latitude"], institution["area"]) == (
        "I.E. Ñuñoa",
        -5.6844,
        "urban",
    )


async def test_a_school_with_a_history_is_not_activated_again(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    school = await world.school(BAGUA, code="0123457-0", active_since=date(2020, 1, 1))
    await world.db.execute("update institution_status set status = 'excluded'")
    assert school.endswith("0123457-0")
    assert counts(await send(client, minedu, GOOD, **ACTIVATE)) == {"changed": 1}
    assert (await shown(client, minedu))["jec"]["status"] == "excluded"


async def test_what_the_new_schools_owe_is_known_at_once(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await world.cut("implementation")
    await send(client, minedu, GOOD, SECOND, **ACTIVATE)
    owed = await connection.fetch("select place::text from obligation")
    assert [row[0] for row in owed] == [f"{BAGUA}.0123457-0"]


async def test_a_year_without_calendar_starts_in_january_and_says_so(
    client: AsyncClient, minedu: Auth
) -> None:
    answer = await send(client, minedu, GOOD, year=2019, **ACTIVATE)
    assert [w["code"] for w in answer.json()["warnings"]] == ["year-without-calendar"]
    assert (await shown(client, minedu))["jec"]["since"] == "2019-01-01"


async def test_the_year_is_this_one_unless_said(client: AsyncClient, minedu: Auth) -> None:
    answer = await client.post(
        PATH, content=f"{HEADER}\n{GOOD}", headers=minedu | {"content-type": "text/csv"}
    )
    assert answer.json()["year"] == today().year


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
async def test_a_sheet_as_excel_saves_it(client: AsyncClient, minedu: Auth, encoding: str) -> None:
    await send(client, minedu, GOOD, encoding=encoding)
    assert (await shown(client, minedu))["name"] == "I.E. Ñuñoa"


async def test_lost_zeros_are_restored_and_counted(client: AsyncClient, minedu: Auth) -> None:
    answer = await send(client, minedu, GOOD.replace(";010", ";10").replace("0123457", "123457"))
    assert counts(answer) == {"created": 1}
    warnings = {(w["code"], w["column"], w["rows"]) for w in answer.json()["warnings"]}
    restored = {("zeros-restored", name, 1) for name in ("codigo_modular", "iged_code", "ubigeo")}
    assert warnings == restored
    assert (await shown(client, minedu))["iged"]["code"] == "010002"


async def test_two_annexes_of_one_modular_code_are_two_schools(
    client: AsyncClient, minedu: Auth
) -> None:
    other = GOOD.replace("0123457;0", "0123457;1")
    assert counts(await send(client, minedu, GOOD, other)) == {"created": 2}


async def test_the_iged_says_who_sees_the_school_and_the_ubigeo_does_not(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    mancora = GOOD.replace("010002", "240002").replace("010203", "200705")
    await send(client, minedu, mancora)
    for dre, status in ((TUMBES, 200), (PIURA, 404)):
        auth = await world.login(Role.DRE, dre)
        answer = await client.get("/v1/institutions/0123457-0", headers=auth)
        assert answer.status_code == status


async def test_a_transfer_that_is_allowed_takes_the_school_along(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    old = await world.school(CHACHAPOYAS, code="0123457-0")
    director = world.auth(await world.appoint(Role.DIRECTOR, old))
    answer = await send(client, minedu, GOOD, transfers=True)
    assert counts(answer) == {"changed": 1, "transferred": 1}
    assert (await shown(client, director))["iged"]["code"] == "010002"
    former = await world.login(Role.UGEL, CHACHAPOYAS)
    answer = await client.get("/v1/institutions/0123457-0", headers=former)
    assert answer.status_code == 404
    event = await connection.fetchrow(
        "select kind, place::text, payload from event where subject = 'institution/0123457-0'"
    )
    assert event is not None
    assert event[:2] == ("institution.transferred", f"{BAGUA}.0123457-0")
    assert json.loads(event[2])["transfer"] == {"from": "010001", "to": "010002"}


async def test_only_the_ministry_imports_schools(client: AsyncClient, world: World) -> None:
    for role, place in ((Role.DRE, AMAZONAS), (Role.UGEL, BAGUA)):
        assert (await send(client, await world.login(role, place), GOOD)).status_code == 403
