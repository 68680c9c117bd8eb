"""A PostgreSQL of its own, as durable as in production, with the national year in it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg

from bench import nation
from persistence.server import running


@contextmanager
def stage() -> Iterator[tuple[str, float]]:
    """The URL of the database, and how many seconds the seeding took; all gone afterwards."""
    with TemporaryDirectory(prefix="jec-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with running(home, durable=True) as url:
            began = perf_counter()
            _migrate(url)
            asyncio.run(_seed(url))
            yield url, perf_counter() - began


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "migrations", "upgrade", "head"]
    subprocess.run(command, env=os.environ | {"JEC_DATABASE_URL": url}, check=True)  # noqa: S603  our own


async def _seed(url: str) -> None:
    db = await asyncpg.connect(url)
    async with db.transaction():
        await nation.seed(db, now=datetime.now(UTC))
    await db.execute("vacuum (analyze)")
    await db.close()
