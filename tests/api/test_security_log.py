"""The security log: who tried what, from where and how it ended, and nothing about anybody."""

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
import structlog
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from typing_extensions import override

from api import contract
from api.access_log import AccessLog
from api.security_log import GIVES_ACCESS, REFUSED, Origins, kind_of
from auth.passwords import hash_password
from domain.access.roles import Role
from domain.access.scopes import Scope as Right
from persistence.database import Database, DatabaseUnavailable
from tests.world import BAGUA, CHACHAPOYAS, Auth, World

ROOT = Path(__file__).parents[2]
ADDRESS = "203.0.113.9"
PASSWORD = "quena y zampoña 1532"


class Away(Database):
    """As when PostgreSQL is stopped."""

    def __init__(self) -> None:
        pass

    @override
    async def fetchrow(self, query: str, /, *args: object) -> NoReturn:
        raise DatabaseUnavailable

    fetch = fetchval = fetchrow


@pytest.fixture
async def edge(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    served = AccessLog(app, Origins(b"the processes' common secret"))
    transport = httpx.ASGITransport(served, client=(ADDRESS, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def line_of(edge: httpx.AsyncClient, method: str, path: str, **sent: Any) -> dict[str, Any]:
    with capture_logs() as events:
        await edge.request(method, path, **sent)
    (line,) = [event for event in events if event["event"] == "request"]
    return dict(line)


async def test_an_everyday_request_is_no_matter_of_security(
    edge: httpx.AsyncClient, world: World
) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    line = await line_of(edge, "GET", "/v1/me", headers=auth)
    assert {"security", "origin", "problem"} & line.keys() == set()


async def test_a_refused_sign_in_tells_from_where_and_why(edge: httpx.AsyncClient) -> None:
    sent = {"grant_type": "password", "username": "rosa.quispe", "password": PASSWORD}
    line = await line_of(edge, "POST", "/v1/auth/token", data=sent)
    assert line["security"] == "authentication-refused"
    assert line["problem"] == "wrong-credentials"
    assert line["log_level"] == "warning"
    assert len(line["origin"]) == 16
    assert not {ADDRESS, "rosa", PASSWORD} & set(str(line).split())
    assert ADDRESS not in str(line)
    assert "rosa" not in str(line)


async def test_a_sign_in_tells_who_and_whether_a_second_factor_was_shown(
    edge: httpx.AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.UGEL, BAGUA)
    digest = await hash_password(PASSWORD)
    await world.save("account", person_id=person, username="rosa.q", password_hash=digest)
    sent = {"grant_type": "password", "username": "rosa.q", "password": PASSWORD}
    with capture_logs() as events:
        await edge.post("/v1/auth/token", data=sent)
    inner, line = events
    assert (inner["event"], inner["user"]) == ("signed-in", str(person))
    assert inner["second_factor"] is False
    assert line["security"] == "authentication"
    assert "rosa" not in str(events)


async def test_a_database_that_is_away_is_a_warning(
    edge: httpx.AsyncClient, app: FastAPI, world: World
) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    app.state.database = Away()
    line = await line_of(edge, "GET", "/v1/me", headers=auth)
    assert (line["status"], line["problem"]) == (503, "database-unavailable")
    assert line["log_level"] == "warning"


async def test_a_bad_token_is_told(edge: httpx.AsyncClient) -> None:
    line = await line_of(edge, "GET", "/v1/me", headers={"Authorization": "Bearer nada"})
    assert (line["security"], line["problem"]) == ("authentication-refused", "invalid-token")


async def test_who_asks_for_more_than_they_may_is_told(
    edge: httpx.AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.TEACHER, await world.school())
    auth = world.auth(person, [Right.ME_READ, Right.COVERAGE_READ])
    line = await line_of(edge, "GET", "/v1/coverage", headers=auth)
    assert (line["security"], line["problem"]) == ("access-refused", "no-role-carries")
    assert (line["user"], line["session"]) == (str(person), str(person))
    assert line["path"] == "/v1/coverage"


async def test_who_looks_beyond_their_reach_is_told(edge: httpx.AsyncClient, world: World) -> None:
    code = (await world.school(CHACHAPOYAS)).rpartition(".")[2]
    auth = await world.login(Role.UGEL, BAGUA)
    line = await line_of(edge, "GET", f"/v1/institutions/{code}", headers=auth)
    assert (line["security"], line["problem"]) == ("not-found", "not-found")
    assert code not in str(line)


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{", "malformed-body"), ("{}", "invalid-request"), ("x" * 1_000_001, "body-too-large")],
)
async def test_what_can_never_be_right_is_told(
    edge: httpx.AsyncClient, minedu: Auth, content: str, problem: str
) -> None:
    path = "/v1/institutions/0123457-0"
    headers = minedu | {"Content-Type": "application/json"}
    line = await line_of(edge, "PUT", path, content=content, headers=headers)
    assert (line["security"], line["problem"]) == ("input-refused", problem)


async def test_what_gives_access_is_told_when_it_is_done(
    edge: httpx.AsyncClient, world: World
) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    line = await line_of(edge, "DELETE", "/v1/me/sessions", headers=auth)
    assert (line["security"], line["path"]) == ("access-changed", "/v1/me/sessions")


def test_every_operation_that_gives_access_is_told() -> None:
    """By its scope, so that a new one is told without anybody remembering it."""
    for path, item in contract.load()["paths"].items():
        for method, operation in item.items():
            if method in {"parameters", "get"}:
                continue
            scope = operation["security"][0]["session"][0] if operation["security"] else None
            request = {"method": method.upper(), "route": Route(operation["operationId"])}
            kind = kind_of(request, 200)
            if scope is None:
                assert kind == "authentication", path
            else:
                assert (kind == "access-changed") == (scope in GIVES_ACCESS), path


class Route:
    def __init__(self, operation_id: str) -> None:
        self.operation_id = operation_id


EVENT = re.compile(r"""_?log\.(?:info|warning|error)\(\s*"([\w-]+)\"""", re.S)


def test_every_event_that_is_logged_is_in_the_inventory() -> None:
    logged = {
        name
        for floor in ("api", "auth", "services", "persistence", "domain")
        for module in (ROOT / floor).rglob("*.py")
        for name in EVENT.findall(module.read_text("utf-8"))
    }
    assert {"fault", "signed-in", "sign-in-refused", "refresh-token-reused"} <= logged
    inventory = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Security log")[2]
    listed = set(re.findall(r"`([\w-]+)`", inventory.partition("\n## ")[0]))
    assert logged - listed == set()
    assert set(REFUSED.values()) | {"authentication", "access-changed"} <= listed


def test_a_line_is_json_with_its_time_in_utc_wherever_the_server_stands() -> None:
    order = (
        "import structlog; from api.access_log import configure_log; configure_log();"
        "structlog.get_logger().warning('told', text='two\\nlines')"
    )
    before = datetime.now(UTC)
    result = subprocess.run(
        [sys.executable, "-c", order],
        env=os.environ | {"TZ": "America/Lima"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (line,) = result.splitlines()
    data = json.loads(line)
    assert (data["event"], data["level"], data["text"]) == ("told", "warning", "two\nlines")
    assert data["timestamp"].endswith("Z")
    assert before <= datetime.fromisoformat(data["timestamp"]) <= datetime.now(UTC)


async def test_one_address_is_one_origin_in_every_process_and_nobody_can_tell_which() -> None:
    here, there = Origins(b"a secret"), Origins(b"a secret")
    scope: Scope = {"client": (ADDRESS, 1)}
    assert here.name(scope) == there.name({"client": (ADDRESS, 2)})
    assert here.name(scope) != here.name({"client": ("203.0.113.10", 1)})
    assert here.name(scope) != Origins(b"another").name(scope), "no table of all addresses helps"
    assert here.name({"client": None}) is None


async def test_whatever_is_logged_meanwhile_carries_the_request() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        structlog.get_logger().info("signed-in")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx.ASGITransport(AccessLog(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        with capture_logs(processors=[merge_contextvars]) as events:
            first = await client.get("/")
            second = await client.get("/")
    request_ids = [event["request_id"] for event in events if event["event"] == "signed-in"]
    assert request_ids == [first.headers["x-request-id"], second.headers["x-request-id"]]
