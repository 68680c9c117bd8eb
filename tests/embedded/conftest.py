"""A folder for the data of each embedded server that a test starts."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    # Not tmp_path: pytest's folder is private to root, and the server's account could not enter.
    folder = Path(tempfile.mkdtemp(prefix="jec-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
