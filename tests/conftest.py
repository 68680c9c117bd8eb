"""A PostgreSQL of its own for each process of the run; a rolled-back transaction for each test."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from typing_extensions import override

from api.app import create_app
from api.settings import Settings
from auth.keys import new_key
from auth.permits import PermitCache
from domain.access.roles import Role
from embedded import account
from embedded.launcher import running
from persistence.database import Database, unavailable_when_lost
from persistence.reference.storing import store_reference_data
from persistence.transaction import Transaction
from tests import clock, properties
from tests.clock import now
from tests.contract.promise import keeps_the_contract
from tests.events import holds_what_is_declared
from tests.school_work import Staff
from tests.school_years import leave_room
from tests.template import copy_migrated
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World

properties.register()

LONGEST = (
    "test_schemathesis.py", "test_histories.py", "test_matrix.py", "test_ugel.py", "test_walk.py",
)  # fmt: skip
"""Minutes each: begun first, so that no process waits for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Before any fixture of a test is made, whatever its scope, the clock is read: once."""
    with clock.of_a_test():
        return (yield)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with TemporaryDirectory(prefix="jec-test-") as folder:
        Path(folder).chmod(0o755)
        copy_migrated(Path(folder))
        with on_the_clock_of_the_run(), running(Path(folder), durable=False) as url:
            yield url


@contextmanager
def on_the_clock_of_the_run() -> Iterator[None]:
    """The server's environment is bare but for what `make test-clocks` sets the clock with."""
    names = {"LD_PRELOAD", "FAKETIME"} & os.environ.keys()
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setitem(account._BARE, name, os.environ[name])
        yield


@pytest.fixture(scope="session")
async def database_url(server: str) -> str:
    """A migrated database that holds the shipped reference data and nothing else."""
    connection = await asyncpg.connect(server)
    async with connection.transaction():
        await store_reference_data(Transaction(connection), now=now())
    await connection.close()
    return server


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    key = tmp_path_factory.mktemp("keys") / "signing.pem"
    key.write_text(new_key())
    return Settings(
        database_url=database_url,
        signing_key_file=key,
        issuer="https://issuer.test",
        external_issuer="https://login.test",
        external_audience="jec-test",
    )


@pytest.fixture(scope="session")
async def standing(database_url: str) -> AsyncIterator[Connection]:
    """One connection for all tests: a new one reads the catalogue and plans everything anew."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def connection(standing: Connection) -> AsyncIterator[Connection]:
    outer = standing.transaction()
    await outer.start()
    yield standing
    try:
        await holds_what_is_declared(standing)
    finally:
        await outer.rollback()


class OneConnection(Database):
    """Stands where the database stands: every transaction is a savepoint of the test's own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.lent = False

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Any]:
        assert not self.lent, "requests that hold one connection and want another starve the pool"
        self.lent = True
        try:
            with unavailable_when_lost():
                yield self.connection
        finally:
            self.lent = False

    @override
    async def fetch(self, query: str, /, *args: object) -> Sequence[asyncpg.Record]:
        async with self.lend() as connection:
            rows: Sequence[asyncpg.Record] = await connection.fetch(query, *args)
            return rows

    @override
    async def fetchrow(self, query: str, /, *args: object) -> asyncpg.Record | None:
        async with self.lend() as connection:
            row: asyncpg.Record | None = await connection.fetchrow(query, *args)
            return row

    @override
    async def fetchval(self, query: str, /, *args: object) -> Any:
        async with self.lend() as connection:
            return await connection.fetchval(query, *args)

    @override
    async def once(self, query: str, /, *args: object) -> asyncpg.Record | None:
        async with self.lend() as connection, connection.transaction():
            row: asyncpg.Record | None = await connection.fetchrow(query, *args)
            return row

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self.lend() as connection, connection.transaction():
            yield Transaction(connection)


@pytest.fixture
def app(settings: Settings, connection: Connection) -> FastAPI:
    app = create_app(settings, clock=clock.running())
    app.state.database = OneConnection(connection)
    # A test changes appointments and expects to see it at once; the second of memory has its own.
    app.state.permits = PermitCache(remember=timedelta(0))
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://test",
        headers={"Accept-Encoding": "identity"},  # a tag of what is compressed is a weak one
        event_hooks={"response": [keeps_the_contract]},
    ) as client:
        yield client


@pytest.fixture
def world(connection: Connection, app: FastAPI) -> World:
    return World(connection, app.state.tokens)


@pytest.fixture(name="clock")
def running_clock() -> clock.Clock:
    """The clock of the test and of its service, for a test that turns it."""
    return clock.running()


@pytest.fixture
async def minedu(world: World) -> Auth:
    """Somebody of the ministry, signed in."""
    return await world.login(Role.MINEDU, "pe")


@pytest.fixture
async def dre(world: World) -> Auth:
    """A specialist of the region of Amazonas, signed in."""
    return await world.login(Role.DRE, AMAZONAS)


@pytest.fixture
async def ugel(world: World) -> Auth:
    """A specialist of the UGEL of Bagua, signed in."""
    return await world.login(Role.UGEL, BAGUA)


@pytest.fixture
async def school(world: World) -> str:
    """The path of a school of the UGEL of Bagua."""
    return await world.school(BAGUA)


@pytest.fixture
async def director(world: World, school: str) -> Auth:
    """The director of that school, signed in."""
    return await world.login(Role.DIRECTOR, school)


@pytest.fixture
async def staff(world: World) -> Staff:
    """The people of a school of the UGEL of Bagua, in a school year that is not over."""
    await leave_room(world)
    return Staff(world, await world.school(BAGUA))
