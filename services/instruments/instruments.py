"""Keeping what an instrument is."""

from domain.instruments.instruments import InstrumentDescription, write_instrument
from domain.versions import Change
from persistence.calls import Call
from persistence.database import StoredResource, Storing
from persistence.instruments.instruments import (
    load_instrument_facts,
    read_instrument,
    store_instrument,
)
from services.running import retried


@retried
async def put(call: Call[Storing], code: str, description: InstrumentDescription) -> StoredResource:
    """Make an instrument, or describe it anew, unless it is described so already."""
    change = write_instrument(description, await load_instrument_facts(call, code))
    if change is Change.NOTHING:
        return StoredResource(await read_instrument(call, code), created=False)
    return await store_instrument(call, code, description, change)
