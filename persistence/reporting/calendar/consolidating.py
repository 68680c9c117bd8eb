"""Consolidating a cut: the figures of each school are counted once more and kept, for good."""

from datetime import datetime

from domain.access.permits import PersonId, Reach
from domain.reporting.calendar.consolidating import ConsolidationDesk, consolidate
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found, roots
from persistence.people.holders import full_name

# A statement of its own: what follows sees what was committed while this one waited. An extension,
# a request, an exemption or another date of the cut each hold the cut until they are committed.
LOCK_CUT = """
select c.code from report_cut c
where c.code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
for no key update
"""

CONSOLIDATION_DESK = """
select c.code as cut, c.closes_at, e.until as extended_to, c.consolidated_at,
    greatest(c.closes_at, e.until) + make_interval(hours => 24 * s.reception_days)
        as receives_until,
    (select count(*) from extension_request x where x.cut_code = c.code and x.state = 'asked')
        as requests_open
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
cross join lateral (
    select max(e.closes_at) as until from cut_extension e where e.cut_code = c.code
) e
where c.code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
"""

_SUMS = ", ".join(
    f"'{name}', coalesce(sum(f.{name}), 0)"
    for name in ("expected", "on_time", "late", "captured_in_time", "missing", "exempt")
)

CONSOLIDATE = f"""
with consolidated as (
    update report_cut set consolidated_at = $2, consolidated_by = $3, version = version + 1
    where code = $1 and consolidated_at is null
    returning code
), frozen as (
    insert into consolidated_figure (
        cut_code, place, expected, on_time, late, captured_in_time, missing, exempt
    )
    select o.cut_code, o.place,
        count(*) filter (where o.exempt_at is null),
        count(*) filter (where o.late is false),
        count(*) filter (where o.late and not o.captured_in_time),
        count(*) filter (where o.captured_in_time),
        count(*) filter (where o.fulfilled_at is null and o.exempt_at is null),
        count(*) filter (where o.exempt_at is not null)
    from obligation o join consolidated c on c.code = o.cut_code
    group by o.cut_code, o.place
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $2, $3, 'pe', 'report_cut.consolidated', 'report-cut/' || c.code, (
    select jsonb_build_object('schools', count(*), {_SUMS}) from frozen f
)
from consolidated c
"""

CONSOLIDATION = f"""
select json_build_object(
    'cut', c.code, 'consolidated_at', c.consolidated_at,
    'consolidated_by', json_build_object('id', w.id, 'name', {full_name("w")}),
    'schools', f.schools, 'figures', f.figures
)::text
from report_cut c join person w on w.id = c.consolidated_by
cross join lateral (
    select count(*) as schools, json_build_object({_SUMS}) as figures
    from consolidated_figure f where f.cut_code = c.code
) f
where c.code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
"""


# A statement of its own: what follows sees what was consolidated while this one waited.
HOLD_CUTS = "select code from report_cut where year = $1 order by code for share"

CONSOLIDATED_STREAMS = """
select distinct stream_code from report_cut where year = $1 and consolidated_at is not null
"""


async def hold_cuts(db: Writing, year: int) -> None:
    """Let no cut of the year be consolidated until the transaction ends."""
    await db.fetch(HOLD_CUTS, year)


async def consolidated_streams(db: Reading, year: int) -> frozenset[str]:
    """The streams of a year of which some cut is consolidated: their cuts are no longer moved."""
    return frozenset(row[0] for row in await db.fetch(CONSOLIDATED_STREAMS, year))


async def consolidate_cut(
    db: Writing, code: str, *, by: PersonId, reach: Reach, now: datetime
) -> Kept:
    """Publish the figures of a cut that is over, or find them published: of two at once, the second
    is told of the first's. Only who reaches the whole nation."""
    found(await db.fetchval(LOCK_CUT, code, roots(reach)), "ese corte")
    desk = await _desk(db, code, reach=reach)
    change = consolidate(desk, now=now)
    if change is Change.CREATE:
        await db.fetch(CONSOLIDATE, code, now, by)
    shown = await db.fetchval(CONSOLIDATION, code, roots(reach))
    return Kept(Json(shown), created=change is Change.CREATE)


async def _desk(db: Reading, code: str, *, reach: Reach) -> ConsolidationDesk:
    row = found(await db.fetchrow(CONSOLIDATION_DESK, code, roots(reach)), "ese corte")
    return ConsolidationDesk(**row)
