"""Processes of the service beside the first: same database and keys, nothing else in common."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.live.conftest import ROOT, Service, free_port, wait_until_live


@contextmanager
def beside(service: Service, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """Where another process listens, with more in its environment; ended with the block."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", "--factory", "api.app:from_environment",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
    ]  # fmt: skip
    environment = os.environ | service.environment | dict(more or {})
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_live(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)
