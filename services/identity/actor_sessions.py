"""Ending the sessions of somebody whom the caller lets in."""

from domain.access.permits import PersonId
from domain.identity.actor_sessions import check_end
from persistence.calls import Call
from persistence.database import Writing
from persistence.identity.actor_sessions import end_sessions_of_actor
from persistence.identity.enrolments import load_enrollees
from services.running import in_transaction


@in_transaction
async def end_sessions(call: Call[Writing], person_id: PersonId) -> None:
    """End every session of a person. The kinds of `check_end`."""
    enrollees = await load_enrollees(call, [person_id])
    check_end(person_id, enrollees.get(person_id), call.permit)
    await end_sessions_of_actor(call, person_id)
