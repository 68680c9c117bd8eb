"""Whoever is counted is told how often they may ask, and what is left of it."""

import re

import pytest
from httpx import AsyncClient, Response

from tests.answers import problem
from tests.api.identity.clients import make
from tests.world import Auth

TOKEN = "/v1/auth/token"


def told(answer: Response) -> tuple[str, int, int, int]:
    """The name, the requests a minute, what is left, and when there is more."""
    policy = re.fullmatch(r'"(\w+)";q=(\d+);w=60', answer.headers["ratelimit-policy"])
    left = re.fullmatch(r'"(\w+)";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
    assert policy is not None
    assert left is not None
    assert policy[1] == left[1]
    return policy[1], int(policy[2]), int(left[2]), int(left[3])


async def machine(client: AsyncClient, auth: Auth, per_minute: int) -> Auth:
    id, key = await make(client, auth, requests_per_minute=per_minute)
    form = {"grant_type": "client_credentials", "client_id": id, "client_secret": key}
    token = (await client.post(TOKEN, data=form)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_machine_is_told_what_is_left_and_then_refused(
    client: AsyncClient, dre: Auth, method: str
) -> None:
    headers = await machine(client, dre, 12)
    answers = [await client.request(method, "/v1/coverage", headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [told(answer)[:3] for answer in answers] == [
        ("client", 12, left, ) for left in (2, 1, 0, 0)
    ]  # fmt: skip
    assert told(answers[-1])[3] == int(answers[-1].headers["retry-after"])


async def test_an_address_is_told_what_is_left_of_what_is_public(client: AsyncClient) -> None:
    first = await client.post("/v1/auth/revoke", data={"token": "none such"})
    ill = await client.post("/v1/auth/revoke", data={})
    after = await client.post("/v1/auth/revoke", data={"token": "none such"})
    assert [told(each)[:3] for each in (first, ill, after)] == [
        ("address", 600, 1199), ("address", 600, 1198), ("address", 600, 1188),
    ]  # fmt: skip
    for _ in range(119):
        await client.post("/v1/auth/revoke", data={})
    refused = await client.post("/v1/auth/revoke", data={})
    assert problem(refused) == (429, "too-many-attempts")
    name, _, left, more_in = told(refused)
    assert (name, left, more_in) == ("address", 0, int(refused.headers["retry-after"]))


async def test_a_person_is_not_counted(client: AsyncClient, dre: Auth) -> None:
    answer = await client.get("/v1/regions", headers=dre)
    assert not [name for name in answer.headers if name.startswith("ratelimit")]
