"""A service as it runs: its own process, its own durable PostgreSQL, real commits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx
import pytest

from api.clock import utc_now
from auth.keys import keep_key
from embedded.launcher import running
from persistence.reference.storing import store_reference_data
from persistence.transaction import Transaction
from tests.contract.promise import keeps_the_contract
from tests.live.processes import Service, serving
from tests.template import copy_migrated
from tests.world import World


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    with TemporaryDirectory(prefix="jec-live-") as folder:
        Path(folder).chmod(0o755)
        copy_migrated(Path(folder))
        yield Path(folder)


@pytest.fixture(scope="session")
async def durable_server(home: Path) -> AsyncIterator[str]:
    """The server of all the modules of this process; its `jec_anew` is what each begins with."""
    with running(home) as url:
        connection = await asyncpg.connect(url)
        async with connection.transaction():
            await store_reference_data(Transaction(connection), now=utc_now())
        await connection.close()
        await ordered(url, "alter database jec rename to jec_anew")
        await ordered(url, "create database jec owner jec template jec_anew")
        yield url


async def ordered(url: str, *orders: str) -> None:
    """Given by the superuser, who alone may make a database."""
    above = await asyncpg.connect(url.replace("jec@/jec", "postgres@/postgres"))
    for order in orders:
        await above.execute(order)
    await above.close()


@pytest.fixture(scope="session")
def process(home: Path, durable_server: str) -> Iterator[Service]:
    """One for all the modules of this process: it takes seconds to start."""
    key = keep_key(home / "keys" / "signing.pem")
    environment = {"JEC_DATABASE_URL": durable_server, "JEC_SIGNING_KEY_FILE": str(key)}
    with serving(environment) as url:
        yield Service(url, environment)


async def begin_anew(process: Service) -> Service:
    """The process over a database that nobody has seen."""
    anew = "create database jec owner jec template jec_anew"
    await ordered(process.database, "drop database jec with (force)", anew)
    return process


@pytest.fixture(scope="module")
async def service(process: Service) -> Service:
    return await begin_anew(process)


@pytest.fixture
async def connection(service: Service) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(service.database)
    yield connection
    await connection.close()


@pytest.fixture
def world(connection: "asyncpg.Connection[asyncpg.Record]", service: Service) -> World:
    return World(connection, service.tokens, utc_now)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    held = {"response": [keeps_the_contract]}
    plain = {"Accept-Encoding": "identity"}  # a tag of what is compressed is a weak one
    async with httpx.AsyncClient(
        base_url=service.url, timeout=30, event_hooks=held, headers=plain
    ) as client:
        yield client
