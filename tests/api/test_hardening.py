"""What every answer has, whatever was asked: nothing kept, sniffed, framed, redirected or told of
us (OWASP ASVS 4.1, 13.4, 14.3, 16.5)."""

import re
from typing import NoReturn

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from pydantic import ValidationError
from typing_extensions import override

from api import contract
from api.safe_headers import FRESH, SAFE
from api.settings import Settings
from domain.access.roles import Role
from domain.access.scopes import Scope
from persistence.database import Database
from persistence.identity.accounts import ACCOUNT_OF_USERNAME
from persistence.tables import AccountRow
from tests.world import BAGUA, Auth, World

PATHS = [re.sub(r"{\w+}", "0123457-0", path) for path in contract.load()["paths"]]
READS = [
    path
    for path, item in contract.load()["paths"].items()
    if "get" in item and "{" not in path and item["get"]["security"]
]


class Broken(Database):
    """Fails as only a fault of ours does."""

    def __init__(self) -> None:
        pass

    @override
    async def fetch(self, query: str, /, *args: object) -> NoReturn:
        raise RuntimeError(f"{query} at /srv/jec with a secret")


@pytest.fixture
async def browser(app: FastAPI) -> httpx.AsyncClient:
    """Sees what the contract does not list: pages, unknown paths, faults of ours."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
async def specialist(world: World) -> Auth:
    return await world.login(Role.UGEL, BAGUA)


@pytest.mark.parametrize("path", READS)
async def test_no_browser_keeps_what_it_was_shown(
    client: AsyncClient, specialist: Auth, path: str
) -> None:
    answer = await client.get(path, headers=specialist)
    official = path in {"/v1/regions", "/v1/igeds", "/v1/catalogue"}
    forms = path == "/v1/instruments"
    kept = "public, max-age=300" if official else "private, no-cache" if forms else "no-store"
    assert answer.headers["cache-control"] == kept
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/v1/me", "/v1/nowhere", "/v1/imports/actors"])
async def test_a_refusal_is_not_kept_either(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code in {401, 404, 405}
    assert answer.headers.items() >= {k.lower(): v for k, v in SAFE.items()}.items()


async def test_what_is_too_large_is_refused_as_safely(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/v1/auth/token", content=b"x" * 1_000_001)
    assert answer.status_code == 413
    safe = {k.lower(): v for k, v in (SAFE | FRESH).items()}
    assert answer.headers.items() >= safe.items()


async def test_what_may_be_kept_is_public(client: AsyncClient) -> None:
    """Keys that are published, and the files of the reference page: nothing of anybody."""
    answer = await client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    cacheable = [path for path in READS if contract.load()["paths"][path]["get"]["security"] == []]
    assert cacheable == []


async def test_a_fault_of_ours_tells_nothing_of_us(
    browser: httpx.AsyncClient, app: FastAPI, world: World
) -> None:
    headers = world.auth(await world.appoint(Role.MINEDU, "pe"), [Scope.CATALOGUE_READ])
    app.state.database = Broken()
    answer = await browser.get("/v1/regions", headers=headers)
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/unexpected"
    assert answer.headers["cache-control"] == "no-store"
    for telling in ("select", "RuntimeError", "secret", "/srv", "Traceback", ".py"):
        assert telling not in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_no_method_but_those_of_the_contract_is_taken(
    browser: httpx.AsyncClient, path: str
) -> None:
    listed = {m.upper() for m in contract.methods_of(path)}
    for method in {"TRACE", "CONNECT", "PATCH", "DELETE", "PUT", "POST"} - listed:
        answer = await browser.request(method, path)
        assert answer.status_code in {404, 405}, method
        assert "authorization" not in answer.text.lower(), "nothing is echoed"


@pytest.mark.parametrize("path", PATHS)
async def test_a_program_is_never_sent_elsewhere(browser: httpx.AsyncClient, path: str) -> None:
    """Who sends a token to a wrong address, or without TLS, finds out."""
    for url in (path, f"{path}/"):
        assert not (await browser.get(url)).is_redirect


async def test_no_folder_lists_what_is_in_it(browser: httpx.AsyncClient) -> None:
    for folder in ("/docs/", "/v1", "/v1/", "/.git/", "/.git/config", "/static/", "/problems/"):
        assert (await browser.get(folder)).status_code == 404, folder


async def test_the_reference_page_runs_no_script_but_its_own(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_nothing_tells_what_the_server_is_made_of(browser: httpx.AsyncClient) -> None:
    for path in ("/health/live", "/v1/me", "/nowhere", "/docs"):
        names = {name for name in (await browser.get(path)).headers if name != "content-type"}
        assert not names & {"server", "x-powered-by", "via"}


async def test_no_other_site_may_call_in_a_persons_name(
    browser: httpx.AsyncClient, specialist: Auth
) -> None:
    origin = {"Origin": "https://evil.test", "Access-Control-Request-Method": "GET"}
    preflight = await browser.options("/v1/me", headers=origin)
    answer = await browser.get("/v1/me", headers=specialist | origin)
    for headers in (preflight.headers, answer.headers):
        assert "access-control-allow-origin" not in headers
        assert "set-cookie" not in headers, "a session is a header that only its client sends"


@pytest.mark.parametrize("trusted", ["*", "proxy.example.org", "10.0.0.1, anybody"])
def test_nobody_but_named_addresses_is_a_trusted_proxy(settings: Settings, trusted: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**settings.model_dump() | {"trusted_proxies": trusted})
    assert Settings(**settings.model_dump() | {"trusted_proxies": "10.0.0.1, 10.1.0.0/28"})


def test_an_account_is_a_name_and_a_password_without_age_or_hint() -> None:
    """Nothing makes a password expire by itself, and no question stands in for it (6.2.10, 6.4.2);
    `updated_at` is read by nobody who signs in."""
    fields = set(AccountRow.model_fields)
    assert fields == {
        *("person_id", "username", "password_hash", "suspended_at", "updated_at"),
        "demonstration",
    }
    assert "updated_at" not in ACCOUNT_OF_USERNAME.text
