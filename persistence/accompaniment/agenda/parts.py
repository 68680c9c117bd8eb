"""SQL fragments of what waits for somebody by the roles they hold: reports that came back to them,
and reports that they review. The agenda, the calendar feed and the reminders read the same."""

from persistence.fragments import STILL_SHOWN, school_of
from persistence.identity.vouchers import answered_for
from persistence.reporting.obligations.owing import declares_for, rows_at
from persistence.reporting.reports.queue import (
    involved,
    reviews,
    settled_offices,
    told_early,
)

_JOINED = """
    join obligation o on o.id = r.obligation_id
    join report_cut k on k.code = r.cut_code
    join report_stream s on s.year = k.year and s.code = k.stream_code
"""

_COLUMNS = """
    r.id, r.obligation_id, r.cut_code, r.place, r.author_id, r.about_id, r.author_role, r.status,
    r.filed_at, r.late, r.captured_in_time, r.claimed, r.revision, r.version, r.correct_until,
    o.subject, o.post, k.stream_code,
    s.name as stream_name, k.ordinal
"""


def returned(held: str, *, person: str, now: str, columns: str = "") -> str:
    """Reports that came back and fall to `held`: to the post that declares, whoever filed them, and
    to a deputy what they filed themselves. Those that can be corrected no more are told for 60
    days, as closed cuts are."""
    return f"""(
    select distinct {columns} {_COLUMNS}
    from {held} held
    cross join {rows_at("report", "x.status = 'returned'")} r {_JOINED}
    where {declares_for()} and (held.post is not null or r.author_id = {person})
    and r.correct_until > {now} - {STILL_SHOWN}
)"""


def to_review(held: str, *, person: str, columns: str = "") -> str:
    """Submitted reports that wait for the review of `held`: never one's own, nor one about oneself
    or of which one scored a lesson again. As `waits_for_review` has it, told so that the plan goes
    by places and cuts."""
    reviewed = """x.status = 'submitted' and x.cut_code = any(array(
        select z.code from report_cut z
        join report_stream y on y.year = z.year and y.code = z.stream_code where y.review_required
    ))"""
    return f"""(
    select {columns} {_COLUMNS}
    from (
        select distinct {columns} held.id
        from (
            select held.*, r.id,
                {told_early("r", "s", role="held.role", settled="held.settled")} as early
            from (
                select held.*, {settled_offices("held.place", "held.role")} as settled
                from {held} held offset 0
            ) held
            cross join {rows_at("report", reviewed)} r
            join report_cut k on k.code = r.cut_code
            join report_stream s on s.year = k.year and s.code = k.stream_code offset 0
        ) held
        where case when coalesce(held.early, {reviews("held", role="held.role")})
            then not {involved("held", person)} else false end
    ) held
    join report r on r.id = held.id {_JOINED}
)"""


def comments_of(report: str) -> str:
    """The lateral row `back` of the decision by which a report came back the last time."""
    return f"""lateral (
    select v.id, v.at, v.reviewer_id, v.reviewer_role, jsonb_array_length(v.comments) as comments
    from report_review v
    where v.report_id = {report} and v.decision = 'returned' order by v.at desc, v.id limit 1
)"""


def last_told(school: str, stream: str) -> str:
    """The lateral row `(seq, at)` of the last event about a school, which is known by its code
    wherever it is transferred, and about a stream: what entries of a calendar are called by."""
    return f"""lateral (
    select max(e.seq) as seq, max(e.at) as at from event e where e.subject in (
        'institution/' || {school_of(school)}::text,
        'stream/' || {stream}.year || '/' || {stream}.code
    )
)"""


def visits_waiting_for(person: str, *, now: str) -> str:
    """Visits that a person makes or receives and that are neither done nor called off, in their
    order `n`: to come; or over, for 60 days, of which the visitor has not told what became. Of a
    school where the person acts no more nothing waits: there is nothing that they could do."""
    day = f"greatest({now}, v.starts_at)"
    return f"""
    select v.*, v.visitor_id = {person} as visiting,
        case when v.visitor_id = {person} then v.teacher_id else v.visitor_id end as other_id,
        row_number() over (order by v.starts_at, v.id) as n
    from classroom_visit v
    where (v.visitor_id = {person} or v.teacher_id = {person} and {answered_for("v.place", person)})
    and v.status in ('planned', 'confirmed')
    and (v.ends_at > {now} or v.visitor_id = {person} and v.ends_at > {now} - {STILL_SHOWN})
    and (exists (
        select from appointment h
        where h.person_id = {person} and h.place = any(array[v.place])
        and (h.valid @> ({day} at time zone 'America/Lima')::date) is true
    ) or exists (
        select from access_grant g
        where g.person_id = {person} and g.place = any(array[v.place]) and g.ended_at is null
        and g.starts_at <= {day} and g.expires_at > {day}
    ))
"""
