"""The embedded server and whoever runs it, killed for real: the next run takes over."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from embedded.account import serving_account
from embedded.binaries import client_program
from embedded.launcher import running
from embedded.problem import ServerProblem
from embedded.processes import postmaster, serving
from tests.embedded.server_process import ROOT, ask, launcher, printed_line


def kill_server(home: Path) -> None:
    pid = postmaster(home / "pgdata")
    assert pid, "number 0 would be our own group of processes"
    os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_second_launcher_is_refused_and_told_who_holds_the_folder(home: Path) -> None:
    with launcher(home) as first:
        printed_line(first)
        with pytest.raises(ServerProblem, match=f"ya está en uso por el proceso {first.pid}"):
            running(home).__enter__()


@pytest.mark.slow
def test_a_killed_server_starts_again_with_what_was_committed(home: Path) -> None:
    with launcher(home) as first:
        dsn = printed_line(first)
        ask(dsn, "create table kept as select 7 as n")
        kill_server(home)
    with running(home) as dsn:
        assert ask(dsn, "select n from kept") == "7"


@pytest.mark.slow
def test_a_server_whose_launcher_was_killed_is_taken_over_and_stopped(home: Path) -> None:
    with launcher(home) as first:
        ask(printed_line(first), "create table kept as select 7 as n")
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
        dsn = printed_line(first)
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
