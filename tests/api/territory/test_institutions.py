"""Schools over HTTP: seen by who manages them, registered by the ministry."""

import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.territory.institutions import CODE, SCHOOL, put
from tests.clock import today
from tests.world import (
    AMAZONAS,
    BAGUA,
    CALLAO,
    CALLAO_OWN,
    CHACHAPOYAS,
    PIURA,
    TUMBES,
    Auth,
    Connection,
    World,
)

CONTRALMIRANTE_VILLAR = f"{TUMBES}.240002"
MANCORA = "200705"


async def listed(client: AsyncClient, auth: Auth, **params: Any) -> list[str]:
    answer = await client.get("/v1/institutions", params=params, headers=auth)
    return [row["name"] for row in answer.json()["items"]]


async def test_a_registered_school_reads_back_whole(client: AsyncClient, minedu: Auth) -> None:
    created = await put(client, minedu, SCHOOL)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    read = (await client.get(f"/v1/institutions/{CODE}", headers=minedu)).json()
    assert read == created.json()
    sent = {name: read[name] for name in SCHOOL if name != "iged"}
    assert sent == {name: value for name, value in SCHOOL.items() if name != "iged"}
    assert (read["modular_code"], read["annex"]) == ("0123457", "0")
    assert read["iged"] == {"code": "010002", "name": "UGEL Bagua"}
    assert read["region"] == {"code": "010000", "name": "Amazonas"}
    assert (read["department"], read["province"], read["district"]) == (
        "Amazonas",
        "Bagua",
        "Copallín",
    )
    assert (read["jec"], read["jec_history"], read["years"]) == (None, [], [])


