"""Records of the five strategies of tutoring, and which of them each section has had (F46)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Permit, PersonId, Reach
from domain.accompaniment.school_work import Facts
from domain.accompaniment.tutoring_records import WHAT, Strategy, TutoringRecord, register
from domain.reporting.calendar.cuts import day_of
from domain.versions import Change
from persistence.accompaniment.school_work import (
    FIRST_DAY,
    listed,
    school_desk,
    school_of,
    settled,
    under,
)
from persistence.database import Json, Reading, Storing, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.territory.territory import PlaceNamed, named

# What is written about a talk with one pupil stays in the school: outside it is told as a count.
_RECORD = f"""json_build_object(
    'id', r.id, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'section', r.section, 'strategy', r.strategy, 'held_on', r.held_on, 'tutor', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = r.tutor_id
    ),
    'participants', r.participants,
    'withheld', r.strategy = 'individual' and not r.place = any($1::text[]::ltree[]),
    'text', case when r.strategy <> 'individual' or r.place = any($1::text[]::ltree[])
        then r.text end,
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")})
        from person m where m.id = r.made_by
    ),
    'made_at', r.made_at
)"""

RECORDS_PAGE = page_of(
    f"""
    select t.* from tutoring_record t
    where t.place <@ any($1::text[]::ltree[]) and {under("t.place", "$2", "$3")}
    and ($4::int is null or t.year = $4) and ($5::text is null or t.section = $5)
    and ($6::text is null or t.strategy = $6)
    and (t.held_on, t.id) < ($7::text::date, $8::text::uuid)
    order by t.held_on desc, t.id desc
    limit $9 + 1
    """,
    view=_RECORD,
    keys=("held_on", "id"),
    limit="$9",
)

ONE_RECORD = f"""
select {_RECORD}::text, r.version
from tutoring_record r where r.id = $2 and r.place <@ any($1::text[]::ltree[])
"""

RECORD_DESK = school_desk(
    "tutoring_record",
    "x.section, x.strategy, x.held_on, x.tutor_id, x.participants, x.text, x.made_by",
)

STORE_RECORD = """
with stored as (
    insert into tutoring_record as was (
        id, year, place, section, strategy, held_on, tutor_id, participants, text, made_by, made_at
    )
    values ($1, $2, $3::text::ltree, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (id) do update set year = excluded.year, section = excluded.section,
        strategy = excluded.strategy, held_on = excluded.held_on, tutor_id = excluded.tutor_id,
        participants = excluded.participants, text = excluded.text, version = was.version + 1
    where was.version = $12 and was.place = excluded.place
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $11, $10, place, case when version = 1 then 'tutoring_record.made'
    else 'tutoring_record.changed' end, 'tutoring-record/' || id,
    jsonb_build_object('year', year, 'section', section, 'strategy', strategy, 'on', held_on)
from stored
returning true
"""

# Sections are those that somebody has registered something of; the year's figures tell how many
# there are.
COVERAGE = """
with school as (
    select p.* from place p
    where p.kind = 'institution' and p.code = $2 and p.path <@ any($1::text[]::ltree[])
), section as (
    select t.section from school p join tutoring_record t on t.place = p.path and t.year = $3
    union
    select a.section from school p join learning_assessment a on a.place = p.path and a.year = $3
), had as (
    select t.section, t.strategy, count(*) as times, sum(t.participants) as participants,
        max(t.held_on) as last_held_on
    from school p join tutoring_record t on t.place = p.path and t.year = $3
    group by t.section, t.strategy
)
select json_build_object(
    'institution', json_build_object('code', p.code, 'name', p.name), 'year', $3::int,
    'sections_enrolled', (
        select q.sections from institution_year q
        where q.institution_code = p.code and q.year = $3
    ),
    'items', coalesce((
        select json_agg(json_build_object('section', s.section, 'strategies', (
            select json_agg(json_build_object(
                'strategy', k.strategy, 'times', coalesce(h.times, 0),
                'participants', coalesce(h.participants, 0), 'last_held_on', h.last_held_on
            ) order by k.n)
            from unnest($4::text[]) with ordinality k (strategy, n)
            left join had h on h.section = s.section and h.strategy = k.strategy
        )) order by s.section)
        from section s
    ), '[]')
)::text
from school p
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records of those in reach; None means any."""

    under: PlaceNamed | None = None
    year: int | None = None
    section: str | None = None
    strategy: Strategy | None = None


async def show_records(db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach) -> Page:
    """The records in reach, the latest first."""
    asked = (*named(chosen.under), chosen.year, chosen.section, chosen.strategy)
    after = wanted.after or FIRST_DAY
    return await fetch_page(db, RECORDS_PAGE, roots(reach), *asked, *after, wanted.limit)


async def show_record(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One record, if its school is in reach."""
    row = found(await db.fetchrow(ONE_RECORD, roots(reach), id), WHAT)
    return Versioned(Json(row[0]), row[1])


async def show_coverage(db: Reading, institution: str, year: int, *, reach: Reach) -> Json:
    """Which strategies each section of a school in reach has had in a year, when last."""
    told = await db.fetchval(COVERAGE, roots(reach), institution, year, list(Strategy))
    return Json(found(told, "esa institución"))


async def keep_record(
    db: Storing,
    id: UUID,
    institution: str,
    asked: TutoringRecord,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Register or change a record with its event, unless nothing changes."""
    attempt = partial(_attempt, db, id, institution, asked, permit, if_match=if_match, now=now)
    change = await settled(attempt, what=WHAT)
    shown = await show_record(db, id, reach=permit.reach)
    return Versioned(shown.body, shown.version, created=change is Change.CREATE)


async def _attempt(
    db: Storing,
    id: UUID,
    institution: str,
    asked: TutoringRecord,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Change | None:
    desk = await _load(db, id, institution, asked, reach=permit.reach)
    change = register(desk, asked, permit, if_match=if_match, today=day_of(now))
    if change is Change.NOTHING:
        return change
    about = (asked.section, asked.strategy, asked.held_on, asked.tutor, asked.participants)
    where = (desk.school.year, desk.school.place)
    by = (asked.text, permit.person, now, desk.version or 0)
    return change if await db.once(STORE_RECORD, id, *where, *about, *by) else None


async def _load(
    db: Reading, id: UUID, institution: str, asked: TutoringRecord, *, reach: Reach
) -> Facts[TutoringRecord]:
    people = listed([asked.tutor])
    row = await db.fetchrow(RECORD_DESK, institution, asked.held_on, roots(reach), people, id)
    row = found(row, "esa institución")
    return Facts(school_of(row), _present(row), row["version"], row["elsewhere"])


def _present(row: Record) -> TutoringRecord | None:
    if row["version"] is None:
        return None
    tutor = PersonId(row["tutor_id"]) if row["tutor_id"] else None
    strategy = Strategy(row["strategy"])
    about = (row["section"], strategy, row["held_on"], tutor, row["participants"], row["text"])
    return TutoringRecord(*about)
