"""What someone who means harm tries, with rights or with none, and what becomes of it."""

import base64
import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from auth.permits import PermitCache
from domain.access.roles import Role
from domain.exchange.actor_imports import cells
from tests.answers import problem
from tests.clock import today
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

SHEET = "dni;nombres;apellido_paterno;cargo;codigo_modular;desde;hasta;resolucion"


def person(**more: Any) -> dict[str, Any]:
    names = {"given_names": "Impostora", "paternal_surname": "Falsa", "maternal_surname": None}
    return {"doc_type": "DNI", "doc_number": "40000077"} | names | more


async def send(client: AsyncClient, auth: Auth, sheet: str, **params: Any) -> Response:
    headers = auth | {"Content-Type": "text/csv"}
    return await client.post(
        "/v1/imports/actors", content=sheet.encode(), params=params, headers=headers
    )


async def test_a_token_of_brackets_within_brackets_is_only_a_bad_token(client: AsyncClient) -> None:
    header = b'{"alg":"ES256","a":' + b"[" * 1400 + b"]" * 1400 + b"}"
    token = b".".join(base64.urlsafe_b64encode(p).rstrip(b"=") for p in (header, b"{}", b"x"))
    auth = {"Authorization": f"Bearer {token.decode()}"}
    assert problem(await client.get("/v1/me", headers=auth)) == (401, "invalid-token")


@pytest.mark.parametrize("role", [Role.MINEDU, Role.UGEL])
async def test_nobody_renames_their_betters_by_appointing_them(
    client: AsyncClient,
    world: World,
    school: str,
    director: Auth,
    connection: Connection,
    role: Role,
) -> None:
    official = await world.person(doc_number="40000076", paternal_surname="Ministra")
    former = today() - timedelta(days=100)
    await world.appoint(Role.CT, school, person=official, until=former)
    await world.appoint(role, "pe" if role is Role.MINEDU else BAGUA, person=official, post=None)
    code = school.rpartition(".")[2].partition("-")[0]
    row = f"40000076;Rosa;Ministra;docente;{code};{today()};;"
    appointed = await send(client, director, f"{SHEET}\n{row}")
    assert (appointed.status_code, appointed.json()["created"]) == (200, 1)
    renamed = await client.put(
        f"/v1/actors/{official}", json=person(), headers=director | {"If-Match": '"1"'}
    )
    assert problem(renamed) == (403, "acts-elsewhere")
    again = await send(client, director, f"{SHEET}\n{row.replace('Rosa', 'Otra')}")
    assert again.json()["warnings"][0]["code"] == "names-kept"
    query = "select doc_number, given_names, paternal_surname from person where id = $1"
    assert tuple(await connection.fetchrow(query, official) or ()) == (
        "40000076",
        "Rosa",
        "Ministra",
    )


async def test_a_right_remembered_over_a_transfer_is_told_to_try_again(
    client: AsyncClient, app: FastAPI, world: World, school: str, director: Auth
) -> None:
    app.state.permits = PermitCache(remember=timedelta(hours=1))
    path = f"/v1/actors/{uuid4()}"
    assert (await client.get("/v1/me", headers=director)).status_code == 200
    moved = f"{CHACHAPOYAS}.{school.rpartition('.')[2]}"
    await world.db.execute(
        "update place set path = $1::text::ltree where path = $2::text::ltree", moved, school
    )
    refused = await client.put(path, json=person(), headers=director)
    assert (problem(refused), refused.headers["retry-after"]) == (
        (503, "database-unavailable"),
        "2",
    )
    app.state.permits = PermitCache()
    assert (await client.put(path, json=person(), headers=director)).status_code == 201


@pytest.mark.parametrize("role", ["CP", "docente"])
async def test_a_sheet_of_one_post_a_thousand_times_is_refused_at_once(
    client: AsyncClient, school: str, director: Auth, role: str
) -> None:
    code, first = school.rpartition(".")[2].partition("-")[0], date(1960, 1, 1)
    days = [first + timedelta(n) for n in range(8000)]
    rows = [
        f"{41000000 + (n if role == 'CP' else 0)};Ana;Paz;{role};{code};{day};{day};RD 1"
        for n, day in enumerate(days)
    ]
    began = time.perf_counter()
    answer = await send(client, director, "\n".join([SHEET, *rows]), dry_run=True)
    report = answer.json()
    assert (report["created"], report["refused"]) == (100, 7900)
    assert {e["code"] for e in report["errors"]} == {"too-many-alike"}
    assert time.perf_counter() - began < 10, "each row is compared with a bounded number of others"


async def test_a_sheet_of_nonsense_leaves_nothing_in_memory(
    client: AsyncClient, director: Auth
) -> None:
    rows = [f"1;A;B;x{n};7;{n};{n}" for n in range(5000)]
    rows += [f"{'t' * 999}{n};{n};A;B;{'c' * 999}{n};{n};{'d' * 999}{n}" for n in range(50)]
    header = "tipo_doc;dni;nombres;apellido_paterno;cargo;codigo_modular;desde"
    await send(client, director, "\n".join([header, *rows]), dry_run=True)
    for remembered in (cells.doc_type_of, cells.role_of, cells.day_of, cells.place_of):
        info = remembered.cache_info()
        assert info.maxsize is not None
        assert info.currsize <= info.maxsize


async def test_a_title_without_end_is_not_repeated_with_every_fault(
    client: AsyncClient, director: Auth
) -> None:
    header = SHEET.replace("cargo", "cargo" + "!" * 100_000)
    rows = ["1;A;B;nada;7;hoy;;"] * 500
    answer = await send(client, director, "\n".join([header, *rows]), dry_run=True)
    assert len(answer.json()["errors"]) == 1000
    assert len(answer.content) < 1_000_000
