"""Streams of a year: data that every caller reads and the ministry keeps."""

from domain.events import EventKind
from domain.reporting.calendar.streams import Stream, StreamFacts
from domain.reporting.calendar.years import SCHOOL_YEAR
from persistence.calls import Call, OpenCall
from persistence.database import Json, Reading, Writing, found
from persistence.fragments import event
from persistence.mapping import columns, from_json, to_text
from persistence.reporting.calendar.views import stream_view
from persistence.statements import Command, Lock, Query

STREAMS = Query(f"""
select json_build_object('items', coalesce(
    json_agg({stream_view()} order by s.year desc, s.ordinal, s.code), '[]'
))::text
from report_stream s
where :year::int is null or s.year = :year
""")

STREAM = Query(f"""
select {stream_view()}::text from report_stream s where s.year = :year and s.code = :code
""")

LOCK_YEAR = Lock("select true from school_year where year = :year for no key update")

_PRESENT = """json_build_object(
    'ordinal', s.ordinal, 'name', s.name, 'name_en', s.name_en,
    'declarant_roles', s.declarant_roles, 'subject_kind', s.subject_kind,
    'instruments', coalesce((
        select json_agg(json_build_object(
            'subject', n.subject, 'instrument', n.instrument_code
        ) order by n.subject)
        from stream_instrument n where n.year = s.year and n.stream_code = s.code
    ), '[]'),
    'review_required', s.review_required, 'reviewer_role', s.reviewer_role, 'enabled', s.enabled,
    'correction_days', s.correction_days, 'reception_days', s.reception_days
)"""

STREAM_FACTS = Query(f"""
select json_build_object(
    'present', case when s.code is not null then {_PRESENT} end,
    'has_reports', exists (
        select from report_cut c join report r on r.cut_code = c.code
        where c.year = s.year and c.stream_code = s.code
    ),
    'known', array(select code from instrument where code = any(:named::text[])),
    'published', array(
        select instrument_code from instrument_version
        where instrument_code = any(:named::text[]) and state = 'published'
    )
)::text
from (select) as one
left join report_stream s on s.year = :year and s.code = :code
""")

_CHANGED = event(
    EventKind.REPORT_STREAM_CHANGED, of="shown", subject="'stream/' || year || '/' || code",
    whole="view", place="'pe'",
)  # fmt: skip

STORE_STREAM = Command(f"""
with stored as (
    insert into report_stream (
        year, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled, correction_days, reception_days
    )
    values (
        :year, :code, :ordinal, :name, :name_en, :declarant_roles::text[], :subject_kind,
        :review_required, :reviewer_role, :enabled, :correction_days, :reception_days
    )
    on conflict (year, code) do update set ordinal = excluded.ordinal, name = excluded.name,
        name_en = excluded.name_en, declarant_roles = excluded.declarant_roles,
        subject_kind = excluded.subject_kind, review_required = excluded.review_required,
        reviewer_role = excluded.reviewer_role, enabled = excluded.enabled,
        correction_days = excluded.correction_days, reception_days = excluded.reception_days
    returning *
), named as (
    select n.* from jsonb_to_recordset(:instruments::jsonb) as n (subject text, instrument text)
), dropped as (
    delete from stream_instrument
    where year = :year and stream_code = :code and subject not in (select subject from named)
), chosen as (
    insert into stream_instrument (year, stream_code, subject, instrument_code)
    select s.year, s.code, n.subject, n.instrument from stored s, named n
    on conflict (year, stream_code, subject) do update
    set instrument_code = excluded.instrument_code
    returning *
), shown as (
    select s.year, s.code, {stream_view("chosen")} as view from stored s
), logged as ({_CHANGED})
select view::text from shown
""")


async def read_streams(call: OpenCall[Reading], year: int | None) -> Json:
    """The streams of a year, or of all years, the newest first."""
    return Json(await STREAMS.value(call, year=year))


async def read_stream(call: OpenCall[Reading], year: int, code: str) -> Json:
    """One stream."""
    return Json(await STREAM.value(call, year=year, code=code))


async def load_stream_facts(
    call: OpenCall[Writing], year: int, code: str, stream: Stream
) -> StreamFacts:
    """The stream as it is. Holds the year's calendar until the transaction ends."""
    found(await LOCK_YEAR.value(call, year=year), SCHOOL_YEAR)
    named = [each.instrument for each in stream.instruments]
    return from_json(StreamFacts, await STREAM_FACTS.value(call, year=year, code=code, named=named))


async def store_stream(call: Call[Writing], year: int, code: str, stream: Stream) -> Json:
    """Write the stream with its event; what is owed is left to the caller."""
    values = columns(stream) | {
        "declarant_roles": sorted(stream.declarant_roles),
        "instruments": to_text(stream.instruments),
    }
    return Json(await STORE_STREAM.value(call, year=year, code=code, **values))
