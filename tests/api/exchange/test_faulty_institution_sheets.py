"""A faulty sheet of schools: every fault is told at its place, and nothing is half stored."""

import pytest
from httpx import AsyncClient

from tests.answers import codes, problem
from tests.api.exchange.institution_imports import (
    ACTIVATE,
    GOOD,
    PATH,
    counts,
    kinds,
    send,
    shown,
)
from tests.world import CHACHAPOYAS, Auth, Connection, World

FAULTY = [
    (";0;;010002;Rural;Pública;010203;;;;", [("codigo_modular", "missing")]),
    ("259X;0;;010002;Rural;Pública;010203;;;;", [("codigo_modular", "not-a-code")]),
    ("0000001;x;;010002;Rural;Pública;010203;;;;", [("anexo", "not-a-code")]),
    ("0000001;0;;999999;Rural;Pública;010203;;;;", [("iged_code", "unknown-iged")]),
    ("0000001;0;;UGEL Bagua;Rural;Pública;010203;;;;", [("iged_code", "not-a-code")]),
    (
        "0000001;0;;200000;Rural;Pública;010203;;;;",
        [("iged_code", "iged-manages-no-institutions")],
    ),
    (
        "0000001;0;;010002;Urbe;Otra;010203;;;;",
        [("area", "unknown-choice"), ("gestion", "unknown-choice")],
    ),
    (
        "0000001;0;;010002;;;;;;;",
        [("area", "missing"), ("gestion", "missing"), ("ubigeo", "missing")],
    ),
    ("0000001;0;;010002;Rural;Pública;999999;;;;", [("ubigeo", "unknown-ubigeo")]),
    ("0000001;0;;010002;Rural;Pública;010203;x;;;", [("lat", "not-degrees")]),
    (
        "0000001;0;;010002;Rural;Pública;010203;-78;-5;;",
        [("lat", "out-of-range"), ("lon", "out-of-range")],
    ),
    ("0000001;0;;010002;Rural;Pública;010203;;;-3;", [("students", "not-a-number")]),
    (f"0000001;0;{'x' * 121};010002;Rural;Pública;010203;;;;", [("nombre", "too-long")]),
    (
        "0123457;0;;999999;Rural;Pública;010203;;;;",
        [("codigo_modular", "duplicated"), ("iged_code", "unknown-iged")],
    ),
    ("0000001;0;;010002;Rural;Pública;010203;;;;;;x", [("otra", "too-many-cells")]),
]


@pytest.mark.parametrize(("row", "faults"), FAULTY)
async def test_every_fault_of_a_row_is_told_at_its_place(
    client: AsyncClient,
    minedu: Auth,
    connection: Connection,
    row: str,
    faults: list[tuple[str, str]],
) -> None:
    answer = await send(client, minedu, GOOD, row)
    assert problem(answer) == (422, "import-refused")
    assert codes(answer) == [(f"row 3, {column}", code) for column, code in faults]
    assert await connection.fetchval("select count(*) from institution") == 0


async def test_the_faults_of_all_rows_are_told_at_once(client: AsyncClient, minedu: Auth) -> None:
    answer = await send(client, minedu, *(row for row, _ in FAULTY))
    rows = {field.partition(",")[0] for field, _ in codes(answer)}
    assert rows == {f"row {number}" for number in range(2, 2 + len(FAULTY))}


async def test_the_good_rows_are_stored_when_asked_for(client: AsyncClient, minedu: Auth) -> None:
    bad = "0000001;0;;999999;Rural;Pública;010203;;;;"
    answer = await send(client, minedu, GOOD, bad, accept="valid")
    assert counts(answer) == {"created": 1, "refused": 1}
    (error,) = answer.json()["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "iged_code", "999999")
    assert (await shown(client, minedu))["name"] == "I.E. Ñuñoa"


async def test_a_dry_run_tells_everything_and_stores_nothing(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    answer = await send(client, minedu, GOOD, "x", dry_run=True)
    assert counts(answer) == {"created": 1, "refused": 1}
    assert answer.json()["dry_run"] is True
    assert await connection.fetchval("select count(*) from institution") == 0
    assert await kinds(connection) == []


async def test_a_school_of_another_iged_is_a_fault_that_names_both(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await world.school(CHACHAPOYAS, code="0123457-0")
    answer = await send(client, minedu, GOOD)
    assert codes(answer) == [("row 2, iged_code", "other-iged")]
    detail = answer.json()["errors"][0]["detail"]
    assert "010001" in detail
    assert "010002" in detail


async def test_an_active_school_does_not_become_private(client: AsyncClient, minedu: Auth) -> None:
    await send(client, minedu, GOOD, **ACTIVATE)
    private = GOOD.replace("Pública de gestión directa", "Privada")
    answer = await send(client, minedu, private)
    assert codes(answer) == [("row 2, gestion", "active-needs-public")]


async def test_texts_are_told_in_the_callers_language(client: AsyncClient, minedu: Auth) -> None:
    english = minedu | {"accept-language": "en"}
    for auth, words in ((minedu, "Falta este dato."), (english, "This value is missing.")):
        answer = await send(
            client, auth, GOOD, "0000001;0;;010002;;Pública;010203;;;;", accept="valid"
        )
        assert [error["detail"] for error in answer.json()["errors"]] == [words]


@pytest.mark.parametrize(
    ("content", "media_type", "refusal"),
    [
        (b"{}", "application/json", (415, "unsupported-media-type")),
        (b"", "text/csv", (422, "sheet-empty")),
        (b"PK\x03\x04\x00", "text/csv", (422, "sheet-not-csv")),
        (b"nombre\nx", "text/csv; charset=utf-8", (422, "sheet-columns")),
    ],
)
async def test_what_is_no_sheet_is_refused_with_its_cause(
    client: AsyncClient, minedu: Auth, content: bytes, media_type: str, refusal: tuple[int, str]
) -> None:
    headers = minedu | {"Content-Type": media_type}
    assert problem(await client.post(PATH, content=content, headers=headers)) == refusal
