"""Planning and moving visits in PostgreSQL: one desk, one statement with bookings and event.

Whoever comes second to a person's time is told by the constraint; then the desk is read again, to
say who is taken and when, or that this very request came twice.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access import Permit
from domain.bookings import PersonBusy
from domain.errors import StaleVersion
from domain.versions import Change
from domain.visits import (
    WHAT,
    Asked,
    HourCount,
    MoveAsked,
    Planned,
    PlanningDesk,
    Standing,
    VisitDiffers,
    VisitId,
    move_visit,
    plan_visit,
)
from persistence.bookings import lost_the_turn, taken, taken_of, turn
from persistence.database import Json, Reading, Storing, Versioned, found, refusing, roots
from persistence.hours.days import break_on
from persistence.plans.carrying import falls_to
from persistence.visits.hours import minutes_assigned, minutes_used, week_of, year_of
from persistence.visits.views import standing_of, standing_view, visit_view

_DAY = "($6::timestamptz at time zone 'America/Lima')::date"
_BESIDES = "array[$1::uuid, $10::uuid]"

PLANNING_DESK = f"""
select y.year, exists (
        select from appointment h
        where h.person_id = $5 and h.place = any(array[p.path]) and h.role = 'teacher'
        and (h.valid @> {_DAY}) is true
    ) as teacher_there,
    exists (
        select from appointment h
        where h.person_id = $2 and h.place = any(array[p.path]) and h.role = $8
        and (h.valid @> {_DAY}) is true
        union all
        select from access_grant g
        where g.person_id = $2 and g.place = any(array[p.path]) and g.role = $8
        and g.ended_at is null and g.starts_at <= $7 and g.expires_at > $6
    ) as visitor_there,
    (
        select exists (
            select from plan_teacher c where c.plan_id = l.id and c.person_id = $5
        )
        from accompaniment_plan l
        where l.id = $9 and l.place = any(array[p.path]) and l.year = y.year
        and l.status <> 'closed'
        and (l.author_id = $2 or {falls_to("l", "$2", now="$6::timestamptz")})
    ) as plan_covers,
    {taken("array[$2::uuid, $5::uuid]", starts="$6", ends="$7", besides=_BESIDES)}::text as taken,
    {minutes_used(person="$2", place="p.path", role="$8", week="k", besides=_BESIDES)} as used,
    {minutes_assigned(person="$2", place="p.path", role="$8", year="y.year", week="k")} as assigned,
    {break_on(_DAY, "p.path", "y.year")} as day_off,
    (
        select {standing_view("v")}::text from classroom_visit v where v.id = $1
    ) as present
from place p
cross join {week_of(_DAY)} k
cross join lateral (select {year_of(_DAY)} as year) y
where p.path = $3::text::ltree and p.path <@ any($4::text[]::ltree[])
"""

_NOTED = "|| jsonb_build_object('notices', {notices}::jsonb)"

STORE_VISIT = f"""
with stored as (
    insert into classroom_visit (
        id, year, place, visitor_id, visitor_role, teacher_id, starts_at, ends_at, status,
        stage, section, area, plan_id
    )
    values ($1, $5, $6::text::ltree, $2, $7, $8, $9, $10, 'planned', $11, $12, $13, $14)
    returning *
), turn as (
    {turn("select visitor_id from stored union select teacher_id from stored")}
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select t.id, tstzrange(v.starts_at, v.ends_at), 'visit', v.id from stored v cross join turn t
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $2, place, 'visit.planned', 'visit/' || id, jsonb_build_object(
        'teacher_id', teacher_id, 'starts_at', starts_at, 'ends_at', ends_at)
    from stored
)
select ({visit_view("v")}::jsonb {_NOTED.format(notices="$4")})::text, v.version from stored v
"""

CHANGE_VISIT = f"""
with changed as (
    update classroom_visit set stage = $6, section = $7, area = $8, plan_id = $9,
        version = version + 1
    where id = $1 and visitor_id = $2 and version = $5 and status in ('planned', 'done')
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $2, place, 'visit.' || case status when 'done' then 'corrected' else 'changed' end,
        'visit/' || id, '{{}}'
    from changed
)
select ({visit_view("v")}::jsonb {_NOTED.format(notices="$4")})::text, v.version from changed v
"""

MOVING_DESK = f"""
select {standing_view("v")}::text, v.version from classroom_visit v
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

# The old visit gives its time back before the new one takes its own: they may overlap. A plan is of
# one year: who is visited in another is visited without it. What was prepared goes with the visit.
MOVE_VISIT = f"""
with moved as (
    update classroom_visit set status = 'moved', reason = $8, version = version + 1
    where id = $5 and visitor_id = $2 and version = $9
    returning *
), freed as (
    delete from booking b using moved m where b.what = 'visit' and b.subject_id = m.id
    returning b.id
), stored as (
    insert into classroom_visit (
        id, year, place, visitor_id, visitor_role, teacher_id, starts_at, ends_at, status,
        stage, section, area, plan_id, moved_from
    )
    select $1, $10, place, visitor_id, visitor_role, teacher_id, $6, $7, 'planned', stage, section,
        area, case when year = $10 then plan_id end, id
    from moved
    returning *
), carried as (
    update reflective_dialogue d set visit_id = s.id, version = d.version + 1
    from stored s where d.visit_id = s.moved_from and d.status = 'preparing'
), turn as (
    {turn("select visitor_id from moved union select teacher_id from moved")}
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select t.id, tstzrange(v.starts_at, v.ends_at), 'visit', v.id
    from (select count(*) from freed) f cross join stored v cross join turn t
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3::timestamptz, $2::uuid, place, 'visit.moved', 'visit/' || id,
        jsonb_build_object('to', $1::uuid)
    from moved
    union all
    select $3::timestamptz, $2::uuid, place, 'visit.planned', 'visit/' || id, jsonb_build_object(
        'teacher_id', teacher_id, 'starts_at', starts_at, 'ends_at', ends_at, 'from', moved_from)
    from stored
)
select ({visit_view("v")}::jsonb {_NOTED.format(notices="$4")})::text, v.version from stored v
"""