async def test_the_log_tells_what_was_shown(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    shown = (await put(client, minedu, SCHOOL)).json()
    payload = await connection.fetchval(
        "select payload from event where subject = $1", f"institution/{CODE}"
    )
    assert json.loads(payload).items() <= shown.items()


async def test_one_who_holds_the_version_is_not_sent_it_again(
    client: AsyncClient, minedu: Auth
) -> None:
    await put(client, minedu, SCHOOL)
    held = {"if-none-match": '"1"'}
    answer = await client.get(f"/v1/institutions/{CODE}", headers=minedu | held)
    assert answer.status_code == 304


REFUSED: list[tuple[dict[str, Any], tuple[int, str], set[tuple[str, str]]]] = [
    (
        {"iged": "999999", "ubigeo": "999999"},
        (422, "invalid-request"),
        {("/iged", "unknown-iged"), ("/ubigeo", "unknown-ubigeo")},
    ),
    (
        {"iged": "200000"},
        (422, "iged-manages-no-institutions"),
        {("/iged", "iged-manages-no-institutions")},
    ),
    (
        {"latitude": -78.3, "longitude": -5.6},
        (422, "invalid-request"),
        {("/latitude", "greater-than-equal"), ("/longitude", "less-than-equal")},
    ),
    ({"area": "suburban"}, (422, "invalid-request"), {("/area", "enum")}),
    ({"name": "\u0000"}, (422, "invalid-request"), {("/name", "string-pattern-mismatch")}),
    ({"demonstration": True}, (422, "invalid-request"), {("/demonstration", "extra-forbidden")}),
]


@pytest.mark.parametrize(("change", "refusal", "faults"), REFUSED)
async def test_what_can_never_be_a_school_is_refused(
    client: AsyncClient,
    minedu: Auth,
    change: dict[str, Any],
    refusal: tuple[int, str],
    faults: set[tuple[str, str]],
) -> None:
    answer = await put(client, minedu, SCHOOL | change)
    assert problem(answer) == refusal
    assert {(e["field"], e["code"]) for e in answer.json()["errors"]} == faults


async def test_a_code_that_lost_its_zeros_is_refused_and_told_whole(
    client: AsyncClient, minedu: Auth
) -> None:
    answer = await put(client, minedu, SCHOOL | {"ubigeo": "10203", "iged": "10002"})
    details = {error["field"]: error["detail"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert "010203" in details["/ubigeo"]
    assert "010002" in details["/iged"]
    key = await client.get("/v1/institutions/123457-0", headers=minedu)
    assert (key.status_code, "0123457-0" in key.json()["errors"][0]["detail"]) == (422, True)


async def test_dre_callao_manages_schools_itself(client: AsyncClient, minedu: Auth) -> None:
    answer = await put(client, minedu, SCHOOL | {"iged": "070101", "ubigeo": "070101"})
    assert (answer.status_code, answer.json()["region"]["code"]) == (201, "070101")


async def test_an_iged_and_a_district_share_digits_and_nothing_else(
    client: AsyncClient, minedu: Auth
) -> None:
    answer = (await put(client, minedu, SCHOOL | {"iged": "150102", "ubigeo": "150102"})).json()
    assert answer["iged"]["name"].startswith("UGEL 01")
    assert answer["district"] == "Ancón"


async def test_one_modular_code_has_two_annexes(client: AsyncClient, minedu: Auth) -> None:
    assert (await put(client, minedu, SCHOOL, "0123457-0")).status_code == 201
    assert (await put(client, minedu, SCHOOL, "0123457-1")).status_code == 201


async def test_a_school_of_mancora_is_seen_by_tumbes_and_not_by_piura(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    wanted = SCHOOL | {"iged": "240002", "ubigeo": MANCORA, "name": "I.E. Máncora"}
    assert (await put(client, minedu, wanted)).json()["department"] == "Piura"
    tumbes = await world.login(Role.DRE, TUMBES)
    piura = await world.login(Role.DRE, PIURA)
    for dre, names, status in ((tumbes, ["I.E. Máncora"], 200), (piura, [], 404)):
        assert await listed(client, dre) == names
        assert (await client.get(f"/v1/institutions/{CODE}", headers=dre)).status_code == status
    assert await listed(client, minedu, region="200000") == []
    assert await listed(client, minedu, region="240000", iged="240002") == ["I.E. Máncora"]


async def test_only_schools_in_reach_are_listed(client: AsyncClient, world: World) -> None:
    own = await world.school(BAGUA, name="Propia")
    await world.school(BAGUA, name="Hermana")
    await world.school(CHACHAPOYAS, name="Vecina")
    await world.school(CALLAO_OWN, name="Lejana")
    for role, place, names in (
        (Role.DIRECTOR, own, ["Propia"]),
        (Role.UGEL, BAGUA, ["Hermana", "Propia"]),
        (Role.DRE, AMAZONAS, ["Hermana", "Propia", "Vecina"]),
        (Role.DRE, CALLAO, ["Lejana"]),
        (Role.MINEDU, "pe", ["Hermana", "Lejana", "Propia", "Vecina"]),
    ):
        assert await listed(client, await world.login(role, place)) == names


async def test_pages_follow_spanish_order(client: AsyncClient, world: World, minedu: Auth) -> None:
    for name in ("Zapata", "Ñuñoa", "Ángel", "Nuevo", "Oriente"):
        await world.school(BAGUA, name=name)
    names: list[str] = []
    cursor = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/institutions", params=params, headers=minedu)).json()
        names += [row["name"] for row in page["items"]]
        if not (cursor := page["next_cursor"]):
            break
    assert names == ["Ángel", "Nuevo", "Ñuñoa", "Oriente", "Zapata"]


@pytest.fixture
async def three(world: World) -> None:
    await world.school(BAGUA, name="José Gálvez", code="0034567-0")
    await world.school(BAGUA, name="100% Rural", code="1234567-1", active_since=None)
    other = await world.school(CHACHAPOYAS, name="Demostración", code="7777777-0")
    await world.db.execute(
        "update institution set area = 'urban', demonstration = true where path = $1::text::ltree",
        other,
    )
    await world.db.execute(
        "update institution_status set status = 'excluded' where institution_code = '7777777-0'"
    )


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"q": "jose galvez"}, ["José Gálvez"]),
        ({"q": "GÁLVEZ"}, ["José Gálvez"]),
        ({"q": "34567"}, ["100% Rural", "José Gálvez"]),
        ({"q": "7777777-0"}, ["Demostración"]),
        ({"q": "0%"}, ["100% Rural"]),
        ({"q": "__"}, []),
        ({"iged": "010001"}, ["Demostración"]),
        ({"region": "010000", "area": "rural"}, ["100% Rural", "José Gálvez"]),
        ({"area": "urban"}, ["Demostración"]),
        ({"status": "active"}, ["José Gálvez"]),
        ({"status": "excluded"}, ["Demostración"]),
        ({"demonstration": "true"}, ["Demostración"]),
        ({"demonstration": "false"}, ["100% Rural", "José Gálvez"]),
        ({"iged": "010001", "area": "rural"}, []),
    ],
)
async def test_a_list_is_narrowed(
    client: AsyncClient, minedu: Auth, three: None, params: dict[str, str], names: list[str]
) -> None:
    assert await listed(client, minedu, **params) == names


async def test_status_today_is_told_in_the_list(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await world.school(BAGUA, active_since=today() + timedelta(days=1))
    (row,) = (await client.get("/v1/institutions", headers=minedu)).json()["items"]
    assert row["jec_status"] is None


async def test_only_the_ministry_registers_schools(client: AsyncClient, world: World) -> None:
    for role, place in ((Role.DRE, AMAZONAS), (Role.UGEL, BAGUA)):
        assert (await put(client, await world.login(role, place), SCHOOL)).status_code == 403
