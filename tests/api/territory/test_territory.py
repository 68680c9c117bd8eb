"""Territory over HTTP: the official catalogue, in Spanish order, found without tildes."""

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.world import BAGUA, World


@pytest.fixture
async def auth(world: World) -> dict[str, str]:
    return await world.login(Role.TEACHER, await world.school(BAGUA))


async def test_the_26_regions_sum_the_national_target(
    client: AsyncClient, auth: dict[str, str]
) -> None:
    regions = (await client.get("/v1/regions", headers=auth)).json()["items"]
    assert len(regions) == 26
    assert sum(region["jec_target"] for region in regions) == 1990


async def test_regions_stand_in_spanish_order(client: AsyncClient, auth: dict[str, str]) -> None:
    regions = (await client.get("/v1/regions", headers=auth)).json()["items"]
    assert [r["name"] for r in regions][:4] == ["Amazonas", "Áncash", "Apurímac", "Arequipa"]


async def test_igeds_are_found_without_tildes(client: AsyncClient, auth: dict[str, str]) -> None:
    found = (await client.get("/v1/igeds", params={"q": "la union"}, headers=auth)).json()["items"]
    assert {iged["region"] for iged in found} == {"040000", "200000"}


async def test_dre_callao_manages_schools_and_is_an_iged(
    client: AsyncClient, auth: dict[str, str]
) -> None:
    callao = (await client.get("/v1/igeds/070101", headers=auth)).json()
    assert (callao["kind"], callao["manages_institutions"]) == ("dre", True)
    piura = (await client.get("/v1/igeds/200000", headers=auth)).json()
    assert piura["manages_institutions"] is False


async def test_225_bodies_manage_schools(client: AsyncClient, auth: dict[str, str]) -> None:
    regions = (await client.get("/v1/regions", headers=auth)).json()["items"]
    assert sum(region["managing_igeds"] for region in regions) == 225


async def test_the_catalogue_names_components_organs_and_norms(
    client: AsyncClient, auth: dict[str, str]
) -> None:
    catalogue = (await client.get("/v1/catalogue", headers=auth)).json()
    assert len(catalogue["components"]) == 3
    assert len(catalogue["organs"]) == 4
    norms = {norm["code"] for norm in catalogue["norms"]}
    assert {"RM 451-2014-MINEDU", "RVM 326-2019-MINEDU", "RVM 079-2023-MINEDU"} <= norms


async def test_an_unknown_code_is_not_found(client: AsyncClient, auth: dict[str, str]) -> None:
    answer = await client.get("/v1/igeds/999999", headers=auth)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_a_code_that_is_no_code_names_its_field(
    client: AsyncClient, auth: dict[str, str]
) -> None:
    answer = await client.get("/v1/igeds/10002", headers=auth)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("{code}", "string-pattern-mismatch")
