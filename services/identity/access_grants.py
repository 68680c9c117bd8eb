"""Giving somebody a role for some weeks, and ending it before its time."""

from domain.identity import access_grants
from domain.identity.access_grants import AccessGrantId, AccessGrantRequest
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Storing, Versioned
from persistence.identity.access_grants import (
    load_access_grant,
    load_giving_facts,
    read_access_grant,
    store_access_grant,
    store_end,
)
from services.running import retried


@retried
async def put(call: Call[Storing], id: AccessGrantId, request: AccessGrantRequest) -> Versioned:
    """Give temporary access, or change its reason and end, unless it stands so already."""
    facts = await load_giving_facts(call, id, request)
    grant, seen = request.at(facts.place), call.if_match
    change = access_grants.write_grant(grant, facts, call.permit, if_match=seen, now=call.now)
    if change is Change.NOTHING:
        return await read_access_grant(call, id)
    return await store_access_grant(call, id, grant, version=facts.version)


@retried
async def end(call: Call[Storing], id: AccessGrantId, reason: str) -> Versioned:
    """End it now, unless it is over."""
    state = await load_access_grant(call, id)
    if access_grants.end(state, call.permit, now=call.now) is Change.NOTHING:
        return await read_access_grant(call, id)
    return await store_end(call, id, reason)
