"""Pages of other addresses ask from a browser only where the operator named them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from httpx import AsyncClient
from pydantic import ValidationError

from api.app import create_app
from api.settings import Settings
from auth.permits import PermitCache
from tests import clock
from tests.conftest import OneConnection
from tests.world import Auth, Connection

PAGE = "https://tablero.example.pe"
PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization, content-type, if-match",
}


@pytest.fixture
async def named(settings: Settings, connection: Connection) -> AsyncIterator[AsyncClient]:
    """A service whose operator named one page."""
    app = create_app(
        settings.model_copy(update={"cors_origins": frozenset({PAGE})}), clock=clock.running()
    )
    app.state.database = OneConnection(connection)
    app.state.permits = PermitCache()
    transport = httpx.ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_a_named_page_may_ask_and_read(named: AsyncClient, minedu: Auth) -> None:
    asked = await named.options("/v1/reports/x", headers=PREFLIGHT)
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == PAGE
    assert "PUT" in asked.headers["access-control-allow-methods"]
    assert "If-Match" in asked.headers["access-control-allow-headers"]
    got = await named.get("/v1/regions", headers=minedu | {"Origin": PAGE})
    assert got.headers["access-control-allow-origin"] == PAGE
    assert "Origin" in got.headers["vary"]
    assert "access-control-allow-credentials" not in got.headers
    read = got.headers["access-control-expose-headers"]
    assert {"ETag", "Location", "Retry-After", "RateLimit"} <= set(read.split(", "))


async def test_a_refusal_is_read_by_the_page_too(named: AsyncClient) -> None:
    refused = await named.get("/v1/me", headers={"Origin": PAGE})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize("origin", ["https://otra.example.pe", "null", "http://tablero.example.pe"])
async def test_no_other_page_may(named: AsyncClient, minedu: Auth, origin: str) -> None:
    asked = await named.options("/v1/me", headers=PREFLIGHT | {"Origin": origin})
    got = await named.get("/v1/me", headers=minedu | {"Origin": origin})
    for answer in (asked, got):
        assert "access-control-allow-origin" not in answer.headers


async def test_it_is_off_unless_it_is_set(client: AsyncClient, minedu: Auth) -> None:
    assert (await client.options("/v1/me", headers=PREFLIGHT)).status_code == 405
    got = await client.get("/v1/regions", headers=minedu | {"Origin": PAGE})
    assert not [name for name in got.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "origin", ["*", "tablero.example.pe", f"{PAGE}/", f"{PAGE}/x", "null", "ftp://x.pe", ""]
)
def test_what_is_no_origin_is_refused_at_the_start(settings: Settings, origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**settings.model_dump() | {"cors_origins": [origin]})
