"""The folder where the command keeps its files, and a checkout its database."""

import hashlib
import os
from pathlib import Path

DEMONSTRATION_PASSWORD = "demo-password"  # noqa: S105  # the name of a file
"""The file with the password of the demonstration users."""


def data_folder(chosen: Path | None) -> Path:
    """The folder that is chosen, else `JEC_DATA_DIR`, else one of this checkout.

    Root's is outside the checkout, which may lie in a home that PostgreSQL's account cannot enter.
    """
    named = chosen or os.environ.get("JEC_DATA_DIR")
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path(__file__).resolve().parents[1]
    if os.geteuid() != 0:
        return checkout / ".data"
    return Path("/var/lib/jec") / hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]
