"""Appointing people to posts, and ending appointments."""

from domain.people.appointments import deciding, ending
from domain.people.appointments.ending import EndRequest
from domain.people.appointments.model import AppointmentId, AppointmentRequest
from domain.people.leaving import leavings
from domain.territory.places import OfficialPlace
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.people.appointments.appointing import (
    load_appointing_facts,
    load_state_to_end,
    store_appointment,
    store_end,
)
from persistence.people.appointments.reading import read_appointment
from persistence.people.leaving import call_off
from persistence.reporting.obligations.settling import settle_obligations
from services.running import in_transaction


@in_transaction
async def appoint(
    call: Call[Writing],
    id: AppointmentId,
    request: AppointmentRequest,
    place: OfficialPlace,
    *,
    doc_number: str | None,
) -> Versioned:
    """Appoint somebody, or change an appointment, unless it stands so already. Whom it replaces is
    ended, what is to come of whoever acts there no more is called off, what is owed follows."""
    facts = await load_appointing_facts(call, id, request, place, doc_number=doc_number)
    decision = deciding.appoint(
        id, request, facts, call.permit, if_match=call.if_match, today=call.today
    )
    if decision.change is Change.NOTHING:
        return await read_appointment(call, id)
    if decision.ends is not None:
        await store_end(call, decision.ends)
    appointment = await store_appointment(call, decision)
    await call_off(call, leavings(decision.touched))
    await settle_obligations(call, decision.settles)
    return appointment


@in_transaction
async def end(call: Call[Writing], id: AppointmentId, request: EndRequest) -> Versioned:
    """End an appointment; what was to come after it is called off, and what is owed follows."""
    state = await load_state_to_end(call, id)
    decision = ending.end_appointment(request, state, call.permit)
    if decision.change is Change.NOTHING:
        return await read_appointment(call, id)
    appointment = await store_end(call, decision)
    await call_off(call, leavings([decision.appointment]))
    await settle_obligations(call, decision.settles)
    return appointment
