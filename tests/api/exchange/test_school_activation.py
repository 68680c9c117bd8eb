"""Which schools of a sheet become active in the model, by which act, and up to which number."""

import pytest
from httpx import AsyncClient

from tests.answers import codes, problem
from tests.api.exchange.institution_imports import ACT, ACTIVATE, GOOD, counts, send, shown
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

HEADER = "codigo_modular;nombre;iged_code;area;gestion;ubigeo;nivel;modelo"
OVER = {"over_targets": "true"}


def row(level: str = "Secundaria", model: str = "JEC", *, n: int = 1, public: bool = True) -> str:
    management = "Pública" if public else "Privada"
    return f"{n:07d};I.E. {n};010002;Rural;{management};010203;{level};{model}"


@pytest.mark.parametrize(
    ("level", "model", "asked", "active"),
    [
        ("Secundaria", "JEC", {}, True),
        ("SECUNDARIA", "Jornada Escolar Completa", {}, True),
        ("Primaria", "JEC", {}, False),
        ("Primaria", "JEC", {"activate": "true"}, False),
        ("Primaria", "", {"activate": "true"}, False),
        ("Secundaria de adultos", "JEC", {}, False),
        ("Inicial - Jardín", "No", {}, False),
        ("Secundaria", "No JEC", {}, False),
        ("Secundaria", "No", {"activate": "true"}, False),
        ("Secundaria", "SYNTHETIC", {"activate": "true"}, False),
        ("Secundaria", "Sí", {}, False),
        ("Secundaria", "", {}, False),
        ("Secundaria", "", {"activate": "true"}, True),
        ("", "JEC", {}, False),
        ("", "JEC", {"activate": "true"}, True),
        ("", "", {}, False),
        ("", "", {"activate": "true"}, True),
    ],
)
async def test_a_row_belongs_when_it_says_so_or_nothing_else_and_it_is_asked(
    client: AsyncClient, minedu: Auth, level: str, model: str, asked: dict[str, str], active: bool
) -> None:
    answer = await send(client, minedu, row(level, model), header=HEADER, **ACT, **asked)
    assert counts(answer) == {"created": 1} | ({"activated": 1} if active else {})
    jec = (await shown(client, minedu, "0000001-0"))["jec"]
    assert jec == ({"status": "active", "since": "2024-03-11"} if active else None)


async def test_a_plain_yes_says_so_under_a_header_that_asks_for_jec(
    client: AsyncClient, minedu: Auth
) -> None:
    header = HEADER.replace("modelo", "JEC")
    answer = await send(client, minedu, row(model="Sí"), row(model="NO", n=2), header=header, **ACT)
    assert counts(answer) == {"created": 2, "activated": 1}


@pytest.mark.parametrize(
    ("rows", "asked", "warning"),
    [
        ((row(),), {}, ("no-act", "?act_number", 1)),
        ((row("Primaria"), row("Primaria", n=2)), ACT, ("not-of-the-model", "nivel", 2)),
        ((row(public=False),), ACT, ("private-not-activated", "gestion", 1)),
        ((row(model="JEEC"),), ACT, ("unknown-model", "modelo", 1)),
    ],
)
async def test_why_schools_are_not_activated_is_counted(
    client: AsyncClient,
    minedu: Auth,
    rows: tuple[str, ...],
    asked: dict[str, str],
    warning: tuple[str, str, int],
) -> None:
    answer = await send(client, minedu, *rows, header=HEADER, **asked)
    assert counts(answer) == {"created": len(rows)}
    told = [(w["code"], w["column"], w["rows"]) for w in answer.json()["warnings"]]
    assert told == [warning]


