"""What becomes of a visit, in PostgreSQL: by its visitor within their reach, by its teacher as one
of their own."""

from datetime import datetime
from functools import partial

from domain.access import Permit
from domain.bookings import PersonBusy
from domain.errors import StaleVersion
from domain.visits import PARTY, WHAT, Act, Party, Told, VisitId, corrects
from domain.visits import record as decide
from persistence.bookings import lost_the_turn, taken, taken_of, turn
from persistence.database import Storing, Versioned, found, refusing, roots
from persistence.visits import mine
from persistence.visits.reading import show_one
from persistence.visits.views import standing_of, standing_view

_TAKEN = taken(
    "array[v.visitor_id, v.teacher_id]",
    starts="coalesce($3, v.starts_at)",
    ends="coalesce($4, v.ends_at)",
    besides="array[v.id]",
)

# One's own as $6: the visitor within the schools where they visit ($5), the teacher anywhere.
RECORDING_DESK = f"""
select {standing_view("v")}::text as standing, {_TAKEN}::text as taken
from classroom_visit v
where v.id = $1 and case $6
    when 'visitor' then v.visitor_id = $2 and v.place <@ any($5::text[]::ltree[])
    else v.teacher_id = $2
end
"""

# What was planned gives its time back; what is agreed or was done takes it, as it really was.
RECORD_VISIT = f"""
with told as (
    update classroom_visit v set status = $5, reason = $6, began_at = $7, finished_at = $8,
        students_present = $9, version = v.version + 1,
        confirmed_at = case $5 when 'confirmed' then $3 when 'planned' then null
            else v.confirmed_at end
    where v.id = $1 and v.version = $4
    returning v.*
), freed as (
    delete from booking b using told m where b.what = 'visit' and b.subject_id = m.id returning b.id
), turn as ({turn("select visitor_id from told union select teacher_id from told")}), booked as (
    insert into booking (person_id, during, what, subject_id)
    select t.id, tstzrange(coalesce(m.began_at, m.starts_at), coalesce(m.finished_at, m.ends_at)),
        'visit', m.id
    from (select count(*) from freed) f cross join told m cross join turn t
    where m.status in ('confirmed', 'done')
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, $2, place, 'visit.' || $10::text, 'visit/' || id, '{{}}' from told
returning true
"""

EVENTS = {
    Act.CONFIRM: "confirmed",
    Act.DECLINE: "declined",
    Act.CANCEL: "cancelled",
    Act.HOLD: "done",
    Act.MISS: "missed",
}
"""What each act is called in the log."""


async def record(
    db: Storing,
    visit: VisitId,
    told: Told,
    *,
    permit: Permit,
    if_match: int | None = None,
    now: datetime,
) -> Versioned:
    """Keep what one of the two tells of a visit of theirs, with its event; the same again changes
    nothing. When somebody took the time in between, the desk is read again, to say who."""
    attempt = partial(_attempt, db, visit, told, permit=permit, if_match=if_match, now=now)
    try:
        await attempt()
    except PersonBusy:
        await attempt()
    if PARTY[told.act] is Party.TEACHER:
        return await mine.show_one(db, visit, person=permit.person)
    return await show_one(db, visit, reach=permit.reach)


async def _attempt(
    db: Storing,
    visit: VisitId,
    told: Told,
    *,
    permit: Permit,
    if_match: int | None,
    now: datetime,
) -> None:
    asked = (visit, permit.person, *_span(told), roots(permit.reach), PARTY[told.act])
    row = found(await db.fetchrow(RECORDING_DESK, *asked), WHAT)
    standing = standing_of(row["standing"])
    recorded = decide(told, standing, taken_of(row["taken"]), if_match=if_match, now=now)
    if recorded is None:
        return
    event = "corrected" if corrects(told, standing) else EVENTS[told.act]
    students = None if recorded.took is None else recorded.took.students
    with refusing(**lost_the_turn()):
        stored = await db.once(
            RECORD_VISIT,
            *(standing.id, permit.person, now, standing.version),
            *(recorded.status, recorded.reason, *_span(told), students, event),
        )
    if stored is None:
        raise StaleVersion(what=WHAT)


def _span(told: Told) -> tuple[datetime | None, datetime | None]:
    """The time that what is told would take, where it says another than the visit's own."""
    return (None, None) if told.took is None else (told.took.span.starts_at, told.took.span.ends_at)
