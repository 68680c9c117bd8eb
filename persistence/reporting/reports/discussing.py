"""The discussion of a report: read and written by those who see it whole."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.access.permits import Held, PersonId, Reach
from domain.reporting.reports.discussing import MessageDiffers, Part, Talk
from domain.reporting.reports.model import ReportId
from persistence.database import Json, Kept, Reading, Storing, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.reporting.reports.about import held_it_then
from persistence.reporting.reports.queue import reviews_at, written_by
from persistence.reporting.reports.sight import came_back, seen_by

_MESSAGE = f"""json_build_object(
    'id', r.id, 'report_id', r.report_id, 'at', r.at, 'part', r.part, 'text', r.text,
    'writer', json_build_object('id', r.writer_id, 'name', (
        select {full_name("p")} from person p where p.id = r.writer_id
    ))
)"""

# As the report is seen; and of reports about teachers, where individual results may be told.
# $1 reach, $2 own places, $3 caller, $4 where individual results are told
_SEEN = f"""(
    (x.place <@ any($1::text[]::ltree[]) or x.place <@ any($2::text[]::ltree[]) and (
        x.about_id = $3 or x.author_id = $3 or {came_back("x")}
    ))
    and (s.subject_kind <> 'teacher' or x.author_id = $3 or x.place <@ any($4::text[]::ltree[])
        or x.place <@ any($2::text[]::ltree[]) and {came_back("x")})
)"""

_JOINED = """
    join report_cut c on c.code = x.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
"""

IN_SIGHT = f"select true from report x {_JOINED} where x.id = $5 and {_SEEN}"

MESSAGES_PAGE = page_of(
    f"""
    select m.* from report_message m join report x on x.id = m.report_id {_JOINED}
    where x.id = $5 and {_SEEN} and (m.at, m.id) > ($6::text::timestamptz, $7::text::uuid)
    order by m.at, m.id
    limit $8 + 1
    """,
    view=_MESSAGE,
    keys=("at", "id"),
    limit="$8",
)

TALK = f"""
select
    {written_by("x", "$3")} or {came_back("x")} or exists (
        select from unnest($6::ltree[], $7::text[]) as held (place, role)
        where x.place <@ held.place and held.role = any(s.declarant_roles)
        and held.role not in ('cp', 'ct')
    ) as writes,
    {reviews_at("x", "s", places="$6::text[]", roles="$7::text[]")} as reviews,
    x.about_id is not distinct from $3 or {held_it_then("x", "$3")} as is_observed,
    m.writer_id as said_by, m.text as said
from report x {_JOINED}
left join report_message m on m.id = $8
where x.id = $5 and {_SEEN}
"""

# The same again finds what it said; another under its id finds nothing.
STORE_MESSAGE = f"""
with stored as (
    insert into report_message (id, report_id, at, writer_id, part, text)
    select $1, $2, $3::timestamptz, $4, $5::text, $6::text where $5 is not null
    on conflict (id) do nothing
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select r.at, r.writer_id, x.place, 'report.discussed', 'report/' || x.id,
        jsonb_build_object('cut', x.cut_code, 'message_id', r.id, 'part', r.part)
    from stored r join report x on x.id = r.report_id
)
select {_MESSAGE}::text, true from stored r
union all
select {_MESSAGE}::text, false from report_message r
where r.id = $1 and r.report_id = $2 and r.writer_id = $4 and r.text = $6
"""

_FIRST = ("-infinity", "00000000-0000-0000-0000-000000000000")


async def show_messages(
    db: Reading, report: ReportId, wanted: PageWanted, *, reach: Reach, teachers: Reach
) -> Page:
    """The discussion of a report, the first message first."""
    await require_sight(db, report, reach=reach, teachers=teachers)
    after = wanted.after or _FIRST
    seen = seen_by(reach, teachers)
    return await fetch_page(db, MESSAGES_PAGE, *seen, report, *after, wanted.limit)


async def require_sight(db: Reading, report: ReportId, *, reach: Reach, teachers: Reach) -> None:
    """Pass when the caller sees the report whole, or `NotFound`."""
    found(await db.fetchval(IN_SIGHT, *seen_by(reach, teachers), report), "ese reporte")


async def load_talk(
    db: Reading,
    report: ReportId,
    message: UUID,
    held: Sequence[Held],
    *,
    reach: Reach,
    teachers: Reach,
) -> Talk | None:
    """The report as the caller may speak of it; None when out of sight."""
    places, roles = [h.place for h in held], [h.role for h in held]
    asked = (*seen_by(reach, teachers), report, places, roles, message)
    row = await db.fetchrow(TALK, *asked)
    if row is None:
        return None
    said = (PersonId(row["said_by"]), row["said"]) if row["said_by"] else None
    return Talk(row["writes"], row["reviews"], row["is_observed"], said)


async def store(
    db: Storing,
    report: ReportId,
    message: UUID,
    part: Part | None,
    text: str,
    *,
    by: PersonId,
    now: datetime,
) -> Kept:
    """Write the message with its event, unless it stands (no `part`); or `MessageDiffers`."""
    row = await db.once(STORE_MESSAGE, message, report, now, by, part, text)
    if row is None:
        raise MessageDiffers
    return Kept(Json(row[0]), created=row[1])
