"""Coverage: obligations counted by state, live, by any level of the tree, within a reach."""

from datetime import datetime
from enum import StrEnum

from domain.access import Reach
from persistence.database import Json, Reading, roots
from persistence.territory import PlaceNamed, named


class Level(StrEnum):
    """What the counts are grouped by."""

    STREAM = "stream"
    CUT = "cut"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


_COUNTS = """
    count(*) filter (where o.exempt_at is null) as expected,
    count(*) filter (where o.late is false) as on_time,
    count(*) filter (where o.late) as late,
    count(*) filter (where o.fulfilled_at is null and o.exempt_at is null) as missing,
    count(*) filter (where o.exempt_at is not null) as exempt
"""

_SUMS = """
    sum(n.expected)::int as expected, sum(n.on_time)::int as on_time, sum(n.late)::int as late,
    sum(n.missing)::int as missing, sum(n.exempt)::int as exempt
"""

# The cuts are an array, not a join: the plan is then the same for every caller and filter.
_CHOSEN = """
    from obligation o
    where o.place <@ any(array(
        select case when r <@ u.path then r else u.path end
        from unnest($1::text[]::ltree[]) r
        join (
            select path from place where kind = $5 and code = $6
            union all select 'pe' where $5::text is null
        ) u on r <@ u.path or u.path <@ r
    ))
    and o.cut_code = any(array(
        select c.code from report_cut c
        where ($2::int is null or c.year = $2) and ($3::text is null or c.stream_code = $3)
        and ($4::text is null or c.code = $4) and c.opens_at <= $7
    ))
"""

_FIGURES = """
    'expected', g.expected, 'on_time', g.on_time, 'late', g.late, 'missing', g.missing,
    'exempt', g.exempt
"""

_TOTAL = """json_build_object(
    'expected', coalesce(sum(g.expected), 0)::int, 'on_time', coalesce(sum(g.on_time), 0)::int,
    'late', coalesce(sum(g.late), 0)::int, 'missing', coalesce(sum(g.missing), 0)::int,
    'exempt', coalesce(sum(g.exempt), 0)::int
)"""


def _by_place(levels: int) -> str:
    """Counts by school first: cutting two thousand paths is cheaper than thirty thousand."""
    return f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', p.code, 'name', p.name, {_FIGURES}) order by p.sort_key, p.code
), '[]'))::text
from (
    select subpath(n.place, 0, {levels}) as path, {_SUMS}
    from (select o.place, {_COUNTS} {_CHOSEN} group by o.place) n
    group by 1
) g join place p on p.path = g.path
"""


BY_REGION = _by_place(2)
BY_IGED = _by_place(3)
BY_INSTITUTION = _by_place(4)

BY_CUT = f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', c.code, 'name', s.name || ', corte ' || c.ordinal, {_FIGURES})
    order by c.year, s.ordinal, c.ordinal
), '[]'))::text
from (select o.cut_code, {_COUNTS} {_CHOSEN} group by o.cut_code) g
join report_cut c on c.code = g.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
"""

BY_STREAM = f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', s.year || '-' || s.code, 'name', s.name, {_FIGURES})
    order by s.year, s.ordinal
), '[]'))::text
from (
    select c.year, c.stream_code, {_SUMS}
    from (select o.cut_code, {_COUNTS} {_CHOSEN} group by o.cut_code) n
    join report_cut c on c.code = n.cut_code
    group by c.year, c.stream_code
) g join report_stream s on s.year = g.year and s.code = g.stream_code
"""

_BY = {
    Level.STREAM: BY_STREAM,
    Level.CUT: BY_CUT,
    Level.REGION: BY_REGION,
    Level.IGED: BY_IGED,
    Level.INSTITUTION: BY_INSTITUTION,
}


async def show_coverage(
    db: Reading,
    by: Level,
    *,
    year: int | None,
    stream: str | None,
    cut: str | None,
    under: PlaceNamed | None,
    reach: Reach,
    now: datetime,
) -> Json:
    """Counts of the obligations in reach whose cut has opened. `expected` leaves out the exempt;
    `missing` is what is neither filed nor exempt, whether its cut is still open or not."""
    statement = _BY[by]
    chosen = (year, stream, cut, *named(under), now)
    return Json(await db.fetchval(statement, roots(reach), *chosen))
