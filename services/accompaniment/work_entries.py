"""Entering work for one's own hours, and deleting what was entered."""

from uuid import UUID

from domain.accompaniment import work_entries
from domain.accompaniment.work_entries import WorkEntry
from domain.versions import Change
from persistence.accompaniment.work_entries import (
    delete_entry,
    load_entry_facts,
    read_entry,
    store_entry,
)
from persistence.calls import Call
from persistence.database import Versioned, Writing
from services.running import in_transaction


@in_transaction
async def enter(call: Call[Writing], assignment: UUID, id: UUID, entry: WorkEntry) -> Versioned:
    """Enter work of a day or change it, with its event, unless it stands so already."""
    facts = await load_entry_facts(call, assignment, id, entry.worked_on)
    change = work_entries.enter(entry, facts, if_match=call.if_match, today=call.today)
    if change is Change.NOTHING:
        return await read_entry(call, assignment, id)
    return await store_entry(call, assignment, id, entry, version=facts.version)


@in_transaction
async def delete(call: Call[Writing], assignment: UUID, id: UUID) -> None:
    """Delete an entry of one's own with its event."""
    work_entries.remove(await load_entry_facts(call, assignment, id, None))
    await delete_entry(call, assignment, id)
