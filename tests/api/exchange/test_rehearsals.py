"""Dry runs of sheets: each leaves its event, and there are only so many."""

import hashlib
import json
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.exchange.rehearsals import REHEARSALS
from tests.answers import problem
from tests.world import BAGUA, Auth, Connection, World

SHEETS = {
    "actors": "dni;nombres;apellido_paterno;cargo;codigo_modular;desde\n40000001;Ana;Paz;x;1;1",
    "institutions": "cod_mod;codooii;area;gestion;codgeo\n1;1;x;y;z\n2;1;x;y;z",
}


async def rehearse(client: AsyncClient, auth: Auth, kind: str, **params: Any) -> Response:
    return await client.post(
        f"/v1/imports/{kind}",
        content=SHEETS[kind],
        params={"dry_run": True} | params,
        headers=auth | {"Content-Type": "text/csv"},
    )


@pytest.mark.parametrize(("kind", "rows"), [("actors", 1), ("institutions", 2)])
async def test_a_dry_run_is_logged_without_what_the_sheet_holds(
    client: AsyncClient, world: World, connection: Connection, kind: str, rows: int
) -> None:
    ministry = await world.login(Role.MINEDU, "pe")
    assert (await rehearse(client, ministry, kind)).status_code == 200
    (event,) = await connection.fetch("select * from event")
    digest = hashlib.sha256(SHEETS[kind].encode()).hexdigest()
    assert (event["kind"], event["subject"], event["place"]) == (
        "import.rehearsed", f"import/{kind}", "pe",
    )  # fmt: skip
    assert json.loads(event["payload"]) == {"rows": rows, "fingerprint": digest}
    told = await client.get("/v1/events?kind=import.rehearsed", headers=ministry)
    assert [e["subject"] for e in told.json()["items"]] == [f"import/{kind}"]


async def test_who_tries_sheets_all_day_waits_and_others_do_not(
    client: AsyncClient, world: World
) -> None:
    ministry, colleague = [await world.login(Role.MINEDU, "pe") for _ in range(2)]
    kinds = list(SHEETS)
    answers = [await rehearse(client, ministry, kinds[n % 2]) for n in range(REHEARSALS.burst)]
    assert {answer.status_code for answer in answers} == {200}, "of both kinds together"
    refused = await rehearse(client, ministry, "actors")
    assert problem(refused) == (429, "too-many-dry-runs")
    assert 0 < int(refused.headers["retry-after"]) <= 60 / REHEARSALS.per_minute
    assert (await rehearse(client, colleague, "actors")).status_code == 200
    imported = await rehearse(client, ministry, "actors", dry_run=False)
    assert imported.status_code == 422, "what is no dry run is not counted"


async def test_a_refused_dry_run_is_no_event(
    client: AsyncClient, ugel: Auth, world: World, connection: Connection
) -> None:
    await world.db.execute(
        "insert into throttle (subject, tokens, at, kept_until)"
        " select 'dry-run:' || person_id, 0, now(), now() + interval '1 day'"
        " from appointment where place = $1",
        BAGUA,
    )
    assert problem(await rehearse(client, ugel, "actors")) == (429, "too-many-dry-runs")
    assert await connection.fetchval("select count(*) from event") == 0
