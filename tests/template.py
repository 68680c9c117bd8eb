"""The migrated database that the tests copy: made once from nothing, and again when what it is made
of has changed. It holds no row, and so no moment at which it was made."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from embedded.account import serving_account
from embedded.binaries import client_program
from embedded.launcher import running

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
"""Between runs; `make clean` takes it away."""
MADE_OF = ("migrations", "persistence/tables", "embedded", "requirements")
BOOT = Path("/proc/sys/kernel/random/boot_id")


def copy_migrated(home: Path) -> None:
    """A folder of data that `running` serves at once: its database `jec` is migrated."""
    with _alone():
        whole = KEPT / _digest()
        if not whole.exists():
            _make(whole)
        copy_folder(whole, home)


@contextmanager
def _alone() -> Iterator[None]:
    """One process of the run makes it while the others wait; a killed one lets go."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    """Of everything that it is made of. Nothing was synchronized: after a power cut, which shows in
    the machine's name for the time since it started, it is made anew."""
    programs = [str(client_program("postgres")), "--version"]
    account = serving_account(ROOT / "pgdata")
    digest = hashlib.sha256(subprocess.run(programs, capture_output=True, check=True).stdout)
    digest.update(f"{account.uid} {BOOT.read_text() if BOOT.exists() else ''}".encode())
    for file in sorted(f for folder in MADE_OF for f in (ROOT / folder).rglob("*.[pt][yx]*")):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:20]


def _make(whole: Path) -> None:
    """Under another name first, so that one cut short is never taken for a whole one."""
    for old in KEPT.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    # PostgreSQL's account could not enter a checkout in root's home.
    with TemporaryDirectory(prefix="jec-test-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with running(home, durable=False) as url:
            migrate(url, "upgrade", "head")
        draft = whole.with_suffix(".new")
        copy_folder(home, draft)
        draft.rename(whole)


def copy_folder(source: Path, target: Path) -> None:
    """With owners and permissions: PostgreSQL serves nothing that others may read."""
    target.mkdir(exist_ok=True)
    subprocess.run(["/bin/cp", "-a", f"{source}/.", str(target)], check=True)


def migrate(url: str, *order: str) -> None:
    """Run an order of the migrations on a database, in a process of its own."""
    command = [sys.executable, "-m", "migrations", *order]
    environment = os.environ | {"JEC_DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
