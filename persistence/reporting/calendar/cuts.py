"""Report cuts: the same dates for every caller, changed by the ministry."""

from dataclasses import dataclass

from domain.events import EventKind
from domain.reporting.calendar.consolidating import CutConsolidated
from domain.reporting.calendar.cuts import (
    REPORT_CUT,
    Cut,
    CutCode,
    CutFacts,
    CutsOverlap,
    CutState,
    InvalidCut,
)
from persistence.calls import Call, OpenCall
from persistence.database import Json, Overtaken, Reading, Versioned, Writing, as_read, found
from persistence.fragments import event
from persistence.mapping import columns, from_json
from persistence.reporting.calendar.views import CUT_STATE, CUT_VIEW, YEAR_VALUE, cut_value
from persistence.statements import Command, Lock, Query

CUTS = Query(f"""
select json_build_object('items', coalesce(json_agg(
    {CUT_VIEW} order by c.year desc, s.ordinal, s.code, c.ordinal
), '[]'))::text
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
where (:year::int is null or c.year = :year)
and (:stream::text is null or c.stream_code = :stream)
and (:state::text is null or {CUT_STATE} = :state)
""")

CUT = Query(f"""
select {CUT_VIEW}::text as body, c.version
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
where c.code = :code
""")

CUT_EXISTS = Query("select true from report_cut where code = :code")

# Changes of one year's calendar wait for each other here; its cuts are read after the wait.
LOCK_YEAR = Lock("""
select true from school_year y
where y.year = :year and exists (
    select from report_stream s where s.year = y.year and s.code = :stream
)
for no key update
""")

CUT_FACTS = Query(f"""
select json_build_object(
    'year', {YEAR_VALUE},
    'others', coalesce((
        select json_agg({cut_value("k")} order by k.ordinal) from report_cut k
        where k.year = y.year and k.stream_code = :stream and k.ordinal <> :ordinal
    ), '[]'),
    'present', case when c.code is not null then {cut_value("c")} end,
    'version', c.version, 'consolidated', c.consolidated_at is not null
)::text
from school_year y
left join report_cut c on c.year = y.year and c.stream_code = :stream and c.ordinal = :ordinal
where y.year = :year
""")

_CHANGED = event(
    EventKind.REPORT_CUT_CHANGED, of="shown", subject="'report-cut/' || code", whole="view",
    place="'pe'",
)  # fmt: skip

STORE_CUT = Command(
    f"""
with stored as (
    insert into report_cut (
        code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
    )
    values (
        :code, :year, :stream, :ordinal, :stage, :opens_at, :closes_at, :period_from, :period_to
    )
    on conflict (code) do update set stage = excluded.stage, opens_at = excluded.opens_at,
        closes_at = excluded.closes_at, period_from = excluded.period_from,
        period_to = excluded.period_to, version = report_cut.version + 1
    where report_cut.consolidated_at is null
    returning *
), shown as (
    select c.code, c.version, {CUT_VIEW} as view
    from stored c join report_stream s on s.year = c.year and s.code = c.stream_code
), logged as ({_CHANGED})
select view::text as body, version from shown
""",
    report_cut_no_overlap=CutsOverlap,
    report_cut_order=InvalidCut,
    report_cut_period=InvalidCut,
)


@dataclass(frozen=True, slots=True)
class CutFilter:
    """Which cuts are wanted; None: all."""

    year: int | None
    stream: str | None
    state: CutState | None


async def read_cuts(call: OpenCall[Reading], chosen: CutFilter) -> Json:
    """Cuts with their state now, the newest year first, in the order of their streams."""
    return Json(await CUTS.value(call, **columns(chosen)))


async def read_cut(call: OpenCall[Reading], code: str) -> Versioned:
    """One cut with its state now."""
    return as_read(await CUT.row(call, code=code), REPORT_CUT)


async def require_cut(call: OpenCall[Reading], code: str) -> None:
    """Pass when there is such a cut; a list below one that is absent is not an empty list."""
    found(await CUT_EXISTS.value(call, code=code), REPORT_CUT)


async def load_cut_facts(call: OpenCall[Writing], code: CutCode) -> CutFacts:
    """The year and all cuts of the stream. Holds the year's calendar until the transaction ends."""
    found(await LOCK_YEAR.value(call, year=code.year, stream=code.stream), REPORT_CUT)
    facts = await CUT_FACTS.value(call, **code._asdict())
    return from_json(CutFacts, found(facts, REPORT_CUT))


async def store_cut(call: Call[Writing], code: CutCode, cut: Cut) -> Versioned:
    """Write the cut with its event; what is owed is left to the caller. One that is consolidated
    in the same moment stays as it was."""
    row = await STORE_CUT.row(
        call, code=code.text, year=code.year, stream=code.stream, **columns(cut)
    )
    if row is None:
        raise Overtaken(CutConsolidated())
    return Versioned(Json(row["body"]), row["version"], created=row["version"] == 1)
