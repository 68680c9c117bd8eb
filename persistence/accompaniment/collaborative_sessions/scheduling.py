"""Scheduling a session or moving it, with the bookings of its people, in one statement."""

import json
from datetime import datetime
from functools import partial
from uuid import UUID

from domain.access.permits import Permit, PersonId
from domain.accompaniment.collaborative_sessions.model import WHAT, SchedulingDesk, Session
from domain.accompaniment.collaborative_sessions.scheduling import organiser_of, schedule
from domain.bookings import PersonBusy
from domain.events import EventKind
from domain.reporting.calendar.cuts import day_of
from domain.versions import Change
from persistence.accompaniment.collaborative_sessions.reading import show_session
from persistence.accompaniment.collaborative_sessions.standing import standing, standing_of
from persistence.accompaniment.school_work import members_of, school_desk, school_of, settled
from persistence.bookings import lost_the_turn, taken, taken_of, turn
from persistence.database import Reading, Storing, Versioned, found, refusing, roots
from persistence.fragments import event, one_of
from persistence.people.holders import full_name

# Of a session whose organiser acts there on that day no more, whoever changes it takes it on.
_LEFT = f"""(x.id is not null and cardinality({
    members_of("p.path", "$2::date", "array[x.organiser_id]")
}) = 0)"""

_TAKEN = taken(
    f"array_append($4::uuid[], case when x.id is null or {_LEFT} then $8 else x.organiser_id end)",
    starts="$6::timestamptz",
    ends="$7::timestamptz",
    besides="array[$5::uuid]",
)

SCHEDULING_DESK = school_desk(
    "collaborative_session",
    f"""{standing("x")}::text as standing, {_TAKEN}::text as taken, (
        select coalesce(json_object_agg(w.id, {full_name("w")}), '{{}}')
        from person w where w.id = any($4::uuid[])
    )::text as names, {_LEFT} as organiser_left""",
)

_LATER = one_of(
    "$15", EventKind.COLLABORATIVE_SESSION_RESCHEDULED, EventKind.COLLABORATIVE_SESSION_CHANGED
)
_LOGGED = event(
    one_of("version = 1", EventKind.COLLABORATIVE_SESSION_SCHEDULED, _LATER),
    of="stored", subject="'collaborative-session/' || id",
    data="'kind', kind, 'year', year, 'starts_at', starts_at, 'ends_at', ends_at",
    by="$14", at="$13",
)  # fmt: skip

STORE_SESSION = f"""
with stored as (
    insert into collaborative_session as was (
        id, year, place, kind, title, agenda, starts_at, ends_at, organiser_id, organiser_role,
        status, agreements
    )
    values ($1, $2, $3::text::ltree, $4, $5, $6::jsonb, $7, $8, $10, $11, 'scheduled', '[]')
    on conflict (id) do update set year = excluded.year, kind = excluded.kind,
        title = excluded.title, agenda = excluded.agenda, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, version = was.version + 1,
        organiser_id = excluded.organiser_id, organiser_role = case
            when was.organiser_id = excluded.organiser_id then was.organiser_role
            else excluded.organiser_role
        end
    where was.version = $12 and was.place = excluded.place and was.status = 'scheduled'
    returning *
), left_out as (
    delete from collaborative_attendance a using stored s
    where a.session_id = s.id and a.person_id <> all($9::uuid[])
), called as (
    insert into collaborative_attendance (session_id, person_id, convened)
    select distinct s.id, c.id, true from stored s cross join unnest($9::uuid[]) c (id)
    on conflict (session_id, person_id) do nothing
), freed as (
    delete from booking b using stored s
    where b.what = 'session' and b.subject_id = s.id returning b.id
), turn as ({turn("select organiser_id from stored union select unnest($9::uuid[]) from stored")}),
booked as (
    insert into booking (person_id, during, what, subject_id)
    select t.id, tstzrange(s.starts_at, s.ends_at), 'session', s.id
    from (select count(*) from freed) f cross join stored s cross join turn t
)
{_LOGGED}
returning true
"""


async def keep_session(
    db: Storing,
    id: UUID,
    institution: str,
    asked: Session,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Schedule a session or change it, with the bookings of its people, unless nothing changes."""
    attempt = partial(_schedule, db, id, institution, asked, permit, if_match=if_match, now=now)
    try:
        change = await settled(attempt, what=WHAT)
    except PersonBusy:  # somebody took the time in between: looked at again, to say who
        change = await settled(attempt, what=WHAT)
    shown = await show_session(db, id, reach=permit.reach)
    return Versioned(shown.body, shown.version, created=change is Change.CREATE)


async def _schedule(
    db: Storing,
    id: UUID,
    institution: str,
    asked: Session,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Change | None:
    desk = await _load_scheduling(db, id, institution, asked, permit=permit)
    change, role = schedule(desk, asked, permit, if_match=if_match)
    if change is Change.NOTHING:
        return change
    present = desk.present
    when = (asked.starts_at, asked.ends_at)
    moved = present is not None and when != (present.session.starts_at, present.session.ends_at)
    what = (asked.kind, asked.title, json.dumps(asked.agenda), *when, list(asked.convened))
    organiser = (organiser_of(desk, permit), role)
    by = (present.version if present else 0, now, permit.person, moved)
    with refusing(**lost_the_turn()):
        stored = await db.once(
            STORE_SESSION, id, desk.school.year, desk.school.place, *what, *organiser, *by
        )
    return change if stored else None


async def _load_scheduling(
    db: Reading, id: UUID, institution: str, asked: Session, *, permit: Permit
) -> SchedulingDesk:
    day = day_of(asked.starts_at)
    when = (asked.starts_at, asked.ends_at, permit.person)
    reach = roots(permit.reach)
    row = await db.fetchrow(
        SCHEDULING_DESK, institution, day, reach, list(asked.convened), id, *when
    )
    row = found(row, "esa institución")
    names = {PersonId(UUID(id)): name for id, name in json.loads(row["names"]).items()}
    present = standing_of(row["standing"]) if row["standing"] else None
    return SchedulingDesk(
        school_of(row),
        names,
        taken_of(row["taken"]),
        present,
        row["elsewhere"],
        row["organiser_left"],
    )
