"""Starts the servers that are measured, one process each, and reads what they cost."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import HOST

PATIENCE = 30.0  # seconds until a server listens
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server: where it listens, and its process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor that the process has used, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Megabytes resident now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serve(
    app: str, environment: dict[str, str], *, log: Path, factory: bool = False
) -> Iterator[Served]:
    """One uvicorn worker, as the product runs in production, its log in a file; stopped when the
    block ends."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    flags = ["--loop=uvloop", "--http=httptools", "--no-access-log", "--log-level=warning"]
    flags += ["--no-server-header"]
    flags += ["--factory"] if factory else []
    command = [sys.executable, "-m", "uvicorn", app, f"--host={HOST}", f"--port={port}", *flags]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start; its log says why")
