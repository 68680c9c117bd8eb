"""The folder of data: made for the server's account, and one launcher at a time in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.account import is_root
from embedded.problem import in_use


def make_home(home: Path) -> None:
    """Create the folder, and open it to the server's account when that is not ours.

    Only what is new or empty is given permissions: a folder with somebody's things in it is theirs.
    """
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        if is_root():
            folder.chmod(0o755)
    if home in missing or (home.stat().st_uid == os.geteuid() and not any(home.iterdir())):
        home.chmod(0o711 if is_root() else 0o700)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the folder alone; the system lets go of it even when this process is killed.

    Raises `ServerProblem` with the holder's process number when somebody else holds it.
    """
    handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _lock(handle, home)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, home: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise in_use(home, os.pread(handle, 20, 0).decode()) from None
