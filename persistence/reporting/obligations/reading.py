"""Obligations as lists: who is missing and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import Reach
from domain.errors import LIMA
from persistence.database import Json, Reading, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import extended_to, full_name, owner, subject_vacant
from persistence.territory.territory import PlaceNamed, named


def obligation_view(now: str) -> str:
    """An obligation as JSON. `why` tells the reason that a report is missing: nobody can deliver
    it, it is excused, it has more time, or it is just not filed."""
    return f"""json_build_object(
    'id', r.id, 'cut', r.cut_code, 'stream', r.stream_code, 'year', r.year,
    'ordinal', r.ordinal, 'opens_at', r.opens_at, 'closes_at', r.closes_at,
    'extended_to', case when r.extended_to > r.closes_at then r.extended_to end,
    'region', subpath(r.place, 1, 1)::text, 'iged', subpath(r.place, 2, 1)::text,
    'institution', json_build_object('code', subpath(r.place, 3, 1)::text, 'name', r.school),
    'subject', r.subject, 'post', r.post,
    'state', case
        when r.exempt_at is not null then 'exempt'
        when r.captured_in_time then 'captured_in_time'
        when r.fulfilled_at is not null then case when r.late then 'late' else 'on_time' end
        when r.opens_at > {now} then 'scheduled'
        when r.extended_to > {now} then 'pending'
        else 'overdue' end,
    'why', case
        when r.exempt_at is not null then 'exempt'
        when r.fulfilled_at is not null then null
        when r.owner_id is null or r.subject_vacant then 'vacant_post'
        when r.extended_to > greatest(r.closes_at, {now}) then 'extension'
        else 'not_filed' end,
    'owed_by', case when r.owner_id is not null then
        json_build_object('id', r.owner_id, 'name', r.owner_name, 'role', r.owner_role) end,
    'report_id', r.report_id, 'fulfilled_at', r.fulfilled_at,
    'exemption', case when r.exempt_at is not null then
        json_build_object('reason', r.exempt_reason, 'at', r.exempt_at) end
)"""


def told(source: str, *, day: str) -> str:
    """The rows of `source` with their cut, school, owner and report."""
    return f"""
    select o.*, c.year, c.stream_code, c.ordinal, c.opens_at, c.closes_at,
        {extended_to()} as extended_to, p.name as school, p.sort_key as school_key,
        owner.person_id as owner_id, owner.role as owner_role, {full_name("w")} as owner_name,
        {subject_vacant(day)} as subject_vacant, r.id as report_id
    from {source} o
    join report_cut c on c.code = o.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join place p on p.path = any(array[o.place])
    left join {owner(day)} owner on true
    left join person w on w.id = owner.person_id
    left join report r on r.obligation_id = o.id and r.status <> 'annulled'
"""


_ORDER = "q.sort_key, o.cut_code, o.subject, o.post, o.id"

_CHOSEN = f"""(
    select o.* from place q join obligation o on o.place = q.path
    where q.kind = 'institution' and q.path <@ any(array(
        select case when r <@ u.path then r else u.path end
        from unnest($1::text[]::ltree[]) r
        join (
            select path from place where kind = $8 and code = $9
            union all select 'pe' where $8::text is null
        ) u on r <@ u.path or u.path <@ r
    ))
    and o.cut_code = any(array(
        select k.code from report_cut k
        where ($5::text is null or k.code = $5) and ($6::text is null or k.stream_code = $6)
        and ($7::int is null or k.year = $7)
    ))
    and ($10::bool is null or $10 = (o.fulfilled_at is null and o.exempt_at is null))
    and q.sort_key >= $11::text
    and ({_ORDER}) > ($11::text, $12::text, $13::text, $14::text::int, $15::text::uuid)
    order by {_ORDER}
    limit $4 + 1
)"""

# The page is chosen on the obligation and its school alone; the rest is joined for its rows only.
OBLIGATIONS_PAGE = page_of(
    f"""
    {told(_CHOSEN, day="$3::date")}
    order by p.sort_key, o.cut_code, o.subject, o.post, o.id
    limit $4 + 1
    """,
    view=obligation_view("$2::timestamptz"),
    keys=("school_key", "cut_code", "subject", "post", "id"),
    limit="$4",
)

_ONE = "(select * from obligation where id = $4 and place <@ any($1::text[]::ltree[]))"

ONE_OBLIGATION = (
    f"select {obligation_view('$2::timestamptz')}::text from ({told(_ONE, day='$3::date')}) r"
)

FIRST = ("", "", "", "-1", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which obligations of those in reach; None means any. `missing`: neither filed nor exempt."""

    cut: str | None = None
    stream: str | None = None
    year: int | None = None
    under: PlaceNamed | None = None
    missing: bool | None = None


async def show_page(
    db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach, now: datetime
) -> Page:
    """Obligations in reach, in the Spanish order of their schools."""
    return await fetch_page(
        db,
        OBLIGATIONS_PAGE,
        roots(reach),
        now,
        now.astimezone(LIMA).date(),
        wanted.limit,
        chosen.cut,
        chosen.stream,
        chosen.year,
        *named(chosen.under),
        chosen.missing,
        *(wanted.after or FIRST),
    )


async def show_one(db: Reading, obligation: UUID, *, reach: Reach, now: datetime) -> Json:
    """One obligation in reach."""
    day = now.astimezone(LIMA).date()
    shown = await db.fetchval(ONE_OBLIGATION, roots(reach), now, day, obligation)
    return Json(found(shown, "esa obligación"))
