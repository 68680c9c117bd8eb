"""What an operation's query does not have is refused, on every operation of the contract."""

import pytest
from httpx import AsyncClient

from tests.access.everybody import may, one_of_each_role
from tests.access.requests import calls
from tests.access.targets import make_targets
from tests.answers import codes
from tests.world import Auth, World


async def test_every_operation_refuses_a_parameter_that_it_does_not_have(
    client: AsyncClient, world: World
) -> None:
    requests = calls((await make_targets(world))["institution"])
    everybody = await one_of_each_role(world)
    passed = {}
    for operation, call in requests.items():
        path = f"{call.path}{'&' if '?' in call.path else '?'}regiom=010000"
        headers = everybody[may(operation)]
        answer = await client.request(call.method, path, json=call.json, headers=headers)
        if answer.status_code != 422 or ("?regiom", "unknown-parameter") not in codes(answer):
            passed[operation] = (answer.status_code, answer.text[:200])
    assert len(requests) > 200
    assert passed == {}


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
