"""School years: shown with their streams and cuts, and opened from one another."""

from domain.events import EventKind
from domain.reporting.calendar.years import (
    SCHOOL_YEAR,
    OpeningFacts,
    YearAlreadyOpen,
    YearPlan,
    YearRequest,
)
from persistence.calls import Call, OpenCall
from persistence.database import Json, Overtaken, Reading, Writing, found
from persistence.fragments import event
from persistence.mapping import columns, from_json, to_text
from persistence.reporting.calendar.views import CUT_VIEW, YEAR_VALUE, cut_value, stream_view
from persistence.statements import Command, Lock, Query

YEARS = Query(f"""
select json_build_object(
    'items', coalesce(json_agg({YEAR_VALUE} order by y.year desc), '[]')
)::text
from school_year y
""")

YEAR = Query(f"""
select ({YEAR_VALUE}::jsonb || jsonb_build_object('streams', coalesce((
    select jsonb_agg({stream_view()} || jsonb_build_object('cuts', coalesce((
        select jsonb_agg({CUT_VIEW} order by c.ordinal)
        from report_cut c where c.year = s.year and c.stream_code = s.code
    ), '[]')) order by s.ordinal, s.code)
    from report_stream s where s.year = y.year
), '[]')))::text
from school_year y where y.year = :year
""")

# Years opened from the same one wait for each other here; all else is read after the wait.
LOCK_SOURCE = Lock("select true from school_year where year = :copy_from for no key update")

_OPENED = """(
    select payload from event
    where subject = 'year/' || :year::int and kind = 'year.opened' order by seq limit 1
)"""

# The streams stand in their order, in which faults are told.
OPENING_FACTS = Query(f"""
select json_build_object(
    'source', (select {YEAR_VALUE} from school_year y where y.year = :copy_from),
    'cuts', coalesce((
        select json_object_agg(s.code, coalesce((
            select json_agg({cut_value("c")} order by c.ordinal) from report_cut c
            where c.year = s.year and c.stream_code = s.code
        ), '[]') order by s.ordinal, s.code)
        from report_stream s where s.year = :copy_from
    ), '{{}}'),
    'present', exists (select from school_year where year = :year),
    'opened_by', (
        select json_object_agg(field, o.payload -> field) from {_OPENED} o (payload), unnest(
            :fields::text[]
        ) as field
    )
)::text
""")

OPENED_BEFORE = Query(f"""
select (jsonb_build_object('created', false) || {_OPENED})::text
""")

_PLANNED = """
    select s.code as stream, s.ordinal as nth, n.*
    from report_stream s, jsonb_to_recordset(:cuts::jsonb -> s.code) as n (
        ordinal int, stage text, opens_at timestamptz, closes_at timestamptz, period_from date,
        period_to date
    )
    where s.year = :copy_from"""

# What opening the year comes to, as the event keeps it.
_OPENING = """
    select jsonb_build_object(
        'year', :year::int, 'copy_from', :copy_from::int,
        'starts_on', :starts_on::date, 'ends_on', :ends_on::date,
        'weekly_hours', :weekly_hours::int, 'demonstration', :demonstration::bool,
        'streams', coalesce((
            select jsonb_agg(jsonb_build_object(
                'code', s.code, 'name', s.name, 'enabled', s.enabled
            ) order by s.ordinal, s.code)
            from report_stream s where s.year = :copy_from
        ), '[]'),
        'cuts', coalesce((
            select jsonb_agg(jsonb_build_object(
                'code', :year::int || '-' || p.stream || '-' || p.ordinal, 'stream', p.stream,
                'ordinal', p.ordinal, 'stage', p.stage, 'opens_at', p.opens_at,
                'closes_at', p.closes_at, 'period_from', p.period_from, 'period_to', p.period_to
            ) order by p.nth, p.stream, p.ordinal)
            from planned p
        ), '[]'),
        'workload_lines', (select count(*) from workload_line where year = :copy_from)
    ) as summary"""

OPENING = Query(f"""
with planned as ({_PLANNED}
), opening as ({_OPENING}
)
select (jsonb_build_object('created', true) || summary)::text from opening
""")

_LOGGED = event(
    EventKind.YEAR_OPENED, of="opened o, opening", subject="'year/' || o.year", whole="summary",
    place="'pe'",
)  # fmt: skip

# Every part draws its year from `opened`, so that whoever comes second writes nothing.
STORE_YEAR = Command(f"""
with planned as ({_PLANNED}
), opening as ({_OPENING}
), opened as (
    insert into school_year (year, starts_on, ends_on, weekly_hours, demonstration)
    values (:year, :starts_on, :ends_on, :weekly_hours, :demonstration)
    on conflict (year) do nothing
    returning year
), streams as (
    insert into report_stream (
        year, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled, correction_days, reception_days
    )
    select o.year, s.code, s.ordinal, s.name, s.name_en, s.declarant_roles, s.subject_kind,
        s.review_required, s.reviewer_role, s.enabled, s.correction_days, s.reception_days
    from opened o, report_stream s where s.year = :copy_from
), instruments as (
    insert into stream_instrument (year, stream_code, subject, instrument_code)
    select o.year, n.stream_code, n.subject, n.instrument_code
    from opened o, stream_instrument n where n.year = :copy_from
), cuts as (
    insert into report_cut (
        code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
    )
    select o.year || '-' || p.stream || '-' || p.ordinal, o.year, p.stream, p.ordinal, p.stage,
        p.opens_at, p.closes_at, p.period_from, p.period_to
    from opened o, planned p
), templates as (
    insert into workload_template (year, role, norm, total)
    select o.year, w.role, w.norm, w.total
    from opened o, workload_template w where w.year = :copy_from
), lines as (
    insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
    select o.year, w.role, w.code, w.parent_code, w.ordinal, w.name, w.hours, w.proof
    from opened o, workload_line w where w.year = :copy_from
), logged as ({_LOGGED})
select (jsonb_build_object('created', true) || g.summary)::text from opened o, opening g
""")


async def read_years(call: OpenCall[Reading]) -> Json:
    """All school years, the newest first."""
    return Json(await YEARS.value(call))


async def read_year(call: OpenCall[Reading], year: int) -> Json:
    """One school year with its streams and their cuts as they stand now."""
    return Json(found(await YEAR.value(call, year=year), SCHOOL_YEAR))


async def load_opening_facts(call: OpenCall[Writing], request: YearRequest) -> OpeningFacts:
    """The year to copy and what became of the one asked for. Holds the first until the end."""
    await LOCK_SOURCE.value(call, copy_from=request.copy_from)
    fields = list(columns(request))
    facts = await OPENING_FACTS.value(
        call, year=request.year, copy_from=request.copy_from, fields=fields
    )
    return from_json(OpeningFacts, facts)


async def read_opened(call: OpenCall[Reading], year: int) -> Json:
    """The answer to the request that opened a year, when it is repeated."""
    return Json(await OPENED_BEFORE.value(call, year=year))


async def read_opening(call: OpenCall[Reading], plan: YearPlan) -> Json:
    """What opening the year would come to."""
    return Json(await OPENING.value(call, **_planned(plan)))


async def store_year(call: Call[Writing], plan: YearPlan) -> Json:
    """Open the year with its event; what is owed is left to the caller."""
    opened = await STORE_YEAR.value(call, **_planned(plan))
    if opened is None:
        raise Overtaken(YearAlreadyOpen(year=plan.year.year))
    return Json(opened)


def _planned(plan: YearPlan) -> dict[str, object]:
    return columns(plan.year) | {"copy_from": plan.copy_from, "cuts": to_text(plan.cuts)}
