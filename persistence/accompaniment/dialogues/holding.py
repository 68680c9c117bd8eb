"""Holding and confirming the dialogue of a visit of the caller's."""

import json
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Reach
from domain.accompaniment.collaborative_sessions.refusals import CommitmentKnown
from domain.accompaniment.dialogues.answering import Answer, AnsweringDesk
from domain.accompaniment.dialogues.holding import Holding, HoldingDesk, Promise
from domain.accompaniment.dialogues.life import Status, Who
from persistence.accompaniment.dialogues.preparing import LOCK_VISIT
from persistence.accompaniment.dialogues.reading import show_one
from persistence.accompaniment.dialogues.views import still_open
from persistence.bookings import lost_the_turn, taken, taken_of
from persistence.database import Versioned, Writing, refusing, roots

# Two who hold a dialogue with one teacher, or book one person, wait for each other here: what the
# first promised is looked at by the second. After the visit, as all who book lock them.
LOCK_BOTH = """
select w.id from person w
where w.id in (
    select unnest(array[v.visitor_id, v.teacher_id]) from classroom_visit v
    where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
)
order by w.id for no key update of w
"""

_TAKEN = taken(
    "array[v.visitor_id, v.teacher_id]",
    starts="$4::timestamptz",
    ends="$5::timestamptz",
    besides="array[v.id]",
)

HOLDING_DESK = f"""
select v.visitor_id, v.teacher_id, v.status as visit_status, v.finished_at, d.status,
    d.held_from, d.held_to, coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', c.id, 'text', c.text, 'due_on', c.due_on,
            'owner', case when c.owner_id = v.teacher_id then 'teacher' else 'visitor' end
        )) from commitment c where c.visit_id = v.id and c.carried_from is null
    ), '[]')::text as promises,
    array(select c.id {still_open("$4::timestamptz")} order by c.due_on, c.id) as still_open,
    {_TAKEN}::text as taken
from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

# Whoever corrects the visit at this moment is overtaken: its version is no longer what they saw.
STORE_HELD = """
with held as (
    update reflective_dialogue d
    set status = 'held', held_from = $2, held_to = $3, version = version + 1
    where d.visit_id = $1
    returning *
), about as (
    select v.* from held d join classroom_visit v on v.id = d.visit_id
), overtaking as (
    update classroom_visit v set version = v.version + 1 from held d where v.id = d.visit_id
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select p.id, tstzrange($2, $3), 'dialogue', v.id
    from about v, unnest(array[v.visitor_id, v.teacher_id]) as p (id)
), promised as (
    insert into commitment (id, year, place, visit_id, owner_id, text, due_on, status)
    select c.id, v.year, v.place, v.id,
        case c.owner when 'teacher' then v.teacher_id else v.visitor_id end,
        c.text, c.due_on, 'open'
    from about v, jsonb_to_recordset($4::jsonb) as c (id uuid, owner text, text text, due_on date)
    returning id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $5, v.visitor_id, v.place, 'dialogue.held', 'dialogue/' || v.id,
    jsonb_build_object('visit_id', v.id, 'commitments', array(select id from promised order by id))
from about v
"""

CONFIRMING_DESK = """
select d.status, d.visitor_agreed_at is not null as confirmed, d.teacher_agrees, d.teacher_note,
    d.version
from reflective_dialogue d join classroom_visit v on v.id = d.visit_id
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

STORE_CONFIRMED = """
with confirmed as (
    update reflective_dialogue d
    set status = $2, visitor_agreed_at = $3, version = version + 1
    where d.visit_id = $1
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, v.visitor_id, v.place, 'dialogue.confirmed', 'dialogue/' || v.id,
    jsonb_build_object('visit_id', v.id, 'status', d.status)
from confirmed d join classroom_visit v on v.id = d.visit_id
"""


async def load_holding(
    db: Writing, visit: UUID, asked: Holding, *, reach: Reach
) -> HoldingDesk | None:
    """The caller's visit and both persons, held until the transaction ends."""
    mine = (visit, reach.person, roots(reach))
    if await db.fetchval(LOCK_VISIT, *mine) is None:
        return None
    await db.fetch(LOCK_BOTH, *mine)
    row = await db.fetchrow(HOLDING_DESK, *mine, asked.held_from, asked.held_to)
    return None if row is None else _holding(row)


def _holding(row: Record) -> HoldingDesk:
    status = Status(row["status"]) if row["status"] else None
    promises = tuple(_promise(each) for each in json.loads(row["promises"]))
    since, until = row["held_from"], row["held_to"]
    return HoldingDesk(
        PersonId(row["visitor_id"]),
        PersonId(row["teacher_id"]),
        row["visit_status"],
        row["finished_at"],
        status,
        None if since is None else Holding(since, until, promises),
        row["still_open"],
        taken_of(row["taken"]),
    )


def _promise(kept: dict[str, str]) -> Promise:
    due = date.fromisoformat(kept["due_on"])
    return Promise(UUID(kept["id"]), Who(kept["owner"]), kept["text"], due)


async def store_held(
    db: Writing, visit: UUID, asked: Holding, *, stores: bool, reach: Reach, now: datetime
) -> Versioned:
    """Record it as held, with both bookings, the commitments and the event; unless it is so
    already."""
    if stores:
        promises = [
            {"id": str(p.id), "owner": p.owner, "text": p.text, "due_on": p.due_on.isoformat()}
            for p in asked.promises
        ]
        known = {"commitment_pkey": CommitmentKnown(), **lost_the_turn()}
        with refusing(**known):
            times = (asked.held_from, asked.held_to)
            await db.fetchval(STORE_HELD, visit, *times, json.dumps(promises), now)
    return await show_one(db, visit, reach=reach)


async def load_confirming(db: Writing, visit: UUID, *, reach: Reach) -> AnsweringDesk | None:
    """The caller's dialogue, held until the transaction ends."""
    mine = (visit, reach.person, roots(reach))
    await db.fetchval(LOCK_VISIT, *mine)
    row = await db.fetchrow(CONFIRMING_DESK, *mine)
    return None if row is None else answering_desk(row)


def answering_desk(row: Record) -> AnsweringDesk:
    """What both said so far."""
    agrees = row["teacher_agrees"]
    answer = None if agrees is None else Answer(agrees, row["teacher_note"])
    return AnsweringDesk(Status(row["status"]), row["confirmed"], answer, row["version"])


async def store_confirmed(
    db: Writing, visit: UUID, status: Status | None, *, reach: Reach, now: datetime
) -> Versioned:
    """Keep the visitor's confirmation with its event, unless it was given."""
    if status is not None:
        await db.fetchval(STORE_CONFIRMED, visit, status, now)
    return await show_one(db, visit, reach=reach)
