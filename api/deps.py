"""What a handler may ask for: to read, to write, and the time."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from api.clock import moment_of
from api.paging import page_wanted
from api.types import InstitutionCode, SixDigits
from persistence.database import Database, Reading, Storing, Writing
from persistence.paging import PageWanted
from persistence.territory.territory import PlaceNamed


async def reading(request: Request) -> Reading:
    """One statement, one round trip, outside any transaction; the place to choose a replica."""
    database: Database = request.app.state.database
    return database


async def storing(request: Request) -> Storing:
    """For a change that fits one guarded statement: no BEGIN, no COMMIT, two round trips less."""
    database: Database = request.app.state.database
    return database


async def writing(request: Request) -> AsyncIterator[Writing]:
    """The request's one transaction. Nobody else begins or commits."""
    database: Database = request.app.state.database
    async with database.transaction() as transaction:
        yield transaction


async def rehearsing(request: Request) -> AsyncIterator[Writing]:
    """The same, undone when the request ends: what a change would do is seen by making it."""
    database: Database = request.app.state.database
    async with database.rehearsal() as transaction:
        yield transaction


async def clock(request: Request) -> datetime:
    """Async although it awaits nothing: FastAPI sends a plain function to a thread."""
    return moment_of(request)


async def place_named(
    region: Annotated[SixDigits | None, Query()] = None,
    iged: Annotated[SixDigits | None, Query()] = None,
    institution: Annotated[InstitutionCode | None, Query()] = None,
) -> PlaceNamed | None:
    """The smallest place that the query names, or None for everything in reach."""
    for kind, code in (("institution", institution), ("iged", iged), ("region", region)):
        if code is not None:
            return PlaceNamed(kind, code)
    return None


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
Rehearse = Annotated[Writing, Depends(rehearsing, scope="function")]
Store = Annotated[Storing, Depends(storing)]
Now = Annotated[datetime, Depends(clock)]
Wanted = Annotated[PageWanted, Depends(page_wanted)]
Under = Annotated[PlaceNamed | None, Depends(place_named)]
IfMatch = Annotated[int | None, Depends(if_match)]
