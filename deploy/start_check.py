"""Runs what the image and compose.yaml would run, outside them: migrate, serve, health, stop.

The orders and the names of the settings are read from Dockerfile and compose.yaml, so that those
files are what is tested. Only the port differs, as 8000 may be taken on this machine.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from embedded.launcher import running
from embedded.problem import ServerProblem

HERE = Path(__file__).resolve().parent
READY = 60  # seconds until /health/ready must answer 200
STOPPED = 20  # seconds until SIGTERM must have ended it
ENDED_WELL = {0, -signal.SIGTERM, 128 + signal.SIGTERM}


def dockerfile_order(instruction: str) -> list[str]:
    """Read the last `CMD [...]`, on a line of its own or of HEALTHCHECK, as Docker would."""
    text = (HERE.parent / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.startswith(instruction)]
    order: list[str] = json.loads(lines[-1][lines[-1].index("[") :])
    return order


def settings(service: dict[str, Any], folder: Path, dsn: str) -> dict[str, str]:
    """Give the service's environment, with what exists only inside compose put in its place."""
    given = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
        for name, value in service["environment"].items()
    }
    here = {
        "JEC_DATABASE_URL": dsn,
        "JEC_SIGNING_KEY_FILE": str(folder / "secrets/signing_key"),
        "PGPASSFILE": str(folder / "secrets/pgpass"),
        "JEC_DATA_DIR": str(folder / "files"),
    }
    own = {name: value for name, value in here.items() if name in given}
    # `jec` and `python` are those of this environment, whoever calls us from wherever.
    return {**given, **own, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask /health/ready until it says yes; fails when the process ends or time runs out."""
    until = time.monotonic() + READY
    answer = "no answer"
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(f"La orden de la imagen terminó sola, con código {process.returncode}.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError) as refusal:
            answer = str(refusal)
        time.sleep(0.1)
    sys.exit(f"/health/ready no respondió bien en {READY} s: {answer}")


def serve(environment: dict[str, str], folder: Path) -> None:
    """Run the image's order until it is ready, ask its health check, and stop it as Docker does."""
    port = free_port()
    began = time.monotonic()
    order = [*dockerfile_order("CMD"), "--port", str(port)]
    with subprocess.Popen(resolved(order, environment), env=environment, cwd=folder) as process:  # noqa: S603  # the Dockerfile's
        try:
            wait_until_ready(process, port)
            print(f"lista en {time.monotonic() - began:.1f} s")
            health = dockerfile_order("HEALTHCHECK")
            health[-1] = health[-1].replace(":8000/", f":{port}/")
            subprocess.run(resolved(health, environment), env=environment, check=True)  # noqa: S603  # the Dockerfile's
            process.send_signal(signal.SIGTERM)
            if process.wait(STOPPED) not in ENDED_WELL:
                sys.exit(f"Al detenerla terminó con código {process.returncode}.")
        finally:
            process.kill()


def resolved(order: list[str], environment: dict[str, str]) -> list[str]:
    """Find the program on the environment's PATH, which `subprocess` does not look at."""
    program = shutil.which(order[0], path=environment["PATH"])
    return [program or sys.exit(f"No existe el programa «{order[0]}»."), *order[1:]]


def main() -> None:
    """Do it all in a folder that is thrown away."""
    services = yaml.safe_load((HERE / "compose.yaml").read_text())["services"]
    with tempfile.TemporaryDirectory(prefix="jec-image-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root, the server's account has to pass through
        (folder / "files").mkdir()
        subprocess.run([HERE / "make-secrets.sh", folder / "secrets"], check=True)  # noqa: S603  # our own script
        with running(folder / "server", durable=False) as dsn:
            environment = settings(services["migrate"], folder, dsn)
            order = resolved(services["migrate"]["command"], environment)
            subprocess.run(order, env=environment, cwd=folder, check=True)  # noqa: S603  # compose's
            serve(settings(services["api"], folder, dsn), folder)
    print("La orden de la imagen migra, arranca, responde y se detiene bien.")


if __name__ == "__main__":
    os.umask(0o077)
    try:
        main()
    except (ServerProblem, subprocess.CalledProcessError) as problem:
        sys.exit(str(problem))
