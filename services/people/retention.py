"""Removing what has served its time."""

from collections.abc import Mapping

from domain.people.retention import RetentionLimits
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.people.retention import remove_past
from services.running import in_transaction


@in_transaction
async def remove(call: OpenCall[Writing], limits: RetentionLimits) -> Mapping[str, int]:
    """Remove what ended before the limits, all of it or nothing; how many of each kind."""
    return await remove_past(call, limits)
