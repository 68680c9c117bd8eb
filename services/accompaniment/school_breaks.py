"""Writing days without lessons, and taking them back."""

from uuid import UUID

from domain.accompaniment.school_breaks import BreakRequest, remove_break, write_break
from domain.versions import Change
from persistence.accompaniment.school_breaks import (
    delete_break,
    load_break_facts,
    read_break,
    store_break,
)
from persistence.calls import Call
from persistence.database import Versioned, Writing
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], year: int, id: UUID, request: BreakRequest) -> Versioned:
    """Write the days of a place with their event, unless they stand so already."""
    facts = await load_break_facts(call, year, id, request)
    school_break = request.at(facts.place)
    if write_break(school_break, facts, if_match=call.if_match) is Change.NOTHING:
        return await read_break(call, year, id)
    return await store_break(call, year, id, school_break, version=facts.version)


@in_transaction
async def remove(call: Call[Writing], year: int, id: UUID) -> None:
    """Take the days back with their event; whoever comes second finds none."""
    facts = await load_break_facts(call, year, id, None)
    remove_break(facts)
    await delete_break(call, id, version=facts.version)
