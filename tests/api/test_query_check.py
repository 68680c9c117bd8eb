"""What an operation's query does not have is refused, on every operation of the contract."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from api import contract
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.clock import of_a_test
from tests.world import AMAZONAS, BAGUA, Auth, World

ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""


@pytest.fixture
async def minedu(world: World) -> Auth:
    return await world.login(Role.MINEDU, "pe")


def faults(answer: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(each["field"], each["code"]) for each in answer["errors"]]


with of_a_test(ANY_DAY):
    OPERATIONS = sorted(calls(example()))


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_operation_refuses_a_parameter_that_it_does_not_have(
    client: AsyncClient, world: World, operation: str
) -> None:
    call = calls((await make_targets(world))["institution"])[operation]
    asked = f"{call.path}{'&' if '?' in call.path else '?'}regiom=010000"
    answer = await client.request(
        call.method, asked, json=call.json, headers=await of_anybody(world, operation)
    )
    assert answer.status_code == 422, answer.text
    assert ("?regiom", "unknown-parameter") in faults(answer.json())


async def of_anybody(world: World, operation: str) -> Auth:
    """Headers of somebody who may ask for it."""
    scope = contract.scopes_by_operation()[operation]
    role = next(role for role in Role if scope in ROLE_SCOPES[role])
    at = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.UGEL: BAGUA}
    if role in at:
        return await world.deputy(role, at[role])
    return await world.login(role, await world.school(BAGUA))


async def test_the_near_ones_are_named_else_all(client: AsyncClient, minedu: Auth) -> None:
    near = (await client.get("/v1/coverage?regiom=010000", headers=minedu)).json()["errors"]
    assert near[0]["detail"] == "La consulta no tiene «regiom». ¿Quiso decir region?"
    none = (await client.get("/v1/coverage?xyzzy=1", headers=minedu)).json()["errors"]
    assert "Tiene: by, cut, iged" in none[0]["detail"]


@pytest.mark.parametrize(
    "query", ["state=overdue", "sort=name", "page=2", "offset=10", "q=x&q=y", "limit=1&limit=2"]
)
async def test_habits_of_other_systems_are_refused(
    client: AsyncClient, minedu: Auth, query: str
) -> None:
    answer = await client.get(f"/v1/obligations?{query}", headers=minedu)
    assert answer.status_code == 422, answer.text


async def test_who_is_nobody_is_told_that_first(client: AsyncClient) -> None:
    assert (await client.get("/v1/coverage?regiom=010000")).status_code == 401


async def test_a_query_of_thousands_is_told_briefly(client: AsyncClient, minedu: Auth) -> None:
    query = "&".join(f"p{n}=1" for n in range(3000))
    answer = await client.get(f"/v1/coverage?{query}", headers=minedu)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert "3000" in answer.json()["detail"]
