"""The bench asks the measured database itself: what there is to measure, and to undo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg

from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.statements import Command
from persistence.transaction import Transaction

UNFILE = (
    Command(
        "delete from observation b using report r where r.id = b.report_id and r.cut_code = :cut"
        " returning true"
    ),
    Command("delete from report where cut_code = :cut returning true"),
    Command(
        "update obligation set fulfilled_at = null, late = null, captured_in_time = false,"
        " claimed = false"
        " where cut_code = :cut and fulfilled_at is not null returning true"
    ),
)
VACUUM = "vacuum observation, report, obligation"


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[OpenCall[Writing]]:
    """A call of the bench's own; each statement is kept when it has run."""
    db = await asyncpg.connect(url)
    try:
        yield OpenCall(Transaction(db), datetime.now(UTC))
    finally:
        await db.close()


async def unfile(call: OpenCall[Writing], cut: str) -> list[int]:
    """Take back what was filed in a cut, which then has room again; how many rows each statement
    changed. Events stay, as always."""
    changed = [len(await statement.rows(call, cut=cut)) for statement in UNFILE]
    await call.db.fetch(VACUUM)
    return changed
