"""The visits that take a person's time, for the calendar that follows them."""

from collections.abc import Sequence

from domain.access.permits import PersonId
from domain.accompaniment.visits.calendar import BookedVisit
from persistence.accompaniment.visits.hours import holds_time
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.fragments import STILL_SHOWN, school_of
from persistence.identity.vouchers import answered_for
from persistence.statements import Query

# `sequence` never goes back: events are only added, and a school keeps its code when it is renamed
# or transferred. As `booking` has them: what was called off, moved or declined is gone. Of a school
# where the person acts no more nothing is shown.
BOOKED_VISITS = Query(f"""
select v.id, coalesce(v.began_at, v.starts_at) as starts_at,
    coalesce(v.finished_at, v.ends_at) as ends_at, v.status <> 'planned' as agreed,
    last.at as changed_at, v.version + coalesce(last.of_school, 0) as sequence, p.name as school,
    v.section, v.area, v.visitor_id = :by as visiting
from classroom_visit v join place p on p.path = any(array[v.place])
cross join lateral (
    select max(e.at) as at, max(e.seq) filter (where e.subject like 'institution/%') as of_school
    from event e where e.subject in (
        'visit/' || v.id, 'institution/' || {school_of("v.place")}::text
    )
) last
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
