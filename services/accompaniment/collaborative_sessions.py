"""Scheduling a session of collective work, calling it off, and what came of it."""

from uuid import UUID

from domain.accompaniment.collaborative_sessions import holding, scheduling
from domain.accompaniment.collaborative_sessions.model import (
    AttendanceRequest,
    CollaborativeSession,
    SessionMinutes,
)
from domain.versions import Change
from persistence.accompaniment.collaborative_sessions.reading import read_session
from persistence.accompaniment.collaborative_sessions.recording import (
    load_attendance_facts,
    load_session,
    store_attendance,
    store_cancellation,
    store_minutes,
)
from persistence.accompaniment.collaborative_sessions.scheduling import (
    load_scheduling_facts,
    store_session,
)
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def schedule(
    call: Call[Storing], id: UUID, institution: str, request: CollaborativeSession
) -> Versioned:
    """Schedule a session or change it, with the time of its people, unless it stands so already."""
    facts = await load_scheduling_facts(call, id, institution, request)
    decision = scheduling.schedule(request, facts, call.permit, if_match=call.if_match)
    if decision.change is not Change.NOTHING:
        await store_session(call, id, request, facts, decision)
    return await read_session(call, id, created=decision.change is Change.CREATE)


@retried
async def cancel(call: Call[Storing], id: UUID, reason: str) -> Versioned:
    """Call a session off and give its people their time back."""
    state = await load_session(call, id)
    change = scheduling.cancel(reason, state, call.permit, if_match=call.if_match)
    if change is not Change.NOTHING:
        await store_cancellation(call, id, reason, state)
    return await read_session(call, id)


@retried
async def hold(call: Call[Storing], id: UUID, request: AttendanceRequest) -> Versioned:
    """Keep who attended, or mend it while there are no minutes."""
    facts = await load_attendance_facts(call, id, request)
    change = holding.hold(request, facts, call.permit, if_match=call.if_match, now=call.now)
    if change is not Change.NOTHING:
        await store_attendance(call, id, request, facts.state)
    return await read_session(call, id)


@retried
async def minute(call: Call[Storing], id: UUID, request: SessionMinutes) -> Versioned:
    """Keep the minutes with their agreements, and the commitments that these make."""
    state = await load_session(call, id)
    change = holding.minute(request, state, call.permit, if_match=call.if_match)
    if change is not Change.NOTHING:
        await store_minutes(call, id, request, state)
    return await read_session(call, id)
