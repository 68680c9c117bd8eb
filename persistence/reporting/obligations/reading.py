"""Obligations as lists: who is missing and why."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.reporting.obligations import OBLIGATION
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.fragments import iged_of, in_reach, place_of, region_of, roots_under, school_of
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.holders import full_name, owner, subject_vacant
from persistence.reporting.calendar.windows import extended_to
from persistence.statements import Query


def obligation_view(now: str, *, named: str = "true") -> str:
    """An obligation as JSON. `why` tells the reason that a report is missing: nobody can deliver
    it, it is excused, it has more time, or it is just not filed."""
    return f"""json_build_object(
    'id', r.id, 'cut', r.cut_code, 'stream', r.stream_code, 'year', r.year,
    'ordinal', r.ordinal, 'opens_at', r.opens_at, 'closes_at', r.closes_at,
    'extended_to', case when r.extended_to > r.closes_at then r.extended_to end,
    'region', {region_of("r.place")}::text, 'iged', {iged_of("r.place")}::text,
    'institution', json_build_object('code', {school_of("r.place")}::text, 'name', r.school),
    'subject', r.subject, 'post', r.post,
    'state', case
        when r.exempt_at is not null then 'exempt'
        when r.captured_in_time then 'captured_in_time' when r.claimed then 'claimed'
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
    'owed_by', case when r.owner_id is not null and {named} then
        json_build_object('id', r.owner_id, 'name', r.owner_name, 'role', r.owner_role) end,
    'report_id', r.report_id, 'fulfilled_at', r.fulfilled_at,
    'exemption', case when r.exempt_at is not null then
        json_build_object('reason', r.exempt_reason, 'at', r.exempt_at) end
)"""


def obligation_rows(source: str, *, day: str) -> str:
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


_NAMED = ":knows_people::bool"

_CHOSEN = f"""
    select o.*, q.sort_key from place q join obligation o on o.place = q.path
    where q.kind = 'institution' and q.path <@ any(array({roots_under()}))
    and o.cut_code = any(array(
        select k.code from report_cut k
        where (:cut::text is null or k.code = :cut)
        and (:stream::text is null or k.stream_code = :stream)
        and (:year::int is null or k.year = :year)
    ))
    and (:missing::bool is null or :missing = (o.fulfilled_at is null and o.exempt_at is null))
    and q.sort_key >= :after_sort_key::text
"""

# The page is chosen on the obligation and its school alone; the rest is joined for its rows only.
OBLIGATIONS = in_order(
    _CHOSEN,
    by="q.sort_key text, o.cut_code text, o.subject text, o.post int, o.id uuid",
    view=obligation_view(":now::timestamptz", named=_NAMED),
    joined=partial(obligation_rows, day=":today::date"),
)

_ONE = f"(select * from obligation where id = :id and {in_reach('place')})"

OBLIGATION_SEEN = Query(f"""
select {obligation_view(":now::timestamptz", named=_NAMED)}::text
from ({obligation_rows(_ONE, day=":today::date")}) r
""")


@dataclass(frozen=True, slots=True)
class ObligationFilter:
    """Which obligations of those in reach; None means any. `missing`: neither filed nor exempt."""

    cut: str | None
    stream: str | None
    year: int | None
    under: OfficialPlace | None
    missing: bool | None


async def read_obligations(
    call: Call[Reading], wanted: PageWanted, chosen: ObligationFilter
) -> Page:
    """Obligations in reach, in the Spanish order of their schools."""
    return await read_page(
        call,
        OBLIGATIONS,
        wanted,
        **place_of(chosen.under),
        cut=chosen.cut,
        stream=chosen.stream,
        year=chosen.year,
        missing=chosen.missing,
    )


async def read_obligation(call: Call[Reading], id: UUID) -> Json:
    """One obligation in reach."""
    seen = await OBLIGATION_SEEN.value(call, id=id)
    return Json(found(seen, OBLIGATION))
