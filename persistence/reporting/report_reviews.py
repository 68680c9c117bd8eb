"""Reviews in PostgreSQL: many reports decided in one read and stored in one statement."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.events import EventKind
from domain.reporting.report_reviews import (
    REVIEW,
    ReportReviewRequest,
    ReviewDecision,
    ReviewDiffers,
    ReviewFacts,
    StoredReportReview,
)
from domain.reporting.reports.model import REPORT, ReportId
from persistence.calls import Call
from persistence.database import (
    DatabaseUnavailable,
    Json,
    Overtaken,
    Reading,
    Storing,
    found,
    overtaken,
)
from persistence.fragments import event, in_reach, named_by
from persistence.instruments.forms import version_facts
from persistence.mapping import columns, from_json, to_text
from persistence.people.holders import full_name
from persistence.people.people import if_known
from persistence.reporting.calendar.windows import extended_to
from persistence.reporting.reports.queue import (
    CHAIN,
    chain_of,
    involved,
    waits_for,
)
from persistence.reporting.reports.sight import in_sight, joined, seen_columns, sight_of
from persistence.statements import Command, Query

_REVIEWER = f"""json_build_object(
        'id', w.reviewer_id, 'role', w.reviewer_role, 'name', (
            select {full_name("p")} from person p where p.id = w.reviewer_id
        )
    )"""
_REVIEW = f"""json_build_object(
    'id', w.id, 'report_id', w.report_id, 'revision', w.revision, 'decision', w.decision,
    'at', w.at, 'note', w.note, 'comments', w.comments,
    'reviewer', {if_known(_REVIEWER)}
)"""

REVIEW_FACTS = Query(f"""
select r.id, json_build_object(
    'place', r.place, 'status', r.status, 'version', r.version, 'closes_at', {extended_to()},
    'correction_days', s.correction_days, 'review_required', s.review_required,
    'reviewed_by', to_json(({CHAIN})[chain.first : chain.level]),
    'involved', {involved("r", ":by")},
    'scored_again', exists (
        select from second_scoring z where z.report_id = r.id and z.scorer_id = :by
    ),
    'filled', array(
        select json_build_object(
            'id', b.id, 'instrument', b.instrument_code, 'version', b.instrument_version
        ) from observation b where b.report_id = r.id and r.id = any(:commented::uuid[])
    ),
    'forms', array(
        select {version_facts("v")}
        from instrument_version v where (v.instrument_code, v.version) in (
            select b.instrument_code, b.instrument_version
            from observation b where b.report_id = r.id and r.id = any(:commented::uuid[])
        )
    )
)::text as facts
from report r
join obligation o on o.id = r.obligation_id
join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
cross join {chain_of("r")} chain
where r.id = any(:reports::uuid[]) and {in_reach("r.place")}
""")

STORED_REVIEWS = Query(f"""
select w.id, json_build_object(
    'report_id', w.report_id, 'decision', w.decision, 'note', w.note, 'comments', w.comments,
    'reviewer_id', w.reviewer_id
)::text as given
from report_review w join report r on r.id = w.report_id
where w.id = any(:ids::uuid[]) and {in_reach("r.place")}
""")

_REVIEWED = event(
    named_by(
        "a.decision", EventKind.REPORT_RETURNED, EventKind.REPORT_APPROVED,
        EventKind.REPORT_ANNULLED,
    ),
    of="moved m join sent a on a.id = m.review_id", subject="'report/' || m.id", place="m.place",
    data="""'cut', m.cut_code, 'revision', m.revision, 'review_id', a.id,
        'comments', jsonb_array_length(a.comments)""",
)  # fmt: skip

# Each report is moved only from the version that its decision saw; what was annulled is owed again.
STORE_REVIEWS = Command(
    f"""
