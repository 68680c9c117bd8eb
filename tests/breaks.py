"""Days without lessons for tests, as they stand in the table."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from asyncpg import Range

from tests.world import World


async def breaks(
    world: World,
    place: str,
    first: date,
    last: date | None = None,
    *,
    kind: str = "vacation",
    **more: Any,
) -> UUID:
    """Days of a place and all below it; answers their id."""
    id: UUID = more.pop("id", None) or uuid4()
    about = {"name": "Vacaciones de medio año", "year": 2024} | more
    days = Range(first, last or first, upper_inc=True)
    await world.save("school_break", id=id, place=place, kind=kind, days=days, **about)
    return id
