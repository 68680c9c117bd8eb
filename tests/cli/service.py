"""The command as a person runs it: processes of their own, a folder of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

CHECKOUT = Path(__file__).resolve().parents[2]
READY, STOPPED, ENDED, ANSWERED = 900, 120, 900, 120
"""Seconds after which something hangs: what ends is told at once, and a busy machine needs many."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def environment(more: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("JEC_")}
    return inherited | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"} | dict(more)


def jec(
    *arguments: object, stdin: str | bytes = "", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    sent = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        input=sent,
        env=environment(more),
        cwd="/",
        capture_output=True,
        timeout=ENDED,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@dataclass
class Serving:
    """A `jec serve` that answers."""

    process: "subprocess.Popen[str]"
    url: str
    output: Path

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=ANSWERED)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send the signal; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOPPED)

    def line_with(self, word: str) -> str:
        """The one line with a word, once it is there: it follows the answer."""
        until = time.monotonic() + ANSWERED
        while not (lines := [each for each in self.printed.splitlines() if word in each]):
            assert time.monotonic() < until, self.printed
            time.sleep(0.05)
        (line,) = lines
        return line

    @property
    def printed(self) -> str:
        return self.output.read_text("utf-8")


@contextmanager
def serving(folder: Path, *arguments: object, **more: str) -> Iterator[Serving]:
    """A service on a free port, ready; stopped when the block ends, if it still runs."""
    port = free_port()
    output = folder / "output"
    order = [sys.executable, "-m", "cli", "serve", "--port", str(port), *map(str, arguments)]
    with (
        output.open("w") as log,
        subprocess.Popen(
            order, env=environment(more), cwd="/", stdout=log, stderr=log, text=True
        ) as process,
    ):
        service = Serving(process, f"http://127.0.0.1:{port}", output)
        try:
            _wait(service)
            yield service
        finally:
            if process.poll() is None:
                service.stop()


def _wait(service: Serving) -> None:
    until = time.monotonic() + READY
    while time.monotonic() < until:
        assert service.process.poll() is None, service.printed
        try:
            if service.get("/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(service.printed)
