"""PostgreSQL away, and clients that hang up: said plainly, and over by itself."""

import asyncio
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from httpx import AsyncClient, Response

from api.app import create_app
from api.settings import Settings
from auth.keys import keep_key
from domain.access.roles import Role
from embedded.launcher import running
from persistence.database import IDLE_IN_TRANSACTION_SECONDS
from tests.contract.promise import keeps_the_contract
from tests.live.processes import Service
from tests.template import migrate
from tests.world import BAGUA, Connection, World

pytestmark = pytest.mark.slow
FORM = {"grant_type": "password", "username": "nadie", "password": "x"}


async def once_ready(client: AsyncClient) -> Response:
    """The service tries again each second whether its database can be used."""
    answer = await client.get("/health/ready")
    for _ in range(300):
        if answer.is_success:
            break
        await asyncio.sleep(0.1)
        answer = await client.get("/health/ready")
    return answer


async def test_a_stopped_database_is_a_503_and_recovers_by_itself() -> None:
    with TemporaryDirectory(prefix="jec-outage-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # noqa: ASYNC240  before anything runs
        key = keep_key(home / "keys" / "signing.pem")
        with ExitStack() as server:
            url = server.enter_context(running(home))
            app = create_app(Settings(database_url=url, signing_key_file=key))
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with (
                app.router.lifespan_context(app),
                AsyncClient(
                    transport=transport,
                    base_url="http://test",
                    event_hooks={"response": [keeps_the_contract]},
                ) as client,
            ):
                not_migrated = await client.get("/health/ready")
                migrate(url, "upgrade", "head")
                ready = await once_ready(client)
                server.close()
                away = [await client.post("/v1/auth/token", data=FORM) for _ in range(3)]
                alive = await client.get("/health/live")
                with running(home):
                    back = await client.get("/health/ready")
                    signed_in = await client.post("/v1/auth/token", data=FORM)

    assert (not_migrated.status_code, ready.status_code, alive.status_code) == (503, 200, 200)
    assert {(a.status_code, a.headers["retry-after"]) for a in away} == {(503, "2")}
    assert {a.json()["type"] for a in away} == {"/problems/database-unavailable"}
    assert back.status_code == 200
    assert signed_in.json()["type"] == "/problems/wrong-credentials", "the database answered"


async def test_clients_that_hang_up_leave_no_transaction_open(
    service: Service, client: AsyncClient, world: World, connection: Connection
) -> None:
    await world.school(BAGUA)
    auth = await world.login(Role.UGEL, BAGUA)
    host, port = "127.0.0.1", int(service.url.rpartition(":")[2])
    head = f"Host: x\r\nAuthorization: {auth['Authorization']}\r\n"
    requests = [
        f"GET /v1/institutions HTTP/1.1\r\n{head}\r\n",
        f"GET /v1/coverage HTTP/1.1\r\n{head}\r\n",
        f"PUT /v1/reports/x HTTP/1.1\r\n{head}Content-Length: 900\r\n\r\n{{",
        f"PUT /v1/institutions/0000000-0 HTTP/1.1\r\n{head}Content-Length: 2\r\n"
        "Content-Type: application/json\r\n\r\n{}",
        "GET /v1/me HTT",
    ]

    async def hang_up(n: int) -> None:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.write(requests[n % len(requests)].encode())
            await writer.drain()
            await asyncio.sleep((n % 7) / 1000)
            writer.transport.abort()

    for start_at in range(0, 1000, 50):
        await asyncio.gather(*(hang_up(n) for n in range(start_at, start_at + 50)))

    until = time.monotonic() + IDLE_IN_TRANSACTION_SECONDS * 3 / 4  # before PostgreSQL ends them
    while idle := await connection.fetchval(
        "select count(*) from pg_stat_activity"
        " where state like 'idle in transaction%' and application_name = 'jec'"
    ):
        assert time.monotonic() < until, f"{idle} transactions stay open"
        await asyncio.sleep(0.2)
    answers = await asyncio.gather(*(client.get("/v1/coverage", headers=auth) for _ in range(20)))
    assert {a.status_code for a in answers} == {200}
