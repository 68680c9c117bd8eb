"""Runs the server for as long as a block of code needs it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from embedded.account import can_enter, run, serving_account
from embedded.binaries import server_programs
from embedded.cluster import Cluster, make_cluster, recover, start, stop
from embedded.home import locked, make_home
from embedded.problem import explained, failed, unreachable
from embedded.sockets import socket_folder

_NAME = "jec"  # of the database and of the role that owns it

# The role is no superuser: owning the database is enough to create the trusted extensions.
_DATABASE = f"""
select 'create role {_NAME} login nosuperuser' where to_regrole('{_NAME}') is null \\gexec
select 'create database {_NAME} owner {_NAME}'
 where not exists (select from pg_database where datname = '{_NAME}') \\gexec
"""


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Serve the cluster in `home`, made at the first time; yields the URL of its database `jec`.

    The URL goes through a Unix socket; nothing listens on TCP. The server stops when the block
    ends, however it ends. `durable=False` is for tests: fast, and lost if the machine falls.
    Raises `ServerProblem` when the server cannot run.
    """
    with ExitStack() as stack:
        with explained(home), _uninterrupted():
            make_home(home)
            whole = home.resolve()
            stack.enter_context(locked(whole))
            cluster = _prepared(whole, durable=durable)
            stack.callback(_close, cluster)
            recover(cluster)
            make_cluster(cluster)
            start(cluster)
            _make_database(cluster)
        yield cluster.dsn(_NAME, _NAME)


def _prepared(home: Path, *, durable: bool) -> Cluster:
    account = serving_account(home / "pgdata")
    if not can_enter(home, account):
        raise unreachable(home, account.name)
    sockets = socket_folder(home, account)
    programs = server_programs(home, account, spare=sockets)
    return Cluster(home, account, programs, sockets, durable)


def _make_database(cluster: Cluster) -> None:
    psql = [str(cluster.programs / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    url = cluster.dsn("postgres", "postgres")
    done = run([*psql, url], cluster.account, cwd=cluster.home, stdin=_DATABASE)
    if done.returncode:
        raise failed("preparar la base de datos", done.stdout, cluster.home)


def _close(cluster: Cluster) -> None:
    with _uninterrupted():
        stop(cluster)
        with suppress(OSError):
            cluster.sockets.rmdir()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C and SIGTERM until the block ends: between them a server would be left running."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        signal.raise_signal(received[0])
