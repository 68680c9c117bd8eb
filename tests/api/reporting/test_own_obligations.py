"""Nobody decides over what falls to themselves: a DRE that manages schools itself also owes their
reports (F54), and so neither excuses them nor gives itself time."""

from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.extension_requests import answer, ask
from tests.api.reporting.extensions import grant
from tests.world import AMAZONAS, BAGUA, CALLAO, CALLAO_OWN, Auth, World

CALLAO_REGION = {"kind": "region", "code": CALLAO.rpartition(".")[2]}
CALLAO_IGED = {"kind": "iged", "code": CALLAO_OWN.rpartition(".")[2]}


@pytest.fixture
async def cut(world: World) -> str:
    return await world.cut("implementation")


@pytest.fixture
async def school(world: World) -> str:
    return await world.school(CALLAO_OWN)


@pytest.fixture
async def owed(world: World, cut: str, school: str) -> UUID:
    return await world.obligation(cut, school)


@pytest.fixture
async def dre(world: World) -> Auth:
    return await world.login(Role.DRE, CALLAO)


async def exempt(client: AsyncClient, auth: Auth, owed: UUID) -> Response:
    body = {"reason": "La escuela se inundó en marzo."}
    return await client.put(f"/v1/obligations/{owed}/exemption", json=body, headers=auth)


async def test_nobody_excuses_what_falls_to_themselves(
    client: AsyncClient, dre: Auth, owed: UUID, world: World
) -> None:
    assert problem(await exempt(client, dre, owed)) == (403, "own-obligation")
    deputy = await world.deputy(Role.DRE, CALLAO)
    assert problem(await exempt(client, deputy, owed)) == (403, "own-obligation"), "who may file it"
    ministry = await world.login(Role.MINEDU, "pe")
    assert (await exempt(client, ministry, owed)).status_code == 200


@pytest.mark.parametrize("place", [CALLAO_REGION, CALLAO_IGED])
async def test_nobody_gives_themselves_more_time(
    client: AsyncClient, dre: Auth, cut: str, owed: UUID, place: dict[str, str], world: World
) -> None:
    assert problem(await grant(client, dre, cut, place)) == (403, "own-obligation")
    ministry = await world.login(Role.MINEDU, "pe")
    assert (await grant(client, ministry, cut, place)).status_code == 201


async def test_nobody_grants_what_a_colleague_asked_for_both(
    client: AsyncClient, dre: Auth, cut: str, owed: UUID, world: World
) -> None:
    colleague = await world.login(Role.UGEL, CALLAO_OWN)
    asked = (await ask(client, colleague, cut, CALLAO_IGED)).json()["id"]
    assert problem(await answer(client, dre, cut, asked)) == (403, "own-obligation")
    ministry = await world.login(Role.MINEDU, "pe")
    assert (await answer(client, ministry, cut, asked)).status_code == 200


async def test_a_region_excuses_and_extends_what_its_ugel_owes(
    client: AsyncClient, cut: str, world: World
) -> None:
    school, region = await world.school(BAGUA), await world.login(Role.DRE, AMAZONAS)
    owed = await world.obligation(cut, school)
    assert (await grant(client, region, cut)).status_code == 201
    assert (await exempt(client, region, owed)).status_code == 200


async def test_what_is_owed_no_more_is_nobodys(
    client: AsyncClient, dre: Auth, cut: str, owed: UUID, world: World
) -> None:
    await exempt(client, await world.login(Role.MINEDU, "pe"), owed)
    assert (await grant(client, dre, cut, CALLAO_REGION)).status_code == 201
