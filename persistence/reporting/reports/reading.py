"""Filed reports as lists and one by one, as far as the caller sees them."""

from dataclasses import dataclass

from domain.reporting.reports.life import ReportStatus
from domain.reporting.reports.model import REPORT, ReportId
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.fragments import school_of
from persistence.mapping import columns
from persistence.paging import Page, PagedQuery, PageWanted, newest_first, read_page
from persistence.people.people import if_known
from persistence.reporting.reports.flags import without_flags
from persistence.reporting.reports.queue import waits_for
from persistence.reporting.reports.sight import (
    in_sight,
    joined,
    seen_columns,
    sight_of,
    waits_for_caller,
)
from persistence.statements import Query

_AUTHOR = "json_build_object('id', r.author_id, 'name', r.author, 'role', r.author_role)"


def _row(waits: str) -> str:
    """A row of a list. Whose results a teacher's score is, is told in the school and its UGEL, and
    to whom it waits for. `waits`: whose review it waits for."""
    return f"""json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code,
    'institution', json_build_object('code', {school_of("r.place")}::text, 'name', r.school),
    'iged_at_filing', r.iged_code, 'subject', r.subject, 'post', r.post,
    'author', {if_known(_AUTHOR)},
    'status', r.status, 'late', r.late, 'captured_in_time', r.captured_in_time,
    'claimed', r.claimed,
    'revision', r.revision, 'correct_until', r.correct_until, 'observations', r.observations,
    'score', case when r.open then r.score end, 'filed_at', r.filed_at,
    'waits_for', {waits}
)"""


def _listed(such: str, waits: str) -> PagedQuery:
    return newest_first(
        f"""
    select t.* from report t
    where {in_sight("t")}
    and (:cut::text is null or t.cut_code = :cut)
    and (:institution::text is null or {school_of("t.place")}::text = :institution)
    and (:status::text is null or t.status = :status) and {such}
    """,
        by="filed_at timestamptz",
        view=f"(select {_row(waits)} from ("
        f"select {seen_columns()} from (select r.*) r {joined()}) r)",
    )


# Whose review each waits for takes a while: the queue tells it, and no other list.
REPORTS = _listed("true", "null")
QUEUE = _listed(waits_for_caller("t"), waits_for("r"))

# A mark of conduct is left out for others in whatever stream, raised or not: a gap tells nothing.
_WHOLE = f"""(
    {_row(waits_for("r"))}::jsonb || jsonb_build_object(
        'sworn', r.sworn, 'withheld', not r.open, 'captured_at', r.captured_at,
        'content_hash', case when r.individual then r.content_hash end,
        'narrative', case when r.open then r.narrative end,
        'filled', case when not r.open then '[]' else (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', b.id, 'instrument', b.instrument_code, 'version', b.instrument_version,
                'observed_on', b.observed_on, 'teacher_id', b.teacher_id,
                'students_present', b.students_present, 'score', b.score,
                'answers', case when r.individual then b.answers else {without_flags("b")} end,
                'replies', array(
                    select json_build_object(
                        'text', y.text, 'agrees', y.agrees, 'at', y.at, 'revision', y.revision
                    ) from observation_reply y
                    where y.observation_id = b.id and y.report_id = b.report_id
                    and y.person_id = b.teacher_id order by y.at
                )
            ) order by b.ordinal), '[]')
            from observation b where b.report_id = r.id
        ) end
    )
)"""

REPORT_SEEN = Query(f"""
select {_WHOLE}::text as body, r.version
from (
    select {seen_columns()} from report r {joined()} where r.id = :id and {in_sight("r")}
) r
""")


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports of those in sight; None means any. `to_review`: only those that wait for the
    caller's review."""

    cut: str | None
    institution: str | None
    status: ReportStatus | None
    to_review: bool | None


async def read_reports(call: Call[Reading], wanted: PageWanted, chosen: ReportFilter) -> Page:
    """The reports in reach, newest first; at own places those about the caller, and anywhere those
    they wrote."""
    asked = columns(chosen)
    listed = QUEUE if asked.pop("to_review") else REPORTS
    return await read_page(call, listed, wanted, **asked, **sight_of(call))


async def read_report(call: Call[Reading], id: ReportId) -> Versioned:
    """One report with its observations, as much of them as the caller may read."""
    return as_read(await REPORT_SEEN.row(call, id=id, **sight_of(call)), REPORT)
