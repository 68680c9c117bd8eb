"""The files of this repository that git tracks."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def tracked() -> list[Path]:
    """None where there is no repository, as in a copy of the files alone."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    return (
        [ROOT / name for name in listed.stdout.split("\0") if name] if not listed.returncode else []
    )
