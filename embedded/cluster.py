"""One cluster: made once, started, recovered from whatever happened before, and stopped."""

import os
import shlex
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account, run
from embedded.binaries import major
from embedded.problem import ServerProblem, failed, foreign, unusable
from embedded.processes import postmaster, serving
from embedded.sockets import PORT, address

_START = 120  # seconds: a crash under load leaves WAL to replay
_STOP = 20  # seconds for the fast shutdown, which ends every session and writes a checkpoint
_STOP_NOW = 5  # seconds for the immediate one
_LOG_SIZE = 10 * 1024**2  # bytes after which the log begins anew, one old one being kept

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
_HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A folder of data with what is needed to serve it."""

    home: Path
    account: Account
    programs: Path
    sockets: Path
    durable: bool

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder, which belongs to the account."""
        return self.home / "pgdata"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgres.log"

    def dsn(self, user: str, database: str) -> str:
        """Address a database of this server."""
        return address(self.sockets, user, database)


def make_cluster(cluster: Cluster) -> None:
    """Create the cluster if there is none; check that an existing one can be served.

    It is made under another name, so that one cut short is never taken for a whole one; and a new
    name each time, because the `initdb` of a killed launcher may still be writing to its own.
    """
    if (cluster.data / "PG_VERSION").exists():
        _check(cluster)
        return
    if cluster.data.exists() and any(cluster.data.iterdir()):
        raise unusable(cluster.data, "contiene archivos que no son de PostgreSQL")
    for old in cluster.home.glob("pgdata.new-*"):
        shutil.rmtree(old, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix="pgdata.new-", dir=cluster.home))
    os.chown(draft, cluster.account.uid, cluster.account.gid)
    _initdb(cluster, draft)
    draft.rename(cluster.data)
    _sync(cluster.home)


def _check(cluster: Cluster) -> None:
    owner = cluster.data.stat().st_uid
    if owner != cluster.account.uid:
        raise foreign(cluster.data, owner)
    written = (cluster.data / "PG_VERSION").read_text().strip()
    served = major(cluster.programs, cluster.account)
    if written != str(served):
        raise ServerProblem(
            f"Los datos de {cluster.home} son de PostgreSQL {written}, y el instalado es "
            f"PostgreSQL {served}. Páselos con pg_dump y pg_restore (docs/operations.md), o "
            "indique otra carpeta con la variable JEC_DATA_DIR."
        )


def _initdb(cluster: Cluster, draft: Path) -> None:
    command: list[str | Path] = [
        cluster.programs / "initdb",
        f"--pgdata={draft}",
        "--username=postgres",
        "--auth-local=trust",  # the socket's folder is the lock on this door
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--lc-messages=C",
        "--no-instructions",
        *([] if cluster.durable else ["--no-sync"]),
    ]
    done = run(command, cluster.account, cwd=cluster.home)
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise failed("crear la base de datos", done.stdout, cluster.home)


def _sync(folder: Path) -> None:
    """Make a renaming in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def start(cluster: Cluster) -> None:
    """Start the server and wait until it answers; a start that failed leaves nothing running."""
    before = _open_log(cluster)
    settings = {**_SETTINGS, "unix_socket_directories": str(cluster.sockets)}
    options = settings if cluster.durable else {**settings, **_HASTE}
    flags = " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())
    order = ("start", f"--timeout={_START}", f"--log={cluster.log.name}", f"--options={flags}")
    if refusal := _pg_ctl(cluster, *order):
        with cluster.log.open("rb") as log:
            log.seek(before)
            output = log.read().decode(errors="replace")
        stop(cluster)
        raise failed("arrancar", output or refusal, cluster.home)


def recover(cluster: Cluster) -> None:
    """Clear away what a killed launcher or a killed server left behind.

    A server still alive is stopped cleanly and started anew: nobody knows with what settings, or on
    which socket, it was started. A process number written by a dead server may be anyone's by now,
    and PostgreSQL would take it for its own.
    """
    stop(cluster)
    socket = f".s.PGSQL.{PORT}"
    for left in (
        cluster.data / "postmaster.pid",
        cluster.sockets / f"{socket}.lock",
        cluster.sockets / socket,
    ):
        left.unlink(missing_ok=True)


def stop(cluster: Cluster) -> None:
    """Stop the server, less and less gently; nothing of it is running afterwards."""
    if not serving(cluster.data):
        return
    if postmaster(cluster.data) in serving(cluster.data):
        for mode, limit in (("fast", _STOP), ("immediate", _STOP_NOW)):
            if not _pg_ctl(cluster, "stop", f"--mode={mode}", f"--timeout={limit}"):
                break
    for left in (signal.SIGQUIT, signal.SIGKILL):
        _end(cluster.data, left)


def _end(data: Path, how: signal.Signals) -> None:
    """Send a signal to every process of the cluster and give them a moment to go."""
    for pid in serving(data):
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            continue
    until = time.monotonic() + _STOP_NOW
    while serving(data) and time.monotonic() < until:
        time.sleep(0.02)


def _pg_ctl(cluster: Cluster, *order: str) -> str:
    """Give an order and wait for it; returns what went wrong, empty when nothing did.

    Folders go by environment and working directory: on its command line pg_ctl hands them to a
    shell, which would read a `$` in them.
    """
    command = [str(cluster.programs / "pg_ctl"), *order, "--wait", "--silent"]
    done = run(command, cluster.account, cwd=cluster.home, env={"PGDATA": str(cluster.data)})
    return done.stdout or "pg_ctl" if done.returncode else ""


def _open_log(cluster: Cluster) -> int:
    """Make the log writable by the server's account alone; returns its size in bytes."""
    if cluster.log.exists() and cluster.log.stat().st_size > _LOG_SIZE:
        cluster.log.replace(cluster.log.with_suffix(".old.log"))
    handle = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.fchown(handle, cluster.account.uid, cluster.account.gid)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)
