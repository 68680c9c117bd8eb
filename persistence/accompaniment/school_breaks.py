"""Days without lessons: read by whom they hold for, written within the writer's reach."""

from uuid import UUID

from asyncpg import Range

from domain.accompaniment.school_breaks import (
    SCHOOL_BREAK,
    YEAR_OR_PLACE,
    BreakAlreadyThere,
    BreakFacts,
    BreakRequest,
    SchoolBreak,
)
from domain.errors import NotFound
from domain.events import EventKind
from persistence.calls import Call
from persistence.database import (
    Overtaken,
    Reading,
    Storing,
    Versioned,
    Writing,
    as_read,
    as_stored,
    found,
    overtaken,
)
from persistence.fragments import event, in_reach, place_of
from persistence.mapping import from_json
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.reporting.calendar.consolidating import hold_cuts_of
from persistence.statements import Command, Query

_VIEW = """json_build_object(
    'id', r.id, 'year', r.year,
    'place', (
        select json_build_object('kind', p.kind, 'code', p.code, 'name', p.name)
        from place p where p.path = r.place
    ),
    'kind', r.kind, 'name', r.name, 'first_on', lower(r.days), 'last_on', upper(r.days) - 1
)"""


def _concerns(row: str) -> str:
    """True of what is written for a place in reach or above one."""
    return f"({in_reach(f'{row}.place')} or {row}.place @> any(:roots::text[]::ltree[]))"


BREAKS = in_order(
    f"""
    select t.* from (select b.*, lower(b.days) as first_on from school_break b) t
    where t.year = :year and {_concerns("t")}
    and (:institution::text is null or t.place @> (
        select i.path from institution i where i.code = :institution and {in_reach("i.path")}
    ))
    """,
    by="t.first_on date, t.id uuid",
    view=_VIEW,
)

BREAK = Query(f"""
select {_VIEW}::text as body, r.version from school_break r
where r.year = :year and r.id = :id and {_concerns("r")}
""")

_PRESENT = """json_build_object(
    'place', b.place, 'kind', b.kind, 'name', b.name,
    'first_on', lower(b.days), 'last_on', upper(b.days) - 1
)"""

_CONSOLIDATED = """(
    select coalesce(json_agg(json_build_object(
        'code', c.code, 'last_on', c.period_to) order by c.period_to), '[]')
    from report_cut c join report_stream s on s.year = c.year and s.code = c.stream_code
    where c.year = y.year and s.subject_kind = 'teacher' and c.consolidated_at is not null
)"""

# No place is named to take days back: it is the one that they stand for.
BREAK_FACTS = Query(f"""
select json_build_object(
    'year', json_build_object('first', y.starts_on, 'last', y.ends_on),
    'consolidated', {_CONSOLIDATED}, 'place', p.path, 'already_there', exists (
        select from school_break o
        where o.year = y.year and o.place = p.path and o.kind = :kind and o.id <> :id
        and lower(o.days) = :first_on::date and upper(o.days) - 1 = :last_on::date
    ),
    'present', case when b.id is not null then {_PRESENT} end, 'version', b.version,
    'foreign', coalesce(b.year <> y.year or not {in_reach("b.place")}, false)
)::text
from school_year y
left join school_break b on b.id = :id
join place p on {in_reach("p.path")} and case
    when :place_kind::text is null then p.path = b.place
    else p.kind = :place_kind and p.code = :place_code end
where y.year = :year
""")

_WRITTEN = event(
    EventKind.SCHOOL_BREAK_WRITTEN,
    of="shown",
    subject="'school-break/' || id",
    whole="view",
)

STORE_BREAK = Command(
    f"""
with stored as (
    insert into school_break as was (id, year, place, kind, name, days)
    values (:id, :year, :place::text::ltree, :kind, :name, :days)
    on conflict (id) do update set place = excluded.place, kind = excluded.kind,
        name = excluded.name, days = excluded.days, version = was.version + 1
    where was.version = :version and was.year = excluded.year
    returning *
), shown as (
    select r.*, {_VIEW} as view from stored r
), logged as ({_WRITTEN})
select view::text as body, version from shown
""",
    school_break_once=overtaken(BreakAlreadyThere),
)

_REMOVED = event(
    EventKind.SCHOOL_BREAK_REMOVED,
    of="gone r",
    subject="'school-break/' || r.id",
    whole=_VIEW,
    place="r.place",
)

DELETE_BREAK = Command(f"""
with gone as (
    delete from school_break where id = :id and version = :version returning *
), logged as ({_REMOVED})
select true from gone
""")


async def read_breaks(
    call: Call[Reading], year: int, wanted: PageWanted, *, institution: str | None
) -> Page:
    """Days without lessons of places in reach, and above them, by their first day; those that
    concern one school, if it is named."""
    narrowed = {"year": year, "institution": institution}
    return await read_page(call, BREAKS, wanted, **narrowed)


async def read_break(call: Call[Reading], year: int, id: UUID) -> Versioned:
    """One of them."""
    return as_read(await BREAK.row(call, year=year, id=id), SCHOOL_BREAK)


async def load_break_facts(
    call: Call[Writing], year: int, id: UUID, request: BreakRequest | None
) -> BreakFacts:
    """The year, the place asked for (of no request: the one that stands under the id) if in reach,
    and what stands. Holds the cuts of the year, so that none is consolidated in between."""
    await hold_cuts_of(call, year)
    facts = await BREAK_FACTS.value(
        call,
        year=year,
        id=id,
        **place_of(request.place if request else None),
        kind=request and request.kind,
        first_on=request and request.first_on,
        last_on=request and request.last_on,
    )
    return from_json(BreakFacts, found(facts, YEAR_OR_PLACE if request else SCHOOL_BREAK))


async def store_break(
    call: Call[Storing | Writing],
    year: int,
    id: UUID,
    school_break: SchoolBreak,
    *,
    version: int | None,
) -> Versioned:
    """The days as they are kept, with their event."""
    row = await STORE_BREAK.row(
        call,
        id=id,
        year=year,
        place=school_break.place,
        kind=school_break.kind,
        name=school_break.name,
        days=Range(school_break.first_on, school_break.last_on, upper_inc=True),
        version=version or 0,
    )
    return as_stored(row, SCHOOL_BREAK)


async def delete_break(call: Call[Writing], id: UUID, *, version: int | None) -> None:
    """Take the days back with their event."""
    if await DELETE_BREAK.row(call, id=id, version=version) is None:
        raise Overtaken(NotFound(what=SCHOOL_BREAK))
