"""`jec migrate`: bring a database to the schema of this version, with the data that it ships."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime

from cli.console import fail, out
from domain.errors import Unavailable
from persistence.database import connected
from persistence.reference.storing import store_reference_data

URL, KEY = "JEC_DATABASE_URL", "JEC_SIGNING_KEY_FILE"
_LAST_WORDS = 6


def migrate() -> None:
    """Lleva la base de datos de JEC_DATABASE_URL al esquema de esta versión."""
    migrated(database_url())
    out.print("La base de datos está al día.")


def database_url() -> str:
    """The database that the environment names; ends the command when it names none."""
    url = os.environ.get(URL)
    if not url:
        fail(f"Indique la base de datos en {URL}, por ejemplo postgresql://jec@localhost:5432/jec")
    return url


def migrated(url: str) -> None:
    """Migrate and store the reference data; ends the command, plainly, when it cannot.

    In a process of its own: what migrations import would stay in the memory of the service.
    """
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "migrations", "upgrade", "head"],
        env=os.environ | {URL: url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        output = "\n".join(f"  {line}" for line in done.stderr.strip().splitlines()[-_LAST_WORDS:])
        fail(f"No se pudo migrar la base de datos. Lo último que se dijo:\n{output}")
    try:
        asyncio.run(_store_reference_data(url))
    except Unavailable as refusal:
        fail(refusal.text("es"))


async def _store_reference_data(url: str) -> None:
    async with connected(url, connections=1) as database, database.transaction() as db:
        await store_reference_data(db, now=datetime.now(UTC))
