"""Saying that two records of one document are one person."""

from domain.access.permits import PersonId
from domain.people.repeated_documents import join
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.people.actors import read_actor
from persistence.people.repeated_documents.joining import load_join_facts, store_join
from services.running import in_transaction


@in_transaction
async def join_records(call: Call[Writing], joined: PersonId, kept: PersonId) -> Versioned:
    """Give all that one record has to the other, unless it is so already; answers the other."""
    facts = await load_join_facts(call, joined, kept)
    decision = join(joined, kept, facts, call.permit)
    if decision is not None:
        await store_join(call, decision)
    return await read_actor(call, kept)
