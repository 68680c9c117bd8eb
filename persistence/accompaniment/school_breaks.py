"""Days without lessons: read by whom they hold for, written within the writer's reach."""

import json
from datetime import date, datetime
from uuid import UUID

from asyncpg import Range, Record

from domain.access.permits import PersonId, Place, Reach
from domain.accompaniment.hours import Span
from domain.accompaniment.school_breaks import (
    WHAT,
    BreakAlreadyThere,
    BreakDesk,
    BreakKind,
    SchoolBreak,
)
from domain.errors import StaleVersion
from domain.people.appointments.model import PlaceRef
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.reporting.calendar.consolidating import hold_cuts

_WHERE = "ese año escolar o ese lugar"
_BREAK = """json_build_object(
    'id', r.id, 'year', r.year,
    'place', (
        select json_build_object('kind', p.kind, 'code', p.code, 'name', p.name)
        from place p where p.path = r.place
    ),
    'kind', r.kind, 'name', r.name, 'first_on', lower(r.days), 'last_on', upper(r.days) - 1
)"""


def _concerns(row: str, reach: str) -> str:
    """True of what is written for a place in reach or above one."""
    return f"""(
    {row}.place <@ any({reach}::text[]::ltree[]) or {row}.place @> any({reach}::text[]::ltree[])
)"""


BREAKS_PAGE = page_of(
    f"""
    select b.*, lower(b.days) as first_on from school_break b
    where b.year = $1 and {_concerns("b", "$2")}
    and ($3::text is null or b.place @> (
        select i.path from institution i
        where i.code = $3 and i.path <@ any($2::text[]::ltree[])
    ))
    and (lower(b.days), b.id) > ($4::text::date, $5::text::uuid)
    order by lower(b.days), b.id
    limit $6 + 1
    """,
    view=_BREAK,
    keys=("first_on", "id"),
    limit="$6",
)

ONE_BREAK = f"""
select {_BREAK}::text, r.version from school_break r
where r.year = $1 and r.id = $2 and {_concerns("r", "$3")}
"""

BREAK_DESK = """
select y.starts_on, y.ends_on, p.path::text as place, b.version, b.place::text as held_place,
    b.kind, b.name, lower(b.days) as first_on, upper(b.days) - 1 as last_on,
    coalesce(b.year <> y.year or not b.place <@ any($5::text[]::ltree[]), false) as foreign_one,
    (
        select coalesce(json_agg(json_build_array(c.code, c.period_to) order by c.period_to), '[]')
        from report_cut c join report_stream s on s.year = c.year and s.code = c.stream_code
        where c.year = y.year and s.subject_kind = 'teacher' and c.consolidated_at is not null
    )::text as consolidated
from school_year y
left join school_break b on b.id = $2
join place p on p.path <@ any($5::text[]::ltree[])
    and case when $3::text is null then p.path = b.place else p.kind = $3 and p.code = $4 end
where y.year = $1
"""

STORE_BREAK = f"""
with stored as (
    insert into school_break (id, year, place, kind, name, days)
    values ($1, $2, $3::text::ltree, $4, $5, $6)
    on conflict (id) do update set place = excluded.place, kind = excluded.kind,
        name = excluded.name, days = excluded.days, version = school_break.version + 1
    where school_break.version = $7 and school_break.year = excluded.year
    returning *
), shown as (
    select r.*, {_BREAK} as view from stored r
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $8, $9, place, 'school_break.written', 'school-break/' || id, view from shown
)
select view::text, version from shown
"""

DELETE_BREAK = f"""
with gone as (
    delete from school_break where id = $1 and version = $2 returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $4, r.place, 'school_break.removed', 'school-break/' || r.id, {_BREAK} from gone r
)
select true from gone
"""


async def show_breaks(
    db: Reading, year: int, wanted: PageWanted, *, institution: str | None, reach: Reach
) -> Page:
    """Days without lessons of places in reach, and above them, by their first day; those that
    concern one school, if it is named."""
    after = wanted.after or ("-infinity", "00000000-0000-0000-0000-000000000000")
    return await fetch_page(db, BREAKS_PAGE, year, roots(reach), institution, *after, wanted.limit)


async def show_break(db: Reading, year: int, id: UUID, *, reach: Reach) -> Versioned:
    """One of them."""
    row = found(await db.fetchrow(ONE_BREAK, year, id, roots(reach)), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(
    db: Writing, year: int, id: UUID, place: PlaceRef | None, *, reach: Reach
) -> BreakDesk:
    """The year, the place asked for (None: the one that stands under the id) if in reach, and what
    stands. Holds the cuts of the year, so that none is consolidated in between."""
    await hold_cuts(db, year)
    asked = (place.kind, place.code) if place else (None, None)
    row = await db.fetchrow(BREAK_DESK, year, id, *asked, roots(reach))
    return _desk(found(row, _WHERE if place else WHAT))


def _desk(row: Record) -> BreakDesk:
    told = json.loads(row["consolidated"])
    return BreakDesk(
        Span(row["starts_on"], row["ends_on"]),
        [(cut, date.fromisoformat(last_day)) for cut, last_day in told],
        Place(row["place"]),
        _present(row),
        row["version"],
        foreign=row["foreign_one"],
    )


def _present(row: Record) -> SchoolBreak | None:
    if row["version"] is None:
        return None
    days = Span(row["first_on"], row["last_on"])
    return SchoolBreak(Place(row["held_place"]), BreakKind(row["kind"]), row["name"], days)


async def store_break(
    db: Writing,
    year: int,
    id: UUID,
    asked: SchoolBreak,
    change: Change,
    *,
    replaces: int | None,
    by: PersonId,
    now: datetime,
    reach: Reach,
) -> Versioned:
    """Write the days with their event, unless nothing changes; the second of two is told."""
    if change is Change.NOTHING:
        return await show_break(db, year, id, reach=reach)
    days = Range(asked.days.first, asked.days.last, upper_inc=True)
    about = (asked.place, asked.kind, asked.name, days)
    with refusing(school_break_once=BreakAlreadyThere()):
        row = await db.fetchrow(STORE_BREAK, id, year, *about, replaces or 0, now, by)
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)


async def delete_break(
    db: Writing, id: UUID, *, version: int | None, by: PersonId, now: datetime
) -> None:
    """Take the days back with their event; whoever comes second finds none."""
    found(await db.fetchval(DELETE_BREAK, id, version, now, by), WHAT)
