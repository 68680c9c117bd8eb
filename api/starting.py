"""Nobody gets in by a demonstration that is not served: until its accounts are taken away, which
takes a database that answers and is migrated, the application has none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from fastapi import FastAPI

from api.clock import Clock
from domain.errors import Unavailable
from persistence.calls import OpenCall
from persistence.database import Database, NoDatabase
from services.identity.demonstration import close_demonstration

AGAIN_SECONDS = 1.0
log = structlog.get_logger()


@asynccontextmanager
async def without_demonstration(
    app: FastAPI, database: Database, clock: Clock
) -> AsyncIterator[None]:
    """Give the application its database once the demonstration is closed: as it starts, or, while
    PostgreSQL is away or not migrated, as soon as it can be."""
    app.state.database = NoDatabase()
    if await _opened(app, database, clock):
        yield
        return
    trying = asyncio.create_task(_open_when_possible(app, database, clock))
    try:
        yield
    finally:
        trying.cancel()
        with suppress(asyncio.CancelledError):
            await trying


async def _open_when_possible(app: FastAPI, database: Database, clock: Clock) -> None:
    opened = False
    while not opened:
        await asyncio.sleep(AGAIN_SECONDS)
        opened = await _opened(app, database, clock)


async def _opened(app: FastAPI, database: Database, clock: Clock) -> bool:
    try:
        await close_demonstration(OpenCall(database, clock()))
    except Unavailable as why:
        log.warning("not-open-yet", code=why.code)
        return False
    app.state.database = database
    return True
