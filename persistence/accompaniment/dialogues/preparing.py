"""Preparing the dialogue of a visit of the caller's."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Reach
from domain.accompaniment.dialogues.life import Status
from domain.accompaniment.dialogues.preparing import Kept, Prepared, PreparingDesk, Work
from domain.errors import LIMA
from domain.reporting.reports.model import Form
from domain.versions import Change
from persistence.accompaniment.dialogues.reading import show_one
from persistence.accompaniment.hours.facts import declared
from persistence.database import Reading, Versioned, Writing, roots
from persistence.reporting.reports.forms import forms_of

# A statement of its own: the one that follows sees what was committed while this one waited.
LOCK_VISIT = """
select true from classroom_visit v
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
for no key update
"""

# After the visit, as whoever holds a dialogue: what one fills a day with, the other sees.
LOCK_VISITOR = """
select true from classroom_visit t join person w on w.id = t.visitor_id
where t.id = $1 and t.visitor_id = $2 and t.place <@ any($3::text[]::ltree[])
for no key update of w
"""

DECLARED = f"""
select {declared("t.visitor_id", "$4::date", visit="t.id")}
from classroom_visit t
where t.id = $1 and t.visitor_id = $2 and t.place <@ any($3::text[]::ltree[])
"""

# The instrument is that which the visitor's role answers in the stream about teachers (F84).
PREPARING_DESK = """
select v.status as visit_status, coalesce(d.instrument_code, n.instrument_code) as instrument,
    d.status, d.instrument_version, d.answers::text as answers, d.preparation_minutes, d.version,
    f.state as form_state, f.fingerprint, array(
        select i.version from instrument_version i
        where i.instrument_code = coalesce(d.instrument_code, n.instrument_code)
        and i.state = 'published'
    ) as published
from classroom_visit v
left join reflective_dialogue d on d.visit_id = v.id
left join instrument_version f
    on f.instrument_code = d.instrument_code and f.version = d.instrument_version
left join lateral (
    select k.instrument_code
    from stream_instrument k join report_stream s on s.year = k.year and s.code = k.stream_code
    where k.year = v.year and k.subject = v.visitor_role and s.subject_kind = 'teacher'
    and v.visitor_role = any(s.declarant_roles)
    order by s.ordinal, s.code limit 1
) n on true
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

# A preparation is its visitor's own, as a draft is, and writes no event: nobody else knows of it.
STORE_WORK = """
insert into reflective_dialogue as was (
    visit_id, instrument_code, instrument_version, answers, status, preparation_minutes
)
values ($1, $2, $3, $4::jsonb, 'preparing', $5)
on conflict (visit_id) do update set instrument_version = excluded.instrument_version,
    answers = excluded.answers, preparation_minutes = excluded.preparation_minutes,
    version = was.version + 1
"""

# A mark of conduct opens its referral here, and nothing else that is written differs for it. Marks
# that were not there when it was opened open it again: another step, which takes none away. Whoever
# tells at this moment that the visit was not done is overtaken: its version is no longer theirs.
STORE_PREPARED = """
with prepared as (
    update reflective_dialogue d
    set status = 'prepared', score = $2, prepared_at = $3, version = version + 1
    where d.visit_id = $1
    returning *
), about as (
    select v.* from prepared d join classroom_visit v on v.id = d.visit_id
), overtaking as (
    update classroom_visit v set version = v.version + 1 from prepared d where v.id = d.visit_id
), referred as (
    insert into referral as was (
        place, visit_id, teacher_id, opened_by, opened_at, marks, status
    )
    select v.place, v.id, v.teacher_id, v.visitor_id, $3, $4::jsonb, 'open'
    from about v where jsonb_array_length($4::jsonb) > 0
    on conflict (visit_id) do update set status = 'open', version = was.version + 1, marks = (
        select jsonb_agg(distinct m) from jsonb_array_elements(was.marks || excluded.marks) m
    )
    where not was.marks @> excluded.marks
    returning *
), opened as (
    insert into referral_step (referral_id, version, status, taken_at, taken_by)
    select r.id, r.version, 'open', $3, r.opened_by from referred r
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, v.visitor_id, v.place, 'dialogue.prepared', 'dialogue/' || v.id,
        jsonb_build_object('visit_id', v.id)
    from about v
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, r.opened_by, r.place, 'referral.opened', 'referral/' || r.id,
    jsonb_build_object('referral_id', r.id)
from referred r
"""

