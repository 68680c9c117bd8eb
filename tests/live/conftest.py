"""A service as it runs: its own process, its own durable PostgreSQL, real commits."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx
import pytest

from api.clock import utc_now
from auth.keys import KeyRing, keep_key
from auth.tokens import TokenSigner
from embedded.launcher import running
from persistence.reference.storing import store_reference_data
from persistence.transaction import Transaction
from tests.clock import now
from tests.contract.promise import keeps_the_contract
from tests.world import World

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Service:
    """Where a running service listens, which database it uses, and what it was started with."""

    url: str
    home: Path
    environment: dict[str, str]

    @property
    def database(self) -> str:
        return self.environment["JEC_DATABASE_URL"]

    @property
    def tokens(self) -> TokenSigner:
        keys = KeyRing(Path(self.environment["JEC_SIGNING_KEY_FILE"]))
        return TokenSigner(keys, "http://127.0.0.1:8000", "jec")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_until_live(url: str) -> None:
    for _ in range(100):
        try:
            if httpx.get(f"{url}/health/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")


def migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "migrations", "upgrade", "head"],
        env=os.environ | {"JEC_DATABASE_URL": url}, check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with TemporaryDirectory(prefix="jec-live-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def database(home: Path) -> Iterator[str]:
    with running(home) as url:
        migrate(url)
        yield url


@pytest.fixture(scope="module")
def service(home: Path, database: str) -> Iterator[Service]:
    port = free_port()
    key = keep_key(home / "keys" / "signing.pem")
    environment = {"JEC_DATABASE_URL": database, "JEC_SIGNING_KEY_FILE": str(key)}
    command = [
        sys.executable, "-m", "uvicorn", "--factory", "api.app:from_environment",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_live(url)
        yield Service(url, home, environment)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
async def connection(service: Service) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(service.database)
    async with connection.transaction():
        await store_reference_data(Transaction(connection), now=now())
    yield connection
    await connection.close()


@pytest.fixture
def world(connection: "asyncpg.Connection[asyncpg.Record]", service: Service) -> World:
    return World(connection, service.tokens, utc_now)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    held = {"response": [keeps_the_contract]}
    async with httpx.AsyncClient(base_url=service.url, timeout=30, event_hooks=held) as client:
        yield client
