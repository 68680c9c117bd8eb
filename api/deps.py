"""What a handler may ask for: to read, to write, and the time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Request

from api.paging import page_wanted
from persistence.database import Database, Reading, Writing
from persistence.paging import PageWanted


async def reading(request: Request) -> Reading:
    """One statement, one round trip, outside any transaction; the place to choose a replica."""
    database: Database = request.app.state.database
    return database


async def writing(request: Request) -> AsyncIterator[Writing]:
    """The request's one transaction. Nobody else begins or commits."""
    database: Database = request.app.state.database
    async with database.transaction() as transaction:
        yield transaction


async def clock() -> datetime:
    """Async although it awaits nothing: FastAPI sends a plain function to a thread."""
    return datetime.now(UTC)


NEVER = -1
"""A version no row has: an unreadable `If-Match` matches nothing."""


async def if_match(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that the caller read, from `If-Match: "3"`; None when it is not sent."""
    if if_match is None:
        return None
    quoted = if_match.strip().removeprefix("W/").strip('"')
    return int(quoted) if quoted.isascii() and quoted.isdigit() and len(quoted) < 10 else NEVER


# scope="function": commit before the response leaves, so a failed commit is a 503, not a lost 201;
# and a slow client keeps no connection.
Read = Annotated[Reading, Depends(reading)]
Write = Annotated[Writing, Depends(writing, scope="function")]
Now = Annotated[datetime, Depends(clock)]
Wanted = Annotated[PageWanted, Depends(page_wanted)]
IfMatch = Annotated[int | None, Depends(if_match)]
