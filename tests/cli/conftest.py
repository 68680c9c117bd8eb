"""A folder of data that a server of another account can enter, and a service with everything."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.service import Serving, serving
from tests.template import copy_folder


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
def demonstrated() -> Iterator[Path]:
    """The data that `jec serve --demo` makes of nothing, for tests to copy."""
    folder = make_home()
    with serving(folder, "--demo", "--data", folder / "data"):
        pass
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data(home: Path, demonstrated: Path) -> Path:
    """A copy of the demonstration, which no service holds."""
    copy_folder(demonstrated, home / "data")
    return home / "data"


@pytest.fixture(scope="session")
def demonstration_home(demonstrated: Path) -> Iterator[Path]:
    folder = make_home()
    copy_folder(demonstrated, folder / "data")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def demonstration(demonstration_home: Path) -> Iterator[Serving]:
    """One `jec serve --demo` for all the tests that only talk to it."""
    data = demonstration_home / "data"
    with serving(demonstration_home, "--demo", "--data", data) as service:
        yield service
