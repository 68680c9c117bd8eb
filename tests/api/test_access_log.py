"""One event per request at the edge: enough to find out, and nothing about anybody."""

import logging
from collections.abc import AsyncIterator
from typing import NoReturn

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs
from typing_extensions import override

from api.access_log import AccessLog
from domain.access.roles import Role
from domain.access.scopes import Scope
from persistence.database import Database
from tests.world import World

SECRET = "Quispe Ñahui 45678912"


class Broken(Database):
    """Fails as only a fault of ours does, quoting what it was given."""

    def __init__(self) -> None:
        pass

    @override
    async def fetch(self, query: str, /, *args: object) -> NoReturn:
        raise RuntimeError(SECRET)


@pytest.fixture
async def edge(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(AccessLog(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_an_event_tells_the_template_the_status_the_time_and_the_person(
    edge: httpx.AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.MINEDU, "pe")
    with capture_logs() as events:
        reply = await edge.get("/v1/regions/010000?x=1", headers=world.auth(person))
    (event,) = events
    assert event["event"] == "request"
    assert (event["method"], event["path"]) == ("GET", "/v1/regions/{code}")
    assert event["status"] == reply.status_code
    assert event["ms"] >= 0
    assert event["user"] == str(person)
    assert event["request_id"] == reply.headers["x-request-id"]


async def test_a_request_keeps_the_id_that_it_came_with(edge: httpx.AsyncClient) -> None:
    reply = await edge.get("/health/live", headers={"X-Request-Id": "del-balanceador-1"})
    assert reply.headers["x-request-id"] == "del-balanceador-1"


@pytest.mark.parametrize("bad", ["corto", "x" * 65, "con espacio y más", 'con"comillas'])
async def test_an_id_that_could_forge_a_line_is_replaced(edge: httpx.AsyncClient, bad: str) -> None:
    reply = await edge.get("/health/live", headers=[(b"X-Request-Id", bad.encode())])
    assert reply.headers["x-request-id"] != bad


async def test_what_was_asked_or_searched_is_not_in_the_log(
    edge: httpx.AsyncClient, world: World
) -> None:
    headers = await world.login(Role.MINEDU, "pe")
    with capture_logs() as events:
        await edge.get("/v1/actors", params={"q": SECRET}, headers=headers)
        await edge.get(f"/{SECRET}", headers=headers)
        await edge.post("/v1/auth/token", data={"username": SECRET, "password": SECRET})
    assert len(events) == 3
    assert SECRET not in str(events)
    assert "Quispe" not in str(events)


@pytest.mark.parametrize("header", ["Bearer nada", "Basic YTpi", ""])
async def test_a_bad_token_is_nobody(edge: httpx.AsyncClient, header: str) -> None:
    with capture_logs() as events:
        await edge.get("/v1/me", headers={"Authorization": header})
    assert events[0]["user"] is None


async def test_a_fault_of_ours_is_logged_with_its_request_and_without_its_message(
    edge: httpx.AsyncClient, app: FastAPI, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    headers = world.auth(await world.appoint(Role.MINEDU, "pe"), [Scope.CATALOGUE_READ])
    app.state.database = Broken()
    with capture_logs() as events, caplog.at_level(logging.DEBUG):
        reply = await edge.get("/v1/regions", headers=headers)
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    (event,) = events
    assert event["event"] == "fault"
    assert event["log_level"] == "error"
    assert event["error"] == "builtins.RuntimeError"
    assert event["request_id"] == reply.headers["x-request-id"]
    assert any("test_access_log.py" in place for place in event["where"])
    assert SECRET not in str(events) + caplog.text
