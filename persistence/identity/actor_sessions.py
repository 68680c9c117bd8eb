"""The sessions of somebody else in PostgreSQL: ended all at once, with their event."""

from datetime import datetime

from domain.access.permits import PersonId, Reach
from domain.events import EventKind
from domain.identity.sessions import EndReason
from persistence.database import Writing, roots
from persistence.fragments import event

_PLACE = """coalesce((
    select a.place from appointment a
    where a.person_id = $1 and a.place <@ any($5::text[]::ltree[])
    order by upper(a.valid) desc nulls first, a.id limit 1
), ($5::text[])[1]::ltree)"""
_ENDED = event(
    EventKind.SESSIONS_ENDED, of="ended having count(*) > 0", subject="'actor/' || $1::uuid",
    data="'count', count(*)", place=_PLACE, by="$2", at="$3",
)  # fmt: skip

END = f"""
with ended as (
    update session set ended_at = $3, ended_reason = $4
    where person_id = $1 and ended_at is null and expires_at > $3
    returning id
)
{_ENDED}
"""


async def end_all(db: Writing, person: PersonId, *, reach: Reach, now: datetime) -> None:
    """End every session of a person; nothing is noted when there was none."""
    reason = EndReason.ENDED_BY_OFFICE
    await db.fetch(END, person, reach.person, now, reason, roots(reach))
