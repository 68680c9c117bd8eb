"""The one password of the demonstration users: random, kept in the data folder for its owner."""

import os
import secrets
from pathlib import Path

# Without the letters and digits that people take for one another.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def read_or_make_password(file: Path) -> str:
    """Read the password, or make one: four groups of four signs, readable by this account alone."""
    if not file.exists():
        password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(f"{password}\n")
    return file.read_text("ascii").strip()
