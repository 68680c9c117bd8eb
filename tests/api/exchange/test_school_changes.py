"""What a sheet leaves out stays, and what it changes is told, old and new."""

import pytest
from httpx import AsyncClient

from tests.answers import codes
from tests.api.exchange.institution_imports import GOOD, counts, send, shown
from tests.world import BAGUA, CHACHAPOYAS, Auth, World

NAMES = "codigo_modular,nombre"


async def test_a_sheet_of_codes_and_names_changes_the_names_alone(
    client: AsyncClient, minedu: Auth
) -> None:
    await send(client, minedu, GOOD)
    before = await shown(client, minedu)
    answer = await send(client, minedu, "0123457,I.E. Otra", header=NAMES)
    assert counts(answer) == {"changed": 1}
    changed = {"name": "I.E. Otra"}
    assert await shown(client, minedu) == before | changed


async def test_a_new_school_needs_the_rest(client: AsyncClient, minedu: Auth) -> None:
    answer = await send(client, minedu, "0123457,I.E. Nueva", header=NAMES)
    needed = ("iged", "area", "management", "ubigeo")
    assert codes(answer) == [(f"row 2, {column}", "missing") for column in needed]


async def test_a_row_without_iged_stays_where_it_is_and_out_of_reach_is_refused(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await world.school(BAGUA, code="0123457-0")
    client_id = await world.client(CHACHAPOYAS)
    far = await send(client, world.auth(client_id), "0123457,I.E. Otra", header=NAMES)
    assert codes(far) == [("row 2, codigo_modular", "institution-elsewhere")]
    near = world.auth(await world.client(BAGUA))
    assert counts(await send(client, near, "0123457,I.E. Otra", header=NAMES)) == {"changed": 1}


@pytest.mark.parametrize("dry_run", [True, False])
async def test_each_changed_row_shows_old_and_new(
    client: AsyncClient, minedu: Auth, dry_run: bool
) -> None:
    await send(client, minedu, GOOD)
    other = "0123457;0;I.E. Otra;010001;Urbana;;;-5.7;;310;x"
    new = GOOD.replace("0123457", "0123458")
    answer = await send(client, minedu, new, other, dry_run=dry_run, transfers=True)
    assert counts(answer) == {"created": 1, "changed": 1, "transferred": 1}
    (change,) = answer.json()["changes"]
    assert (change["row"], change["code"]) == (3, "0123457-0")
    assert [tuple(each.values()) for each in change["differences"]] == [
        ("nombre", "I.E. Ñuñoa", "I.E. Otra"),
        ("area", "rural", "urban"),
        ("lat", "-5.684400", "-5.700000"),
        ("students", "309", "310"),
        ("iged_code", "010002", "010001"),
    ]
    assert ((await shown(client, minedu))["name"] == "I.E. Ñuñoa") is dry_run