STORE_RESUMED = """
with resumed as (
    update reflective_dialogue d
    set status = 'preparing', score = null, prepared_at = null, version = version + 1
    where d.visit_id = $1
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $2, v.visitor_id, v.place, 'dialogue.resumed', 'dialogue/' || v.id,
    jsonb_build_object('visit_id', v.id)
from resumed d join classroom_visit v on v.id = d.visit_id
"""


async def load_desk(db: Writing, visit: UUID, *, reach: Reach) -> PreparingDesk | None:
    """The caller's visit, held until the transaction ends, with what stands of its dialogue."""
    asked = (visit, reach.person, roots(reach))
    if await db.fetchval(LOCK_VISIT, *asked) is None:
        return None
    row = await db.fetchrow(PREPARING_DESK, *asked)
    return None if row is None else await _desk(db, row)


async def load_prepared(
    db: Writing, visit: UUID, *, reach: Reach, now: datetime
) -> PreparingDesk | None:
    """The same for declaring it prepared, with what the caller's day is filled with besides."""
    desk = await load_desk(db, visit, reach=reach)
    if desk is None:
        return None
    asked = (visit, reach.person, roots(reach))
    await db.fetchval(LOCK_VISITOR, *asked)
    today = now.astimezone(LIMA).date()
    return replace(desk, others=await db.fetchval(DECLARED, *asked, today))


async def _desk(db: Reading, row: Record) -> PreparingDesk:
    published = frozenset(row["published"])
    if row["status"] is None:
        return PreparingDesk(row["visit_status"], row["instrument"], published, None, None)
    version = row["instrument_version"]
    work = Work(version, json.loads(row["answers"]), row["preparation_minutes"])
    kept = Kept(Status(row["status"]), work, row["version"])
    form = await _form(db, row, version)
    return PreparingDesk(row["visit_status"], row["instrument"], published, form, kept)


async def _form(db: Reading, row: Record, version: int) -> Form | None:
    named = (row["instrument"], version, row["form_state"], row["fingerprint"])
    return (await forms_of(db, [named])).get((row["instrument"], version))


async def store_work(
    db: Writing,
    visit: UUID,
    desk: PreparingDesk | None,
    work: Work,
    change: Change,
    *,
    reach: Reach,
) -> Versioned:
    """Keep the preparation, unless nothing changes; and show it."""
    instrument = desk.instrument if desk else None
    if change is not Change.NOTHING:
        kept = (work.version, json.dumps(work.answers), work.minutes)
        await db.fetchval(STORE_WORK, visit, instrument, *kept)
    return await show_one(db, visit, reach=reach, created=change is Change.CREATE)


async def store_prepared(
    db: Writing, visit: UUID, prepared: Prepared | None, *, reach: Reach, now: datetime
) -> Versioned:
    """Declare it prepared, with its events and its referral, unless it is so already."""
    if prepared is not None:
        marks = json.dumps(prepared.marks)
        await db.fetchval(STORE_PREPARED, visit, prepared.score, now, marks)
    return await show_one(db, visit, reach=reach)


async def store_resumed(
    db: Writing, visit: UUID, change: Change, *, reach: Reach, now: datetime
) -> Versioned:
    """Take a prepared dialogue up again, with its event."""
    if change is not Change.NOTHING:
        await db.fetchval(STORE_RESUMED, visit, now)
    return await show_one(db, visit, reach=reach)
