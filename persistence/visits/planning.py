"""Planning and moving visits in PostgreSQL: one statement with bookings and event.

Whoever comes second to a person's time is told by the constraint; then the desk is read again, to
say who is taken and when, or that this very request came twice.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from asyncpg import Record

from domain.access import Permit
from domain.bookings import PersonBusy
from domain.errors import StaleVersion
from domain.versions import Change
from domain.visits import (
    WHAT,
    Asked,
    MoveAsked,
    Planned,
    VisitDiffers,
    VisitId,
    move_visit,
    plan_visit,
)
from persistence.bookings import lost_the_turn, turn
from persistence.database import Json, Reading, Storing, Versioned, found, refusing, roots
from persistence.visits.desk import load_desk, load_moving
from persistence.visits.views import visit_view

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
        desk = await load_desk(db, visit, asked, permit=permit)
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
        standing = await load_moving(db, asked.visit, permit=permit)
        content = replace(standing.asked, span=asked.span)
        desk = await load_desk(db, visit, content, permit=permit, besides=asked.visit)
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