with sent as (
    select * from jsonb_to_recordset(:reviews::jsonb) as a (
        id uuid, report_id uuid, version int, decision text, note text, comments jsonb,
        status text, correct_until timestamptz, role text
    )
), moved as (
    update report r set status = a.status, correct_until = a.correct_until,
        version = r.version + 1
    from sent a
    where r.id = a.report_id and r.version = a.version
    and not exists (select from report_review w where w.id = a.id)
    returning r.id, r.place, r.obligation_id, r.cut_code, r.revision, a.id as review_id
), reviewed as (
    insert into report_review (
        id, report_id, revision, decision, at, reviewer_id, reviewer_role, note, comments
    )
    select a.id, m.id, m.revision, a.decision, :now, :by, a.role, a.note, a.comments
    from moved m join sent a on a.id = m.review_id
    returning *
), owed as (
    update obligation o set fulfilled_at = null, late = null, captured_in_time = false,
        claimed = false
    from moved m join sent a on a.id = m.review_id
    where a.decision = 'annulled' and o.id = m.obligation_id
), logged as ({_REVIEWED})
select array_agg(w.id) as ids, array_agg({_REVIEW}::text) as shown from reviewed w
""",
    report_review_pkey=overtaken(ReviewDiffers),
)

# What was said about single teachers is told where their results are; and of a content, to who
# wrote it; what one said oneself, for good.
REVIEWS = Query(f"""
with r as (
    select {seen_columns()} from report r {joined()} where r.id = :id and {in_sight("r")}
)
select json_build_object(
    'withheld', not r.open, 'waits_for', {waits_for("r")},
    'items', coalesce((
        select json_agg(case when r.open or w.reviewer_id = :by or exists (
                select from report_revision v
                where (v.report_id, v.revision, v.author_id) = (r.id, w.revision, :by)
            ) then {_REVIEW}::jsonb
            else {_REVIEW}::jsonb || '{{"note": null, "comments": []}}' end order by w.at, w.id)
        from report_review w where w.report_id = r.id
    ), '[]')
)::text
from r
""")

ONE_REVIEW = Query(f"""
select {_REVIEW}::text from report_review w join report r on r.id = w.report_id
where w.id = :id and {in_reach("r.place")}
""")


async def read_reviews(call: Call[Reading], report: ReportId) -> Json:
    """What was decided over a report in sight."""
    return Json(found(await REVIEWS.value(call, id=report, **sight_of(call)), REPORT))


async def read_review(call: Call[Reading], id: UUID) -> Json:
    """One review of a report in reach."""
    return Json(found(await ONE_REVIEW.value(call, id=id), REVIEW))


async def load_review_facts(
    call: Call[Reading], requests: Sequence[ReportReviewRequest]
) -> Mapping[ReportId, ReviewFacts]:
    """Those of the reports that lie in reach; what they are filled on, of those commented."""
    reports = [each.report_id for each in requests]
    commented = [each.report_id for each in requests if each.comments]
    rows = await REVIEW_FACTS.rows(call, reports=reports, commented=commented)
    return {ReportId(row["id"]): from_json(ReviewFacts, row["facts"]) for row in rows}


async def load_stored_reviews(
    call: Call[Reading], requests: Sequence[ReportReviewRequest]
) -> Mapping[UUID, StoredReportReview]:
    """What stands already under the ids of reviews."""
    rows = await STORED_REVIEWS.rows(call, ids=[each.id for each in requests])
    return {row["id"]: from_json(StoredReportReview, row["given"]) for row in rows}


async def store_reviews(
    call: Call[Storing], decisions: Sequence[ReviewDecision]
) -> Mapping[UUID, Json]:
    """The reviews by their ids, with what becomes of their reports and the events, all of them or
    `Overtaken`."""
    rows = [columns(each.request) | _outcome(each) for each in decisions]
    row = await STORE_REVIEWS.row(call, reviews=to_text(rows)) if rows else None
    stored = dict(zip(row["ids"] or (), row["shown"] or (), strict=True)) if row else {}
    if len(stored) < len(decisions):
        raise Overtaken(DatabaseUnavailable())
    return stored


def _outcome(decision: ReviewDecision) -> dict[str, object]:
    names = ("role", "status", "correct_until")
    return {name: getattr(decision, name) for name in names}
