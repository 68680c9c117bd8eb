"""The one transaction that all invented data are stored in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from asyncpg import Record

from persistence.database import Writing


class InOneTransaction:
    """A transaction that files like a pool: many reports, durable together at its end."""

    holds: Literal[False] = False

    def __init__(self, db: Writing) -> None:
        self.fetch, self.fetchrow, self.fetchval = db.fetch, db.fetchrow, db.fetchval
        self._db = db

    async def once(self, query: str, /, *args: object) -> Record | None:
        """Run one statement that changes rows."""
        return await self.fetchrow(query, *args)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Writing]:
        """A part of the same transaction."""
        yield self._db

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[Writing]:
        """A part of it that never happened once the block has ended."""
        await self.fetch("savepoint rehearsal")
        yield self._db
        await self.fetch("rollback to savepoint rehearsal")
