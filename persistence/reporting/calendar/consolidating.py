"""Consolidating a cut: the figures of each school are counted once more and kept, for good."""

from domain.events import EventKind
from domain.reporting.calendar.consolidating import ConsolidationFacts
from domain.reporting.calendar.cuts import REPORT_CUT
from persistence.calls import Call, OpenCall
from persistence.database import Json, Reading, Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import from_json
from persistence.people.holders import full_name
from persistence.reporting.coverage import NAMES, counts
from persistence.statements import Command, Lock, Query

_OF_NATION = in_reach("'pe'::ltree")

# A statement of its own: what follows sees what was committed while this one waited. An extension,
# a request, an exemption or another date of the cut each hold the cut until they are committed.
LOCK_CUT = Lock(f"""
select c.code from report_cut c
where c.code = :cut and {_OF_NATION}
for no key update
""")

CONSOLIDATION_FACTS = Query(f"""
select json_build_object(
    'cut', c.code, 'closes_at', c.closes_at, 'extended_to', e.until,
    'receives_until', greatest(c.closes_at, e.until)
        + make_interval(hours => 24 * s.reception_days),
    'requests_open', (
        select count(*) from extension_request x where x.cut_code = c.code and x.state = 'asked'
    ),
    'consolidated_at', c.consolidated_at
)::text
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
cross join lateral (
    select max(e.closes_at) as until from cut_extension e where e.cut_code = c.code
) e
where c.code = :cut and {_OF_NATION}
""")

_SUMS = ", ".join(f"'{name}', coalesce(sum(f.{name}), 0)" for name in NAMES)

_CONSOLIDATED = event(
    EventKind.REPORT_CUT_CONSOLIDATED, of="consolidated c", subject="'report-cut/' || c.code",
    whole=f"(select jsonb_build_object('schools', count(*), {_SUMS}) from frozen f)", place="'pe'",
)  # fmt: skip

CONSOLIDATE = Command(f"""
with consolidated as (
    update report_cut set consolidated_at = :now, consolidated_by = :by, version = version + 1
    where code = :cut and consolidated_at is null
    returning code
), frozen as (
    insert into consolidated_figure (cut_code, place, {", ".join(NAMES)})
    select o.cut_code, o.place, {counts()}
    from obligation o join consolidated c on c.code = o.cut_code
    group by o.cut_code, o.place
    returning *
)
{_CONSOLIDATED}
""")

CONSOLIDATION = Query(f"""
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
where c.code = :cut and {_OF_NATION}
""")

# A statement of its own: what follows sees what was consolidated while this one waited.
HOLD_CUTS = Lock("select code from report_cut where year = :year order by code for share")

CONSOLIDATED_STREAMS = Query("""
select distinct stream_code from report_cut where year = :year and consolidated_at is not null
""")


async def hold_cuts_of(call: OpenCall[Writing], year: int) -> None:
    """Let no cut of the year be consolidated until the transaction ends."""
    await HOLD_CUTS.rows(call, year=year)


async def read_consolidated_streams(call: OpenCall[Reading], year: int) -> frozenset[str]:
    """The streams of a year of which some cut is consolidated: their cuts are no longer moved."""
    rows = await CONSOLIDATED_STREAMS.rows(call, year=year)
    return frozenset(row["stream_code"] for row in rows)


async def load_consolidation_facts(call: Call[Writing], cut: str) -> ConsolidationFacts:
    """When the cut ends for everybody. Holds it until the transaction ends."""
    found(await LOCK_CUT.value(call, cut=cut), REPORT_CUT)
    facts = await CONSOLIDATION_FACTS.value(call, cut=cut)
    return from_json(ConsolidationFacts, found(facts, REPORT_CUT))


async def store_consolidation(call: Call[Writing], cut: str) -> None:
    """Publish the figures of the cut that is held, with the event."""
    await CONSOLIDATE.row(call, cut=cut)


async def read_consolidation(call: Call[Reading], cut: str) -> Json:
    """The figures of a consolidated cut. Only for who reaches the whole nation."""
    return Json(found(await CONSOLIDATION.value(call, cut=cut), REPORT_CUT))
