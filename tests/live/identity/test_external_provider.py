"""Signed in at a real OpenID provider (authlib's, on this machine), somebody calls the service."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest

from domain.access.roles import Role
from tests.contract.promise import keeps_the_contract
from tests.live.processes import Service, answering, beside, free_port
from tests.world import BAGUA, World

pytestmark = pytest.mark.slow
AUDIENCE = "jec-frontend"
BACK = "http://127.0.0.1/back"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Where the provider listens; its issuer."""
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    environment = {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    with answering(command, environment, f"{url}/.well-known/openid-configuration"):
        yield url


@pytest.fixture(scope="module")
def trusting(service: Service, provider: str) -> Iterator[str]:
    """A process of the service that takes the provider's tokens."""
    more = {"JEC_EXTERNAL_ISSUER": provider, "JEC_EXTERNAL_AUDIENCE": AUDIENCE}
    with beside(service, more) as url:
        yield url


@pytest.fixture
async def here(trusting: str) -> AsyncIterator[httpx.AsyncClient]:
    held = {"response": [keeps_the_contract]}
    async with httpx.AsyncClient(base_url=trusting, event_hooks=held) as client:
        yield client


async def signed_in(provider: str, sub: str, *, at: str = AUDIENCE, amr: Sequence[str] = ()) -> str:
    """The ID token of somebody who signed in at an application (authorization code flow)."""
    async with httpx.AsyncClient(base_url=provider) as browser:
        await browser.put(f"/users/{sub}", json={"amr": amr} if amr else {})
        params = {
            "response_type": "code", "client_id": at, "redirect_uri": BACK, "scope": "openid",
            "state": "s", "nonce": uuid4().hex,
        }  # fmt: skip
        agreed = await browser.post("/oauth2/authorize", params=params, data={"sub": sub})
        (code,) = parse_qs(urlsplit(agreed.headers["location"]).query)["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        answer = await browser.post("/oauth2/token", data=form, auth=(at, "any"))
        token: str = answer.json()["id_token"]
        return token


async def linked(world: World, issuer: str, subject: str, person: UUID) -> UUID:
    id, now = uuid4(), datetime.now(UTC)
    await world.save(
        "external_identity", id=id, issuer=issuer, subject=subject, person_id=person,
        made_by=await world.person(), made_at=now, confirmed_at=now,
    )  # fmt: skip
    return id


async def me(here: httpx.AsyncClient, token: str) -> httpx.Response:
    return await here.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


async def test_somebody_who_signed_in_there_is_that_person_here_until_unlinked(
    here: httpx.AsyncClient, provider: str, world: World
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    token = await signed_in(provider, "rosa")
    refused = await me(here, token)
    assert refused.json()["type"] == "/problems/unknown-identity"
    id = await linked(world, provider, "rosa", person)
    shown = await me(here, token)
    assert shown.status_code == 200, shown.text
    assert shown.json()["person"]["id"] == str(person)
    await world.db.execute("delete from external_identity where id = $1", id)
    await asyncio.sleep(1.1)  # what a process may remember
    assert (await me(here, token)).status_code == 401


async def test_a_token_made_for_another_application_is_not_taken(
    here: httpx.AsyncClient, provider: str, world: World
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    await linked(world, provider, "luz", person)
    refused = await me(here, await signed_in(provider, "luz", at="another-application"))
    assert refused.json()["type"] == "/problems/invalid-token"


async def test_the_ministrys_role_counts_with_the_second_factor_that_it_tells_of(
    here: httpx.AsyncClient, provider: str, world: World
) -> None:
    await linked(world, provider, "ana", await world.appoint(Role.MINEDU, "pe"))

    async def coverage(*amr: str) -> int:
        token = await signed_in(provider, "ana", amr=amr)
        headers = {"Authorization": f"Bearer {token}"}
        return (await here.get("/v1/coverage", headers=headers)).status_code

    assert await coverage("pwd") == 403
    assert await coverage("pwd", "otp") == 200


async def test_a_process_without_the_setting_takes_none_of_its_tokens(
    client: httpx.AsyncClient, provider: str, world: World
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    await linked(world, provider, "ines", person)
    refused = await me(client, await signed_in(provider, "ines"))
    assert refused.json()["type"] == "/problems/invalid-token"
