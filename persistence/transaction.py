"""What is written with inside a transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from asyncpg import Connection, Record
from asyncpg.pool import PoolConnectionProxy


class Transaction:
    """A connection inside a transaction, which whoever began it ends: from here none can."""

    holds: Literal[True] = True

    def __init__(self, connection: "Connection[Record] | PoolConnectionProxy[Record]") -> None:
        self._connection = connection

    async def fetch(self, query: str, /, *args: object) -> Sequence[Record]:
        """All rows."""
        return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, /, *args: object) -> Record | None:
        """The first row, or None."""
        return await self._connection.fetchrow(query, *args)

    async def fetchval(self, query: str, /, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self._connection.fetchval(query, *args)

    async def once(self, query: str, /, *args: object) -> Record | None:
        """Run one statement that changes rows: kept when the transaction ends."""
        return await self._connection.fetchrow(query, *args)

    async def copy_records_to_table(
        self,
        table_name: str,
        *,
        records: Iterable[Sequence[object]],
        columns: Iterable[str] | None = None,
    ) -> str:
        """Load many rows at once (COPY)."""
        return await self._connection.copy_records_to_table(
            table_name, records=records, columns=columns
        )
