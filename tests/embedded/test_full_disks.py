"""The embedded server on disks that are really full."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded.launcher import running
from embedded.problem import ServerProblem, failed
from embedded.processes import serving
from tests.embedded.server_process import as_root


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
