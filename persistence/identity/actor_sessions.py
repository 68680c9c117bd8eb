"""The sessions of somebody else in PostgreSQL: ended all at once, with their event."""

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.sessions import EndReason
from persistence.calls import Call
from persistence.database import Writing
from persistence.fragments import event
from persistence.identity.enrolments import place_in_reach
from persistence.statements import Command

_ENDED = event(
    EventKind.SESSIONS_ENDED,
    of="ended having count(*) > 0",
    subject="'actor/' || :person_id::uuid",
    data="'count', count(*)",
    place=place_in_reach(":person_id"),
)

END_SESSIONS_OF_ACTOR = Command(f"""
with ended as (
    update session set ended_at = :now, ended_reason = :reason
    where person_id = :person_id and ended_at is null and expires_at > :now
    returning id
)
{_ENDED}
""")


async def end_sessions_of_actor(call: Call[Writing], person_id: PersonId) -> None:
    """End every session of a person; nothing is noted when there was none."""
    await END_SESSIONS_OF_ACTOR.row(call, person_id=person_id, reason=EndReason.ENDED_BY_OFFICE)
