"""Reading the log of events."""

from domain.exchange.event_feed import visible_kinds
from persistence.calls import Call
from persistence.database import Reading
from persistence.exchange.events import EventFilter, read_events
from persistence.paging import Page, PageWanted


async def read(call: Call[Reading], wanted: PageWanted, chosen: EventFilter) -> Page:
    """Events in reach, of the kinds that the caller may be told."""
    return await read_events(call, wanted, chosen, visible_kinds(call.permit))
