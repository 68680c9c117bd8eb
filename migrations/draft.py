"""`python -m migrations.draft "bell times"`: draft the next migration from the tables.

Runs on a throw-away server, so it needs no database and touches none. Read what it writes: it knows
nothing of data, triggers or CHECK constraints that changed.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from embedded.launcher import running
from migrations.__main__ import main

VERSIONS = Path(__file__).parent / "versions"


def draft(name: str) -> None:
    """Write `versions/<next number>_<name>.py`."""
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder), durable=False) as url:
            os.environ["JEC_DATABASE_URL"] = url
            main(["upgrade", "head"])
            main(["revision", "--autogenerate", "--rev-id", number, "-m", name])
    (drafted,) = VERSIONS.glob(f"{number}_*.py")
    for tidy in (["check", "--fix", "-q"], ["format", "-q"]):
        command = [sys.executable, "-m", "ruff", *tidy, str(drafted)]
        subprocess.run(command, check=False)  # noqa: S603  our own list of words, and no shell


if __name__ == "__main__":
    draft(sys.argv[1])
