"""A folder of data that a server of another account can enter, and a service with everything."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.service import Serving, serving


def make_home() -> Path:
    # Not tmp_path: pytest's folder is private to root, and the server's account could not enter.
    folder = Path(tempfile.mkdtemp(prefix="jec-test-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def home() -> Iterator[Path]:
    folder = make_home()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def demonstration_home() -> Iterator[Path]:
    folder = make_home()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def demonstration(demonstration_home: Path) -> Iterator[Serving]:
    """One `jec serve --demo` for all the tests that only talk to it."""
    data = demonstration_home / "data"
    with serving(demonstration_home, "--demo", "--data", data) as service:
        yield service
