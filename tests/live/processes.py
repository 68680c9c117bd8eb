"""Processes of the service: the first of a run, and others over the same database and keys."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from auth.keys import KeyRing
from auth.tokens import TokenSigner

ROOT = Path(__file__).parents[2]
STARTED = 300
"""Seconds after which a process that still runs is given up: a busy machine needs many."""


@dataclass(frozen=True)
class Service:
    """Where a running service listens, which database it uses, and what it was started with."""

    url: str
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


@contextmanager
def answering(command: Sequence[str], environment: Mapping[str, str], url: str) -> Iterator[None]:
    """A process that answers at this address while the block lasts."""
    process = subprocess.Popen(command, env=os.environ | dict(environment), cwd=ROOT)
    try:
        _wait(process, url)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + STARTED
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended before it answered: {process.args!r}"
        try:
            if httpx.get(url, timeout=30).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"it did not start: {process.args!r}")


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Where a process of the service listens."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", "--factory", "api.app:from_environment",
        "--http", "cli.http_protocol:BoundedHttp",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with answering(command, environment, f"{url}/health/live"):
        yield url


@contextmanager
def beside(service: Service, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """Where another process listens, with more in its environment; ended with the block."""
    with serving(service.environment | dict(more or {})) as url:
        yield url
