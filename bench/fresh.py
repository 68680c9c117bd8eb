"""From nothing to the first answer: `make run` in a new clone, with every cache empty."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.load import HOST

CHECKOUT = Path(__file__).resolve().parents[1]
PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """Seconds from `make run` to the first ready answer: from nothing, and the second time."""

    seconds: float
    again: float

    def summary(self) -> str:
        """Both, for a table."""
        return f"{self.seconds:.1f} s ({self.again:.1f} s the second time)"


def first_request(progress: Callable[[str], None]) -> Fresh:
    """Clone what is committed, and start it twice."""
    with TemporaryDirectory(prefix="jec-fresh-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        clone = root / "checkout"
        subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)  # noqa: S603, S607  ours
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JEC_", "VIRTUAL_ENV", "PYTHON"))
        }
        environment |= {
            "HOME": str(root / "home"),
            "XDG_CACHE_HOME": str(root / "cache"),
            "UV_CACHE_DIR": str(root / "cache" / "uv"),
            "PIP_CACHE_DIR": str(root / "cache" / "pip"),
            "JEC_DATA_DIR": str(root / "data"),
        }
        (root / "home").mkdir()
        progress("arrancando una copia nueva desde cero...")
        return Fresh(_start(clone, environment), _start(clone, environment))


def _start(clone: Path, environment: dict[str, str]) -> float:
    """Seconds until it is ready; it is stopped again."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  our own
        ["make", "run", f"ARGS=--port {port}"],  # noqa: S607  of the machine
        cwd=clone,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _ready(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError("`make run` did not become ready")
            time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
