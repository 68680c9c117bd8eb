"""The deadlines of persons, and how long reports have waited for their review, from the roles that
they hold today; for whoever asks, or for a calendar and reminders that nobody asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access.permits import PersonId
from domain.exchange.deadlines import Deadline
from persistence.accompaniment.agenda.parts import comments_of, last_told, returned, to_review
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.fragments import STILL_SHOWN
from persistence.identity.access import roles_of
from persistence.reporting.calendar.windows import extended_to
from persistence.reporting.obligations.owing import owing
from persistence.statements import Query

_HELD = f"""(
    select k.person_id, h.role, h.place::ltree as place, h.post
    from unnest(:people::uuid[]) as k (person_id)
    cross join lateral ({roles_of("k.person_id", day=":today::date", now=":now::timestamptz")}) h
)"""
_WHOSE = {"person": "held.person_id", "columns": "held.person_id,"}

_COMING = f"""(
    select z.code from report_cut z where z.closes_at > :now::timestamptz - {STILL_SHOWN}
)"""

# The last event of all that an entry tells of, by what never changes: its cut with every extension
# of that, its stream, the school's code. Events are only ever added, so that the number never goes
# back, whatever is moved, transferred or renamed. That others' extensions count too does no harm.
_OF_CUT = """(
    select k.code, max(e.seq) as seq, max(e.at) as at
    from (select code from report_cut where closes_at > :now::timestamptz - interval '366 days') k
    cross join lateral (
        select 'report-cut/' || k.code as subject
        union all
        select 'extension/' || x.id from cut_extension x where x.cut_code = k.code
    ) of_cut
    join event e on e.subject = of_cut.subject
    group by k.code
)"""

DEADLINES = Query(f"""
with of_cut as materialized {_OF_CUT}
select o.person_id, o.id, false as returned, c.opens_at, {extended_to()} as ends_at,
    greatest(n.at, last.at) as changed_at,
    c.version + greatest(n.seq, last.seq, 0) as sequence,
    s.name as stream, c.ordinal, p.name as school, o.subject, o.post
from {owing(_HELD, _COMING, columns="held.person_id,")} o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join place p on p.path = any(array[o.place])
left join of_cut n on n.code = o.cut_code
cross join {last_told("o.place", "s")} last
union all
select r.person_id, r.id, true, r.filed_at, r.correct_until, greatest(back.at, last.at),
    r.version + coalesce(last.seq, 0), r.stream_name, r.ordinal, p.name, r.subject, r.post
from {returned(_HELD, now=":now::timestamptz", **_WHOSE)} r
join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join place p on p.path = any(array[r.place])
left join {comments_of("r.id")} back on true
cross join {last_told("r.place", "s")} last
order by person_id, ends_at, id
""")

REVIEWS_WAITING = Query(f"""
select r.person_id, count(*) as reports, min(r.filed_at) as since
from {to_review(_HELD, **_WHOSE)} r
where r.filed_at <= :filed_before group by r.person_id
""")


@dataclass(frozen=True, slots=True)
class ReviewsWaiting:
    """How many reports have waited for a person's review, and since when the oldest has."""

    person_id: PersonId
    reports: int
    since: datetime


async def read_deadlines(call: OpenCall[Reading], people: Sequence[PersonId]) -> Sequence[Deadline]:
    """What each person has to file or to correct, the soonest first; nothing without a role. Closed
    cuts, and what can be corrected no more, are told for 60 days; coming cuts as soon as they are
    known."""
    rows = await DEADLINES.rows(call, people=people)
    return [Deadline(**dict(row)) for row in rows]


async def read_reviews_waiting(
    call: OpenCall[Reading], people: Sequence[PersonId], *, filed_before: datetime
) -> Sequence[ReviewsWaiting]:
    """For whose review reports wait that were filed by an instant."""
    rows = await REVIEWS_WAITING.rows(call, people=people, filed_before=filed_before)
    return [ReviewsWaiting(**dict(row)) for row in rows]
