"""The embedded server told to stop: by Ctrl-C, or by a signal."""

import os
import signal
import time
from pathlib import Path

import pytest

from embedded.processes import serving
from tests.embedded.server_process import ask, launcher, printed_line


@pytest.mark.slow
def test_ctrl_c_reaches_the_program_and_not_its_server(home: Path) -> None:
    with launcher(home) as process:
        dsn = printed_line(process)
        os.killpg(process.pid, signal.SIGINT)
        assert printed_line(process) == "interrupted"
        assert ask(dsn, "select 1") == "1"
    assert not serving(home / "pgdata")


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.2, 0.4, 0.6, 0.8])
def test_ctrl_c_while_starting_leaves_nothing_behind(home: Path, after: float) -> None:
    with launcher(home) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdin
        process.stdin.close()  # whoever had started by then waits for its input
        process.wait(timeout=300)
    assert not serving(home / "pgdata")


@pytest.mark.slow
def test_an_orderly_end_by_sigterm_stops_the_server(home: Path) -> None:
    with launcher(home) as process:
        printed_line(process)
        process.terminate()
        process.wait(timeout=300)
        assert not serving(home / "pgdata")
    assert "database system is shut down" in (home / "postgres.log").read_text()
