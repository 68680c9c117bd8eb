"""Filed reports as lists and one by one, each within the caller's reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access.permits import Held, Reach
from domain.reporting.reports.life import Status
from domain.reporting.reports.model import ReportId
from persistence.database import Json, Reading, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.reporting.reports.flags import without_flags
from persistence.reporting.reports.queue import waits_for_review
from persistence.reporting.reports.sight import columns, in_sight, joined, seen_by

# A row of a list. Whose results a teacher's score is, is told in the school and its UGEL only.
_ROW = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code,
    'institution', json_build_object('code', subpath(r.place, 3, 1)::text, 'name', r.school),
    'iged_at_filing', r.iged_code, 'subject', r.subject, 'post', r.post,
    'author', json_build_object('id', r.author_id, 'name', r.author, 'role', r.author_role),
    'status', r.status, 'late', r.late, 'captured_in_time', r.captured_in_time,
    'revision', r.revision, 'correct_until', r.correct_until, 'observations', r.observations,
    'score', case when r.open then r.score end, 'filed_at', r.filed_at
)"""

# Waits for one who holds a reviewing role at $12, $13: neither theirs, nor about them.
_WAITS = waits_for_review("r", person="$3", places="$12::text[]", roles="$13::text[]")

REPORTS_PAGE = page_of(
    f"""
    select {columns()}
    from (
        select r.* from report r
        where {in_sight()}
        and ($5::text is null or r.cut_code = $5)
        and ($6::text is null or subpath(r.place, 3, 1)::text = $6)
        and ($10::text is null or r.status = $10)
        and ($11::bool is not true or {_WAITS})
        and (r.filed_at, r.id) < ($7::text::timestamptz, $8::text::uuid)
        order by r.filed_at desc, r.id desc
        limit $9 + 1
    ) r {joined()}
    order by r.filed_at desc, r.id desc
    limit $9 + 1
    """,
    view=_ROW,
    keys=("filed_at", "id"),
    limit="$9",
)

# A mark of conduct is left out for others in whatever stream, raised or not: a gap tells nothing.
_WHOLE = f"""(
    {_ROW}::jsonb || jsonb_build_object(
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

ONE_REPORT = f"""
select {_WHOLE}::text, r.version
from (
    select {columns()} from report r {joined()} where r.id = $5 and {in_sight()}
) r
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports of those in sight; None means any. `to_review_by`: those that wait for the
    review of whoever holds these roles."""

    cut: str | None = None
    institution: str | None = None
    status: Status | None = None
    to_review_by: Sequence[Held] | None = None


async def show_page(
    db: Reading,
    wanted: PageWanted,
    chosen: Filter,
    *,
    reach: Reach,
    teachers: Reach,
) -> Page:
    """The reports in reach, newest first; within `reach.own_roots`, those about the caller, and
    anywhere those they wrote. Scores of teachers only within `teachers`."""
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    reviewing = chosen.to_review_by or ()
    return await fetch_page(
        db,
        REPORTS_PAGE,
        *seen_by(reach, teachers),
        chosen.cut,
        chosen.institution,
        *after,
        wanted.limit,
        chosen.status,
        chosen.to_review_by is not None,
        [held.place for held in reviewing],
        [held.role for held in reviewing],
    )


async def show_one(db: Reading, report_id: ReportId, *, reach: Reach, teachers: Reach) -> Versioned:
    """One report with its observations; those about teachers only within `teachers`."""
    row = found(await db.fetchrow(ONE_REPORT, *seen_by(reach, teachers), report_id), "ese reporte")
    return Versioned(Json(row[0]), row[1])
