"""Streams of a year: data that every caller reads and the ministry keeps."""

from datetime import datetime

from asyncpg import Record

from domain.access.permits import NATION, PersonId
from domain.access.roles import Role
from domain.reporting.calendar.streams import Stream, StreamDesk, Subject, SubjectKind
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found
from persistence.reporting.calendar.views import stream_view
from persistence.reporting.obligations.settling import settle

STREAMS = f"""
select json_build_object('items', coalesce(
    json_agg({stream_view()} order by s.year desc, s.ordinal, s.code), '[]'
))::text
from report_stream s
where $1::int is null or s.year = $1
"""

ONE_STREAM = f"select {stream_view()}::text from report_stream s where s.year = $1 and s.code = $2"

LOCK_YEAR = "select true from school_year where year = $1 for no key update"

STREAM_DESK = """
select s.*,
    array(
        select row(n.subject, n.instrument_code) from stream_instrument n
        where n.year = s.year and n.stream_code = s.code order by n.subject
    ) as instruments,
    exists (
        select from report_cut c join report r on r.cut_code = c.code
        where c.year = s.year and c.stream_code = s.code
    ) as has_reports,
    array(select code from instrument where code = any($3::text[])) as known,
    array(
        select instrument_code from instrument_version
        where instrument_code = any($3::text[]) and state = 'published'
    ) as published
from (select) as one
left join report_stream s on s.year = $1 and s.code = $2
"""

STORE_STREAM = f"""
with stored as (
    insert into report_stream (
        year, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled, correction_days, reception_days
    )
    values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10, $15, $16)
    on conflict (year, code) do update set ordinal = excluded.ordinal, name = excluded.name,
        name_en = excluded.name_en, declarant_roles = excluded.declarant_roles,
        subject_kind = excluded.subject_kind, review_required = excluded.review_required,
        reviewer_role = excluded.reviewer_role, enabled = excluded.enabled,
        correction_days = excluded.correction_days, reception_days = excluded.reception_days
    returning *
), dropped as (
    delete from stream_instrument
    where year = $1 and stream_code = $2 and subject <> all($11::text[])
), chosen as (
    insert into stream_instrument (year, stream_code, subject, instrument_code)
    select $1, $2, n.subject, n.instrument
    from unnest($11::text[], $12::text[]) as n (subject, instrument)
    on conflict (year, stream_code, subject) do update
    set instrument_code = excluded.instrument_code
    returning *
), shown as (
    select {stream_view("chosen")} as view from stored s
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $13, $14, 'pe', 'report_stream.changed', 'stream/' || $1 || '/' || $2, view from shown
)
select view::text from shown
"""


async def show_streams(db: Reading, *, year: int | None) -> Json:
    """The streams of a year, or of all years, the newest first."""
    return Json(await db.fetchval(STREAMS, year))


async def load_stream_desk(db: Writing, year: int, code: str, asked: Stream) -> StreamDesk:
    """The stream as it is. Holds the year's calendar until the transaction ends."""
    found(await db.fetchval(LOCK_YEAR, year), "ese año escolar")
    row = await db.fetchrow(STREAM_DESK, year, code, [named for _, named in asked.instruments])
    assert row is not None  # noqa: S101  an outer join always answers one row
    present = _stream_of(row) if row["code"] else None
    return StreamDesk(
        present, row["has_reports"], frozenset(row["known"]), frozenset(row["published"])
    )


def _stream_of(row: Record) -> Stream:
    return Stream(
        row["ordinal"],
        row["name"],
        row["name_en"],
        frozenset(Role(role) for role in row["declarant_roles"]),
        SubjectKind(row["subject_kind"]),
        tuple((Subject(subject), instrument) for subject, instrument in row["instruments"]),
        row["review_required"],
        Role(row["reviewer_role"]) if row["reviewer_role"] else None,
        row["enabled"],
        row["correction_days"],
        row["reception_days"],
    )


async def store_stream(
    db: Writing,
    year: int,
    code: str,
    stream: Stream,
    change: Change,
    *,
    by: PersonId,
    now: datetime,
) -> Kept:
    """Write the stream with its event and bring what is owed in line, unless nothing changes."""
    if change is Change.NOTHING:
        return Kept(Json(await db.fetchval(ONE_STREAM, year, code)), created=False)
    view = await db.fetchval(
        STORE_STREAM,
        year,
        code,
        stream.ordinal,
        stream.name,
        stream.name_en,
        sorted(stream.declarant_roles),
        stream.subject_kind,
        stream.review_required,
        stream.reviewer_role,
        stream.enabled,
        [subject for subject, _ in stream.instruments],
        [instrument for _, instrument in stream.instruments],
        now,
        by,
        stream.correction_days,
        stream.reception_days,
    )
    await settle(db, under=[NATION], now=now)
    return Kept(Json(view), created=change is Change.CREATE)
