"""Keeping the counts that a CP sends, and what a director decides over them."""

from datetime import datetime
from functools import partial
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Permit, PersonId, Place, Reach
from domain.accompaniment.learning_assessments import (
    WHAT,
    Area,
    Assessment,
    AssessmentKind,
    AssessmentKnown,
    AssessmentStatus,
    Decided,
    DecidingDesk,
    Decision,
    decide,
    record,
)
from domain.accompaniment.school_work import Facts
from domain.reporting.calendar.cuts import day_of
from domain.versions import Change
from persistence.accompaniment.learning_assessments.reading import show_assessment
from persistence.accompaniment.school_work import school_desk, school_of, settled
from persistence.database import Reading, Storing, Versioned, found, refusing, roots

ASSESSMENT_DESK = school_desk(
    "learning_assessment",
    """x.kind, x.section, x.area, x.held_on, x.enrolled, x.assessed, x.note, x.status,
    array[x.level_1, x.level_2, x.level_3, x.level_4] as levels""",
)

# The author is who wrote the counts that stand: nobody validates their own.
STORE_ASSESSMENT = """
with stored as (
    insert into learning_assessment as was (
        id, year, place, kind, section, area, held_on, enrolled, assessed,
        level_1, level_2, level_3, level_4, note, made_by, made_at, status
    )
    values (
        $1, $2, $3::text::ltree, $4, $5, $6, $7, $8, $9,
        ($10::int[])[1], ($10::int[])[2], ($10::int[])[3], ($10::int[])[4], $11, $12, $13,
        'recorded'
    )
    on conflict (id) do update set year = excluded.year, kind = excluded.kind,
        section = excluded.section, area = excluded.area, held_on = excluded.held_on,
        enrolled = excluded.enrolled, assessed = excluded.assessed, level_1 = excluded.level_1,
        level_2 = excluded.level_2, level_3 = excluded.level_3, level_4 = excluded.level_4,
        note = excluded.note, made_by = excluded.made_by, made_at = excluded.made_at,
        status = excluded.status, version = was.version + 1
    where was.version = $14 and was.place = excluded.place and was.status <> 'validated'
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $13, $12, place, case when version = 1 then 'learning_assessment.made'
    else 'learning_assessment.changed' end, 'learning-assessment/' || id,
    jsonb_build_object('year', year, 'kind', kind, 'section', section, 'area', area)
from stored
returning true
"""

DECIDING_DESK = """
select t.place::text, t.status, t.made_by, t.version, t.director_note
from learning_assessment t where t.id = $1 and t.place <@ any($2::text[]::ltree[])
"""

STORE_DECISION = """
with decided as (
    update learning_assessment t set status = $4, decided_by = $2, decided_at = $3,
        director_note = $5, version = t.version + 1
    from learning_assessment was
    where t.id = $1 and t.version = $6 and was.id = t.id
    returning t.*, was.status as before
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, $2, place, case when before = 'validated' then 'learning_assessment.reopened'
    when status = 'validated' then 'learning_assessment.validated'
    else 'learning_assessment.returned' end, 'learning-assessment/' || id,
    jsonb_build_object('year', year, 'kind', kind, 'section', section, 'area', area)
from decided
returning true
"""


async def keep_assessment(
    db: Storing,
    id: UUID,
    institution: str,
    asked: Assessment,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Record or correct the counts with their event, unless nothing changes."""
    attempt = partial(_record, db, id, institution, asked, permit, if_match=if_match, now=now)
    change = await settled(attempt, what=WHAT)
    shown = await show_assessment(db, id, reach=permit.reach)
    return Versioned(shown.body, shown.version, created=change is Change.CREATE)


async def decide_over(
    db: Storing, id: UUID, given: Decided, permit: Permit, *, if_match: int | None, now: datetime
) -> Versioned:
    """Validate, send back or reopen with its event, unless that decision stands already."""
    attempt = partial(_decide, db, id, given, permit, if_match=if_match, now=now)
    await settled(attempt, what=WHAT)
    return await show_assessment(db, id, reach=permit.reach)


async def _record(
    db: Storing,
    id: UUID,
    institution: str,
    asked: Assessment,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Change | None:
    row = await _row(db, id, institution, asked, reach=permit.reach)
    desk = Facts(school_of(row), _present(row), row["version"], row["elsewhere"])
    status = AssessmentStatus(row["status"]) if row["status"] else None
    change = record(desk, status, asked, permit, if_match=if_match, today=day_of(now))
    if change is Change.NOTHING:
        return change
    where = (desk.school.year, desk.school.place)
    what = (asked.kind, asked.section, asked.area, asked.held_on, asked.enrolled, asked.assessed)
    by = (list(asked.levels), asked.note, permit.person, now, desk.version or 0)
    known = AssessmentKnown()
    with refusing(learning_assessment_once=known, learning_assessment_once_a_year=known):
        stored = await db.once(STORE_ASSESSMENT, id, *where, *what, *by)
    return change if stored else None


async def _row(
    db: Reading, id: UUID, institution: str, asked: Assessment, *, reach: Reach
) -> Record:
    row = await db.fetchrow(ASSESSMENT_DESK, institution, asked.held_on, roots(reach), [], id)
    return found(row, "esa institución")


def _present(row: Record) -> Assessment | None:
    if row["version"] is None:
        return None
    what = (AssessmentKind(row["kind"]), row["section"], Area(row["area"]), row["held_on"])
    counts = (row["enrolled"], row["assessed"], tuple(row["levels"]))
    return Assessment(*what, *counts, row["note"])


async def _decide(
    db: Storing, id: UUID, given: Decided, permit: Permit, *, if_match: int | None, now: datetime
) -> Change | None:
    status = decide(await _desk(db, id, reach=permit.reach), given, permit, if_match=if_match)
    if status is None:
        return Change.NOTHING
    about = (permit.person, now, status, given.note, if_match)
    return Change.REPLACE if await db.once(STORE_DECISION, id, *about) else None


async def _desk(db: Reading, id: UUID, *, reach: Reach) -> DecidingDesk:
    row = found(await db.fetchrow(DECIDING_DESK, id, roots(reach)), WHAT)
    status = AssessmentStatus(row["status"])
    decided = status is not AssessmentStatus.RECORDED
    last = Decided(Decision(status), row["director_note"]) if decided else None
    return DecidingDesk(Place(row["place"]), status, PersonId(row["made_by"]), row["version"], last)
