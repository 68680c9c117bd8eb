"""The visits that take a person's time, for the calendar that follows them."""

from collections.abc import Sequence

from domain.access.permits import PersonId
from domain.accompaniment.visits.calendar import BookedVisit
from persistence.accompaniment.visits.hours import holds_time
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.fragments import STILL_SHOWN
from persistence.identity.vouchers import answered_for
from persistence.statements import Query

# As `booking` has them: what was called off, moved or declined is gone. Of a school where the
# person acts no more nothing is shown.
BOOKED_VISITS = Query(f"""
select v.id, coalesce(v.began_at, v.starts_at) as starts_at,
    coalesce(v.finished_at, v.ends_at) as ends_at, v.status <> 'planned' as agreed,
    coalesce((
        select max(e.at) from event e where e.subject = 'visit/' || v.id
    ), v.starts_at) as changed_at,
    v.version as sequence, p.name as school, v.section, v.area, v.visitor_id = :by as visiting
from classroom_visit v join place p on p.path = any(array[v.place])
where (v.visitor_id = :by or v.teacher_id = :by and {answered_for("v.place")}) and {holds_time("v")}
and v.starts_at > :now::timestamptz - {STILL_SHOWN}
and (
    exists (
        select from appointment h
        where h.person_id = :by and h.place = any(array[v.place])
        and (h.valid @> :today::date) is true
    ) or exists (
        select from access_grant g
        where g.person_id = :by and g.place = any(array[v.place]) and g.ended_at is null
        and g.starts_at <= :now and g.expires_at > :now
    )
)
order by v.starts_at, v.id
""")


async def read_booked_visits(call: OpenCall[Reading], person_id: PersonId) -> Sequence[BookedVisit]:
    """The visits that a person makes or receives, the first of the last 60 days first."""
    return [BookedVisit(**dict(row)) for row in await BOOKED_VISITS.rows(call, by=person_id)]
