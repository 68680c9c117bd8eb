"""SQL fragments: what is late in the school `i` of a year, and to whom it is told.

Needs, beside the parameters of `figures`, for single persons: `:visit_roots`, where visits are
read, and `:own_roots`, where the caller's own are; and `:late_after`, how long something may wait
that has no day of its own.
"""

from persistence.fragments import in_own_reach
from persistence.people.holders import owner
from persistence.reporting.calendar.windows import extended_to


def sees(mine: str) -> str:
    """True where single persons are told: where visits are read whole; a coordinator is told what
    is `mine`."""
    return f"""(
    i.path <@ any(:visit_roots::text[]::ltree[])
    or {in_own_reach("i.path")} and {mine}
)"""


_TOO_LONG = ":now::timestamptz - :late_after::interval"
_HERE = "{0}.place = any(array[i.path]) and {0}.year = :year".format

_VISITS = f"""
select 'visit-unrecorded' as what, v.id, v.ends_at as since, v.visitor_id as who
from classroom_visit v
where {_HERE("v")} and v.status in ('planned', 'confirmed') and v.ends_at < :now
and {sees("v.visitor_id = :by")}
union all
select 'dialogue-missing', v.id, v.finished_at, v.visitor_id
from classroom_visit v
where {_HERE("v")} and v.status = 'done' and v.dialogue_from is null
and v.finished_at < {_TOO_LONG} and {sees("v.visitor_id = :by")}
union all
select 'dialogue-unanswered', v.id, d.held_to,
    case when d.visitor_agreed_at is null then v.visitor_id else v.teacher_id end
from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
where {_HERE("v")} and d.status = 'held' and d.held_to < {_TOO_LONG}
and {sees("v.visitor_id = :by")}
union all
select 'commitment-overdue', c.id, (c.due_on + 1)::timestamp at time zone 'America/Lima', c.owner_id
from commitment c left join classroom_visit v on v.id = c.visit_id
where {_HERE("c")} and c.status = 'open' and c.due_on < :today::date
and {sees(":by in (c.owner_id, v.visitor_id)")}
"""

_PLANS = f"""
select 'plan-waiting', p.id, p.submitted_at, p.author_id
from accompaniment_plan p where {_HERE("p")} and p.status = 'submitted'
union all
select 'plan-waiting', p.id, a.submitted_at, a.author_id
from accompaniment_plan p join plan_amendment a on a.plan_id = p.id
where {_HERE("p")} and a.status = 'submitted'
union all
select 'plan-returned', p.id, p.returned_at, p.author_id
from accompaniment_plan p
where {_HERE("p")} and p.status = 'returned' and p.returned_at < {_TOO_LONG}
union all
select 'plan-not-in-pat', p.id, p.approved_at, p.author_id
from accompaniment_plan p
where {_HERE("p")} and p.status in ('approved', 'in_execution') and p.pat_at is null
and p.approved_at < {_TOO_LONG}
"""

_SCHOOL_WORK = f"""
select 'session-unrecorded', s.id, s.ends_at, s.organiser_id
from collaborative_session s where {_HERE("s")} and s.status = 'scheduled' and s.ends_at < :now
union all
select 'minutes-missing', s.id, s.ends_at, s.organiser_id
from collaborative_session s
where {_HERE("s")} and s.status = 'held' and s.ends_at < {_TOO_LONG}
union all
select 'assessment-waiting', a.id, a.made_at, a.made_by
from learning_assessment a
where {_HERE("a")} and a.status = 'recorded' and a.made_at < {_TOO_LONG}
union all
select 'assessment-returned', a.id, a.decided_at, a.made_by
from learning_assessment a
where {_HERE("a")} and a.status = 'returned' and a.decided_at < {_TOO_LONG}
"""

# Of reports, a coordinator is told their own.
_REPORTS = f"""
select 'report-missing', o.id, {extended_to()}, owner.person_id
from obligation o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
left join {owner(":today::date")} owner on true
where o.place = any(array[i.path]) and c.year = :year and {extended_to()} <= :now
and o.fulfilled_at is null and o.exempt_at is null and {sees("owner.person_id = :by")}
union all
select case r.status when 'returned' then 'report-returned' else 'report-waiting' end, r.id,
    coalesce(r.correct_until, r.filed_at), r.author_id
from report r
join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
where r.place = any(array[i.path]) and c.year = :year and (
    r.status = 'returned' and r.correct_until <= :now
    or r.status = 'submitted' and s.review_required and s.reviewer_role = 'director'
    and r.filed_at < {_TOO_LONG}
)
and {sees("r.author_id = :by")}
"""


def late() -> str:
    """Rows `what, id, since, who`."""
    return f"{_VISITS} union all {_PLANS} union all {_SCHOOL_WORK} union all {_REPORTS}"
