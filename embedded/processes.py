"""Which processes serve a cluster: told by where they work, since a process number lies."""

import os
from pathlib import Path

_PROC = Path("/proc")


def serving(data: Path) -> set[int]:
    """Find every living process of the server of `data`, orphans of a killed one included.

    Where the system has no `/proc`, only the process that the server wrote down is found.
    """
    if not _PROC.is_dir():
        return {pid for pid in (postmaster(data),) if pid and _is_alive(pid)}
    folders = (folder for folder in _PROC.iterdir() if folder.name.isdigit())
    return {int(folder.name) for folder in folders if _works_in(folder, data)}


def postmaster(data: Path) -> int:
    """Read the process number that the server last wrote down; 0 when there is none."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return 0


def _works_in(process: Path, data: Path) -> bool:
    try:
        if os.readlink(process / "cwd") != str(data):
            return False
        program = Path(os.readlink(process / "exe")).name
    except OSError:
        return False  # gone meanwhile, or of somebody else
    return program.removesuffix(" (deleted)") == "postgres"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