SHOW_PLANNED = f"""
select ({visit_view("v")}::jsonb {_NOTED.format(notices="$4")})::text, v.version
from classroom_visit v where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""


async def plan(
    db: Storing,
    visit: VisitId,
    asked: Asked,
    *,
    permit: Permit,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Plan a visit, change one that waits, or find it there already; or its refusal."""

    async def attempt() -> Versioned:
        desk = await _load_desk(db, visit, asked, permit=permit)
        planned = plan_visit(asked, desk, permit, if_match=if_match)
        if planned.change is Change.NOTHING:
            return await _show(db, visit, planned, permit=permit)
        if planned.change is Change.REPLACE:
            return await _change(db, visit, planned, permit, replaces=if_match, now=now)
        return await _create(db, visit, planned, permit, now=now)

    try:
        return await attempt()
    except PersonBusy:
        return await attempt()  # who came first is seen now


async def move(
    db: Storing, visit: VisitId, asked: MoveAsked, *, permit: Permit, now: datetime
) -> Versioned:
    """Let a new visit carry on an old one, or find that it does already; or its refusal."""

    async def attempt() -> Versioned:
        standing = await _load_moving(db, asked.visit, permit=permit)
        content = replace(standing.asked, span=asked.span)
        desk = await _load_desk(db, visit, content, permit=permit, besides=asked.visit)
        planned = move_visit(asked, standing, desk, permit)
        if planned.change is Change.NOTHING:
            return await _show(db, visit, planned, permit=permit)
        with refusing(classroom_visit_pkey=VisitDiffers(), **lost_the_turn()):
            row = await db.once(
                MOVE_VISIT,
                *(visit, permit.person, now, _notices(planned)),
                *(asked.visit, asked.span.starts_at, asked.span.ends_at, asked.reason),
                *(standing.version, planned.year),
            )
        return _stored(row, created=True)

    try:
        return await attempt()
    except PersonBusy:
        return await attempt()


async def _load_desk(
    db: Reading, visit: VisitId, asked: Asked, *, permit: Permit, besides: UUID | None = None
) -> PlanningDesk:
    row = await db.fetchrow(
        PLANNING_DESK,
        *(visit, permit.person, asked.place, roots(permit.reach), asked.teacher),
        *(asked.span.starts_at, asked.span.ends_at, asked.role, asked.plan, besides or visit),
    )
    return _desk(found(row, "esa institución"))


def _desk(row: Record) -> PlanningDesk:
    return PlanningDesk(
        row["year"],
        row["teacher_there"],
        row["visitor_there"],
        row["plan_covers"],
        taken_of(row["taken"]),
        HourCount(row["used"], row["assigned"]),
        None if row["present"] is None else standing_of(row["present"]),
        row["day_off"],
    )


async def _load_moving(db: Reading, visit: VisitId, *, permit: Permit) -> Standing:
    row = await db.fetchrow(MOVING_DESK, visit, permit.person, roots(permit.reach))
    return standing_of(found(row, WHAT)[0])


async def _show(db: Reading, visit: VisitId, planned: Planned, *, permit: Permit) -> Versioned:
    reach = roots(permit.reach)
    row = await db.fetchrow(SHOW_PLANNED, visit, permit.person, reach, _notices(planned))
    found(row, WHAT)
    return _stored(row, created=False)


async def _create(
    db: Storing, visit: VisitId, planned: Planned, permit: Permit, *, now: datetime
) -> Versioned:
    asked = planned.asked
    with refusing(classroom_visit_pkey=PersonBusy(), **lost_the_turn()):
        row = await db.once(
            STORE_VISIT,
            *(visit, permit.person, now, _notices(planned), planned.year, asked.place, asked.role),
            *(asked.teacher, asked.span.starts_at, asked.span.ends_at),
            *(asked.stage, asked.section, asked.area, asked.plan),
        )
    return _stored(row, created=True)


async def _change(
    db: Storing,
    visit: VisitId,
    planned: Planned,
    permit: Permit,
    *,
    replaces: int | None,
    now: datetime,
) -> Versioned:
    asked = planned.asked
    row = await db.once(
        CHANGE_VISIT,
        *(visit, permit.person, now, _notices(planned), replaces),
        *(asked.stage, asked.section, asked.area, asked.plan),
    )
    return _stored(row, created=False)


def _stored(row: Record | None, *, created: bool) -> Versioned:
    """What a statement answered; nothing, when the visit changed since the desk was read."""
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=created)


def _notices(planned: Planned) -> str:
    told: Sequence[dict[str, str]] = [
        {"code": n.code, "es": n.es, "en": n.en} for n in planned.notices
    ]
    return json.dumps(told, ensure_ascii=False)
