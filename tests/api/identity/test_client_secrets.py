"""Secrets of machine clients: replaced with an overlap, and withdrawn."""

from datetime import datetime, timedelta

import pytest
from httpx import AsyncClient

from tests.answers import problem
from tests.api.identity.clients import READS, bearer, keep, make, secret, shown, sign_in
from tests.clock import now
from tests.world import Auth, World


async def test_a_new_secret_leaves_the_former_one_good_for_the_overlap(
    client: AsyncClient, world: World, dre: Auth
) -> None:
    id, first = await make(client, dre)
    second = (await secret(client, dre, id, overlap_days=3)).json()["secret"]
    assert (await sign_in(client, id, first)).status_code == 200
    assert (await sign_in(client, id, second)).status_code == 200
    new, former = (await shown(client, dre, id))["secrets"]
    assert new["expires_at"] is None
    ends = datetime.fromisoformat(former["expires_at"]) - now()
    assert timedelta(0) < ends - timedelta(days=3) < timedelta(seconds=1)
    third = await secret(client, dre, id)
    assert problem(third) == (409, "too-many-secrets")
    await world.db.execute("update client_secret set expires_at = $1 where expires_at > $1", now())
    assert problem(await sign_in(client, id, first)) == (401, "invalid-client")
    assert (await secret(client, dre, id)).status_code == 201


async def test_without_overlap_the_former_secrets_end_at_once(
    client: AsyncClient, dre: Auth
) -> None:
    id, first = await make(client, dre)
    second = (await secret(client, dre, id)).json()["secret"]
    third = (await secret(client, dre, id, overlap_days=0)).json()["secret"]
    for past in (first, second):
        assert problem(await sign_in(client, id, past)) == (401, "invalid-client")
    assert (await sign_in(client, id, third)).status_code == 200


@pytest.mark.parametrize("days", [-1, 31, 1.5, False, "7"])
async def test_an_overlap_is_of_thirty_days_at_most(
    client: AsyncClient, dre: Auth, days: object
) -> None:
    id, _ = await make(client, dre)
    assert problem(await secret(client, dre, id, overlap_days=days)) == (422, "invalid-request")


async def test_a_withdrawn_secret_and_the_tokens_of_its_client_are_good_for_nothing(
    client: AsyncClient, dre: Auth
) -> None:
    id, key = await make(client, dre)
    auth = await bearer(client, id, key)
    (secret,) = (await shown(client, dre, id))["secrets"]
    path = f"/v1/clients/{id}/secrets/{secret['id']}"
    assert (await client.delete(path, headers=dre)).status_code == 204
    assert problem(await client.get("/v1/coverage", headers=auth)) == (401, "invalid-token")
    assert problem(await sign_in(client, id, key)) == (401, "invalid-client")
    assert problem(await client.delete(path, headers=dre)) == (404, "not-found")


async def test_a_secret_of_a_stronger_client_is_no_way_to_its_scopes(
    client: AsyncClient, dre: Auth, minedu: Auth
) -> None:
    strong = [*READS, "institutions:write"]
    id, _ = await make(client, minedu, scopes=strong)
    assert problem(await secret(client, dre, id)) == (403, "may-not-give")
    renamed = await keep(
        client, dre, id, etag='"1"', name="X", scopes=[*READS, "institutions:write"]
    )
    assert renamed.status_code == 200, "what it has already is given by nobody"
    off = await keep(client, dre, id, etag='"2"', scopes=strong, disabled=True)
    assert off.status_code == 200, "to switch it off reach is enough"
    on = await keep(client, dre, id, etag='"3"', scopes=strong)
    assert problem(on) == (403, "may-not-give")
