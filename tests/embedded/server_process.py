"""The embedded server in a process of its own, which tests question and kill."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded import binaries
from embedded.binaries import client_program

ROOT = os.geteuid() == 0
CHECKOUT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(not ROOT, reason="only root can lend accounts and mount disks")
SERVE = """
import signal, sys
from pathlib import Path
from cli.data_folder import data_folder
from embedded.launcher import running
from embedded.problem import ServerProblem
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
# A run in the background ignores Ctrl-C, and what it starts inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
home = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder(None)
try:
    with running(home) as dsn:
        try:
            print(dsn, flush=True)
            sys.stdin.read()
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            sys.stdin.read()
except ServerProblem as problem:
    print(problem, flush=True)
"""


def site() -> Path:
    """Where the wheel is installed: its folder serves any Python, even one without our packages."""
    wheel = binaries._wheel()
    assert wheel, "the wheel is part of the development environment"
    return wheel.parents[2]


@contextmanager
def launcher(
    *arguments: Path,
    python: str = sys.executable,
    path: str = "",
    user: str | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run `running` in a process of its own that can be killed; it ends with its input."""
    with subprocess.Popen(
        [python, "-c", SERVE, *map(str, arguments)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path or f"{CHECKOUT}:{site()}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
    ) as process:
        yield process


def printed_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def setting(dsn: str, name: str) -> str:
    """Some settings are for the superuser's eyes only."""
    return ask(dsn.replace("jec@/jec", "postgres@/postgres"), f"show {name}")


def ask(dsn: str, sql: str) -> str:
    psql = [str(client_program("psql")), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, dsn]
    return subprocess.run(psql, capture_output=True, text=True, check=True).stdout.strip()
