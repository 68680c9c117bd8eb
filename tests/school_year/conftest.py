"""One database and one clock for a whole year: what a test module lives, its tests look at."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from auth.permits import PermitCache
from tests.clock import Clock, now
from tests.conftest import OneConnection
from tests.contract.promise import keeps_the_contract
from tests.school_year.service import Service
from tests.world import Connection, World


@pytest.fixture(scope="module")
async def connection(standing: Connection) -> AsyncIterator[Connection]:
    outer = standing.transaction()
    await outer.start()
    yield standing
    await outer.rollback()


@pytest.fixture(scope="module")
def clock() -> Clock:
    """Of the service while a module lives its year; the tests of the module only look."""
    return Clock(now())


@pytest.fixture(scope="module")
async def service(
    settings: Settings, connection: Connection, clock: Clock
) -> AsyncIterator[Service]:
    app: FastAPI = create_app(settings, clock=clock)
    app.state.database = OneConnection(connection)
    app.state.permits = PermitCache(remember=timedelta(0))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://test",
        event_hooks={"response": [keeps_the_contract]},
    ) as client:
        yield Service(client, World(connection, app.state.tokens, clock), clock)