async def test_the_act_is_in_the_history_of_the_school(client: AsyncClient, minedu: Auth) -> None:
    await send(client, minedu, row(), header=HEADER, **ACT)
    (span,) = (await shown(client, minedu, "0000001-0"))["jec_history"]
    assert (span["act_number"], span["act_date"]) == ("RM 1-2024", "2024-03-01")
    assert span["reason"] == "Carga de instituciones"


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ({"activate": "true"}, ["act_number", "act_date"]),
        ({"act_number": "RM 1"}, ["act_date"]),
        ({"act_date": "2024-03-01"}, ["act_number"]),
        (ACTIVATE | {"act_date": "2204-01-01"}, ["act_date"]),
        (ACTIVATE | {"act_number": "  "}, ["act_number"]),
    ],
)
async def test_half_an_act_or_one_to_come_is_refused(
    client: AsyncClient, minedu: Auth, asked: dict[str, str], missing: list[str]
) -> None:
    answer = await send(client, minedu, GOOD, **asked)
    assert problem(answer) == (422, "invalid-request")
    assert [field for field, _ in codes(answer)] == [f"?{name}" for name in missing]


async def test_a_school_that_is_registered_becomes_active_when_its_row_says_so(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await world.school(BAGUA, code="0000001-0", name="I.E. 1", active_since=None)
    answer = await send(client, minedu, row(), header=HEADER, **ACT)
    assert counts(answer) == {"changed": 1, "activated": 1}
    (change,) = answer.json()["changes"]
    assert change["differences"] == [{"column": "modelo", "old": None, "new": "active"}]


async def few_targets(world: World, target: int) -> None:
    await world.db.execute("update region set jec_target = $1 where code = '010000'", target)


async def test_more_than_the_target_stops_with_the_figures_until_it_is_confirmed(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await few_targets(world, 2)
    await world.school(CHACHAPOYAS)
    rows = [row(n=n) for n in (1, 2)]
    figures = {"region": "010000", "name": "Amazonas", "target": 2, "active": 1, "after": 3}
    preview = await send(client, minedu, *rows, header=HEADER, dry_run="true", **ACT)
    assert preview.json()["over_targets"] == [figures]
    stopped = await send(client, minedu, *rows, header=HEADER, **ACT)
    assert problem(stopped) == (409, "import-over-targets")
    assert codes(stopped) == [("region 010000", "over-target")]
    assert "meta 2; activas 1, quedarían 3" in stopped.json()["errors"][0]["detail"]
    assert await connection.fetchval("select count(*) from institution") == 1
    done = await send(client, minedu, *rows, header=HEADER, **ACT, **OVER)
    assert counts(done) == {"created": 2, "activated": 2}


async def test_up_to_the_target_and_what_activates_none_goes_on(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await few_targets(world, 1)
    done = await send(client, minedu, row(), row("Primaria", n=2), header=HEADER, **ACT)
    assert counts(done) == {"created": 2, "activated": 1}
    await few_targets(world, 0)
    renamed = row().replace("I.E. 1", "I.E. Uno")
    assert counts(await send(client, minedu, renamed, header=HEADER, **ACT)) == {"changed": 1}


async def test_invented_schools_and_those_that_were_excluded_take_no_place(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await few_targets(world, 1)
    invented = await world.school(BAGUA)
    await world.db.execute(
        "update institution set demonstration = true where path = $1::text::ltree", invented
    )
    await world.school(BAGUA, code="0000009-0")
    await world.db.execute(
        "update institution_status set status = 'excluded' where institution_code = '0000009-0'"
    )
    done = await send(client, minedu, row(), header=HEADER, **ACT)
    assert counts(done) == {"created": 1, "activated": 1}


async def test_an_active_school_that_is_transferred_counts_where_it_arrives(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await few_targets(world, 0)
    await world.school("pe.240000.240002", code="0000001-0", name="I.E. 1")
    moved = {"transfers": "true"}
    stopped = await send(client, minedu, row(), header=HEADER, **moved)
    assert codes(stopped) == [("region 010000", "over-target")]
    within = await world.school(CHACHAPOYAS, code="0000002-0", name="I.E. 2")
    assert within
    done = await send(client, minedu, row(n=2), header=HEADER, **moved)
    assert counts(done) == {"changed": 1, "transferred": 1}
