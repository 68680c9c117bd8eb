"""Coverage: obligations counted by state, by any level of the tree, within a reach: live, and of
consolidated cuts as published."""

from dataclasses import dataclass

from domain.reporting.coverage import CoverageLevel
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.fragments import place_of, roots_under, school_of
from persistence.statements import Query

NAMES = ("expected", "on_time", "late", "captured_in_time", "claimed", "missing", "exempt")
"""Of the figures, as they stand on the wire and in `consolidated_figure`."""


def counts() -> str:
    """The figures of obligations `o`, as columns named and ordered as `NAMES`.

    Five counts, each taken once, and the rest from them: an obligation is exempt or fulfilled or
    neither, and what was captured in time, or is claimed to be, came late (`obligation_*`
    constraints).
    """
    late, captured, claimed = (
        f"count(*) filter (where o.{column})" for column in ("late", "captured_in_time", "claimed")
    )
    return f"""
    count(*) - count(o.exempt_at) as expected,
    count(o.fulfilled_at) - {late} as on_time,
    {late} - {captured} - {claimed} as late,
    {captured} as captured_in_time,
    {claimed} as claimed,
    count(*) - count(o.fulfilled_at) - count(o.exempt_at) as missing,
    count(o.exempt_at) as exempt
"""


SHOWN = (*NAMES, "overdue")
"""What is told besides: how much of what is missing has no time any more."""


def _overdue() -> str:
    """How many of obligations `o` are overdue, as their state says: neither filed nor exempt, and
    the close of their place is over, extensions counted."""
    closed = "select z.code from report_cut z where z.closes_at <= :now"
    return f"""count(*) filter (
        where o.fulfilled_at is null and o.exempt_at is null and o.cut_code = any(array({closed}))
        and not exists (
            select from cut_extension e
            where e.cut_code = o.cut_code and e.place @> o.place and e.closes_at > :now
        )
    ) as overdue"""


_SUMS = ", ".join(f"sum(n.{name})::int as {name}" for name in SHOWN)


def _cuts(consolidated: str) -> str:
    return f"""
        select c.code from report_cut c
        where (:year::int is null or c.year = :year)
        and (:stream::text is null or c.stream_code = :stream)
        and (:cut::text is null or c.code = :cut) and c.opens_at <= :now
        and c.consolidated_at is {consolidated}
"""


# The cuts are an array, not a join: the plan is then the same for every caller and filter.
_LIVE = f"""
    from obligation o
    where o.place <@ any(array({roots_under()})) and o.cut_code = any(array({_cuts("null")}))
"""

# Where a school was when its figures were published; the school itself finds its own wherever it
# moved since.
_FROZEN = f"""
    from consolidated_figure f
    where f.cut_code = any(array({_cuts("not null")}))
    and (f.place <@ any(array({roots_under()})) or ltree2text({school_of("f.place")}) = any(array(
        select ltree2text({school_of("own.path")}) from ({roots_under()}) own
        where nlevel(own.path) = 4
    )))
"""


def _counted(key: str) -> str:
    """Figures by `place` or `cut_code`: live, and those published of consolidated cuts, to which
    nobody has time any more."""
    frozen = ", ".join(f"f.{name}" for name in NAMES)
    return f"""(
    select o.{key}, {counts()}, {_overdue()} {_LIVE} group by o.{key}
    union all
    select f.{key}, {frozen}, f.missing as overdue {_FROZEN}
) n"""


_FIGURES = ", ".join(f"'{name}', g.{name}" for name in SHOWN)
_SUMMED = ", ".join(f"'{name}', coalesce(sum(g.{name}), 0)::int" for name in SHOWN)
_TOTAL = f"json_build_object({_SUMMED})"


def _by_place(part: int, kind: str) -> Query:
    """Counts by school first: cutting two thousand paths is cheaper than thirty thousand. Places
    are named by code, which stays when a school moves."""
    return Query(f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', p.code, 'name', p.name, {_FIGURES}) order by p.sort_key, p.code
), '[]'))::text
from (
    select subpath(n.place, {part}, 1)::text as code, {_SUMS}
    from {_counted("place")}
    group by 1
) g join place p on p.kind = '{kind}' and p.code = g.code
""")


BY_REGION = _by_place(1, "region")
BY_IGED = _by_place(2, "iged")
BY_INSTITUTION = _by_place(3, "institution")

BY_CUT = Query(f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', c.code, 'name', s.name || ', corte ' || c.ordinal, {_FIGURES})
    order by c.year, s.ordinal, c.ordinal
), '[]'))::text
from (select n.cut_code, {_SUMS} from {_counted("cut_code")} group by n.cut_code) g
join report_cut c on c.code = g.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
""")

BY_STREAM = Query(f"""
select json_build_object('total', {_TOTAL}, 'items', coalesce(json_agg(
    json_build_object('code', s.year || '-' || s.code, 'name', s.name, {_FIGURES})
    order by s.year, s.ordinal
), '[]'))::text
from (
    select c.year, c.stream_code, {_SUMS}
    from {_counted("cut_code")}
    join report_cut c on c.code = n.cut_code
    group by c.year, c.stream_code
) g join report_stream s on s.year = g.year and s.code = g.stream_code
""")

_BY = {
    CoverageLevel.STREAM: BY_STREAM,
    CoverageLevel.CUT: BY_CUT,
    CoverageLevel.REGION: BY_REGION,
    CoverageLevel.IGED: BY_IGED,
    CoverageLevel.INSTITUTION: BY_INSTITUTION,
}


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which obligations are counted; None means any in reach."""

    under: OfficialPlace | None
    year: int | None
    stream: str | None
    cut: str | None


async def read_coverage(call: Call[Reading], by: CoverageLevel, chosen: CoverageFilter) -> Json:
    """Counts of the obligations in reach whose cut has opened; of a consolidated cut, the figures
    that were published. `expected` leaves out the exempt; `missing` is what is neither filed nor
    exempt, whether its cut is still open or not."""
    counted = {"year": chosen.year, "stream": chosen.stream, "cut": chosen.cut}
    return Json(await _BY[by].value(call, **place_of(chosen.under), **counted))
