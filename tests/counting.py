"""A database that counts what is asked of it."""

from typing import Any

from typing_extensions import override

from persistence.database import Database


class Counting(Database):
    """Counts what is asked of the database beneath it."""

    def __init__(self, beneath: Database) -> None:
        self.beneath, self.statements = beneath, 0

    @override
    async def fetch(self, query: str, /, *args: object) -> Any:
        self.statements += 1
        return await self.beneath.fetch(query, *args)

    @override
    async def fetchrow(self, query: str, /, *args: object) -> Any:
        self.statements += 1
        return await self.beneath.fetchrow(query, *args)

    @override
    async def fetchval(self, query: str, /, *args: object) -> Any:
        self.statements += 1
        return await self.beneath.fetchval(query, *args)
