"""Registering what was done in the five strategies of tutoring."""

from uuid import UUID

from domain.accompaniment.tutoring_records import TutoringRecord, register
from domain.versions import Change
from persistence.accompaniment.tutoring_records import load_record_facts, read_record, store_record
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def put(call: Call[Storing], id: UUID, institution: str, record: TutoringRecord) -> Versioned:
    """Register a record or correct it, with its event, unless it stands so already."""
    facts = await load_record_facts(call, id, institution, record)
    change = register(record, facts, call.permit, if_match=call.if_match, today=call.today)
    if change is Change.NOTHING:
        return await read_record(call, id)
    return await store_record(call, id, record, facts)
