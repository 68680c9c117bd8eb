"""Registering a person, and correcting who they are."""

from uuid import UUID

from domain.identity.sessions import EndReason
from domain.people.actors import Identity, tidied, write_actor
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.identity.recovery import end_again
from persistence.people.actors import load_actor_facts, lock_person, read_actor, store_actor
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], id: UUID, sent: Identity) -> Versioned:
    """Register a person or correct them, with the event, unless they stand so already."""
    identity = tidied(sent)
    await lock_person(call, id)
    facts = await load_actor_facts(call, id, identity)
    decision = write_actor(id, identity, facts, call.permit, if_match=call.if_match)
    if decision.change is Change.NOTHING:
        return await read_actor(call, id)
    stored = await store_actor(call, decision)
    if decision.suspends:
        await end_again(call, decision.id, by=call.by, reason=EndReason.SUSPENDED)
    return stored
