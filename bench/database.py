"""A PostgreSQL of its own, as durable as in production, with the national year in it."""

import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import asyncpg

from bench import nation
from embedded.launcher import running
from persistence.transaction import Transaction

SIZES = """
select
    (select count(*) from institution) as schools,
    (select count(*) from appointment where role = 'teacher') as teachers,
    (select count(*) from obligation) as obligations, (select count(*) from report) as reports,
    (select count(*) from observation) as observations,
    (select max(many) from (
        select count(*) as many from observation b join report r on r.id = b.report_id
        where b.teacher_id is not null group by r.cut_code
    ) cuts) as most_rows_of_a_cut,
    (select pg_database_size(current_database()) / 1000000) as megabytes,
    current_setting('server_version') as server_version, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as synchronous_commit
"""


@dataclass(frozen=True, slots=True)
class SeededDatabase:
    """A seeded database: its URL, the seconds it took, and what it holds by the names of SIZES."""

    url: str
    seconds: float
    holds: Mapping[str, Any]


@contextmanager
def seeded_database(progress: Callable[[str], None]) -> Iterator[SeededDatabase]:
    """Serve a throw-away database with the national year; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="jec-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with running(home, durable=True) as url:
            progress("sembrando el año nacional...")
            began = perf_counter()
            _migrate(url)
            holds = asyncio.run(_seed(url))
            seeded = SeededDatabase(url, perf_counter() - began, holds)
            progress(f"sembrado en {seeded.seconds:.0f} s: {holds['observations']} observaciones")
            yield seeded


def machine(seeded: SeededDatabase) -> str:
    """Where the figures were measured, in a line."""
    python = platform.python_version()
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, CPython {python}, "
        f"PostgreSQL {seeded.holds['server_version']} (fsync {seeded.holds['fsync']}, "
        f"synchronous_commit {seeded.holds['synchronous_commit']}) through a Unix socket"
    )


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "migrations", "upgrade", "head"]
    subprocess.run(command, env=os.environ | {"JEC_DATABASE_URL": url}, check=True)  # noqa: S603  our own


async def _seed(url: str) -> Mapping[str, Any]:
    db = await asyncpg.connect(url)
    async with db.transaction():
        await nation.seed(Transaction(db), now=datetime.now(UTC))
    await db.execute("vacuum (analyze)")
    sizes = await db.fetchrow(SIZES)
    await db.close()
    assert sizes is not None
    return dict(sizes)
