"""Reviews in PostgreSQL: many reports decided in one read and stored in one statement."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Permit, PersonId, Place, Reach
from domain.access.roles import Role
from domain.errors import DomainError, StaleVersion
from domain.events import EventKind
from domain.reporting.reports.life import Status
from domain.reporting.reports.model import ReportId
from domain.reporting.reports.reviewing import (
    WHAT,
    Asked,
    Comment,
    Decision,
    Given,
    ReviewDesk,
    ReviewDiffers,
    Reviewed,
    review,
)
from persistence.database import Json, Kept, Reading, Storing, found, refusing, roots
from persistence.fragments import event, named_by
from persistence.people.holders import extended_to, full_name
from persistence.reporting.reports.about import holders_on, observed_days
from persistence.reporting.reports.forms import forms_of
from persistence.reporting.reports.sight import columns, in_sight, joined, seen_by

_REVIEW = f"""json_build_object(
    'id', w.id, 'report_id', w.report_id, 'revision', w.revision, 'decision', w.decision,
    'at', w.at, 'note', w.note, 'comments', w.comments,
    'reviewer', json_build_object('id', w.reviewer_id, 'role', w.reviewer_role, 'name', (
        select {full_name("p")} from person p where p.id = w.reviewer_id
    ))
)"""

REVIEW_DESKS = f"""
select r.id, r.place::text, subpath(r.place, 1, 1) = subpath(r.place, 2, 1) as managed_by_region,
    r.status, r.version, {extended_to()} as closes_at, s.correction_days, s.review_required,
    s.reviewer_role,
    array(select v.author_id from report_revision v where v.report_id = r.id) || r.author_id
        as authors,
    array(select z.scorer_id from second_scoring z where z.report_id = r.id) as scorers,
    array(
        select b.teacher_id from observation b
        where b.report_id = r.id and b.teacher_id is not null
        union select r.about_id where r.about_id is not null
        union select h.person_id from {holders_on(observed_days("r"))} h
    ) as about,
    array(
        select row(b.id, b.instrument_code, b.instrument_version)
        from observation b where b.report_id = r.id and r.id = any($3::uuid[])
    ) as observations,
    array(
        select row(v.instrument_code, v.version, v.state, v.fingerprint)
        from instrument_version v where (v.instrument_code, v.version) in (
            select b.instrument_code, b.instrument_version
            from observation b where b.report_id = r.id and r.id = any($3::uuid[])
        )
    ) as forms
from report r
join obligation o on o.id = r.obligation_id
join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
where r.id = any($1::uuid[]) and r.place <@ any($2::text[]::ltree[])
"""

GIVEN = """
select w.id, w.report_id, w.decision, w.note, w.comments::text as comments, w.reviewer_id
from report_review w join report r on r.id = w.report_id
where w.id = any($1::uuid[]) and r.place <@ any($2::text[]::ltree[])
"""

_REVIEWED = event(
    named_by(
        "a.decision", EventKind.REPORT_RETURNED, EventKind.REPORT_APPROVED,
        EventKind.REPORT_ANNULLED,
    ),
    of="moved m join asked a on a.id = m.review_id", subject="'report/' || m.id", place="m.place",
    data="""'cut', m.cut_code, 'revision', m.revision, 'review_id', a.id,
        'comments', jsonb_array_length(a.comments)""",
    by="$3", at="$2",
)  # fmt: skip

# Each report is moved only from the version that its decision saw; what was annulled is owed again.
STORE_REVIEWS = f"""
with asked as (
    select * from jsonb_to_recordset($1::jsonb) as a (
        id uuid, report_id uuid, version int, decision text, note text, comments jsonb,
        status text, correct_until timestamptz, role text
    )
), moved as (
    update report r set status = a.status, correct_until = a.correct_until,
        version = r.version + 1
    from asked a
    where r.id = a.report_id and r.version = a.version
    and not exists (select from report_review w where w.id = a.id)
    returning r.id, r.place, r.obligation_id, r.cut_code, r.revision, a.id as review_id
), reviewed as (
    insert into report_review (
        id, report_id, revision, decision, at, reviewer_id, reviewer_role, note, comments
    )
    select a.id, m.id, m.revision, a.decision, $2, $3, a.role, a.note, a.comments
    from moved m join asked a on a.id = m.review_id
    returning *
), owed as (
    update obligation o set fulfilled_at = null, late = null, captured_in_time = false
    from moved m join asked a on a.id = m.review_id
    where a.decision = 'annulled' and o.id = m.obligation_id
), logged as ({_REVIEWED})
select w.id, {_REVIEW}::text from reviewed w
"""

# What was said about single teachers is told where their results are; and of a content, to who
# wrote it.
REVIEWS = f"""
with r as (
    select {columns()} from report r {joined()} where r.id = $5 and {in_sight()}
)
select json_build_object(
    'withheld', not r.open,
    'items', coalesce((
        select json_agg(case when r.open or exists (
                select from report_revision v
                where (v.report_id, v.revision, v.author_id) = (r.id, w.revision, $3)
            ) then {_REVIEW}::jsonb
            else {_REVIEW}::jsonb || '{{"note": null, "comments": []}}' end order by w.at, w.id)
        from report_review w where w.report_id = r.id
    ), '[]')
)::text
from r
"""

ONE_REVIEW = f"""
select {_REVIEW}::text from report_review w join report r on r.id = w.report_id
where w.id = $1 and r.place <@ any($2::text[]::ltree[])
"""


async def show_reviews(db: Reading, report: ReportId, *, reach: Reach, teachers: Reach) -> Json:
    """What was decided over a report in sight."""
    shown = await db.fetchval(REVIEWS, *seen_by(reach, teachers), report)
    return Json(found(shown, WHAT))


async def give(db: Storing, asked: Asked, permit: Permit, *, now: datetime) -> Kept:
    """Give one review, or find that it stands, or its refusal."""
    (outcome,) = await give_all(db, [asked], permit, now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    if outcome is not None:
        return Kept(outcome, created=True)
    return Kept(await _shown(db, asked.id, reach=permit.reach), created=False)


async def give_all(
    db: Storing, asked: Sequence[Asked], permit: Permit, *, now: datetime
) -> list[Json | DomainError | None]:
    """What becomes of each, in their order, each decided by itself: the review given, None when it
    stood already, or its refusal. Two reviewers at once: one story, and `StaleVersion`."""
    ids = [each.id for each in asked]
    desks = await _load_desks(db, asked, reach=permit.reach)
    given = await _given(db, ids, reach=permit.reach)
    decided = [
        _decided(each, desks, given, permit, now) if n == ids.index(each.id) else ReviewDiffers()
        for n, each in enumerate(asked)
    ]
    stored = await _store([d for d in decided if isinstance(d, Reviewed)], db, permit, now=now)
    outcomes: list[Json | DomainError | None] = []
    for each in decided:
        if isinstance(each, Reviewed):
            outcomes.append(stored.get(each.asked.id) or StaleVersion(what=WHAT))
        else:
            outcomes.append(each)
    return outcomes


def _decided(
    asked: Asked,
    desks: Mapping[ReportId, ReviewDesk],
    given: Mapping[UUID, Given],
    permit: Permit,
    now: datetime,
) -> Reviewed | DomainError | None:
    try:
        return review(asked, desks.get(asked.report), given.get(asked.id), permit, now=now)
    except DomainError as refusal:
        return refusal


async def _load_desks(
    db: Reading, asked: Sequence[Asked], *, reach: Reach
) -> Mapping[ReportId, ReviewDesk]:
    commented = [each.report for each in asked if each.comments]
    rows = await db.fetch(REVIEW_DESKS, [each.report for each in asked], roots(reach), commented)
    return {ReportId(row["id"]): await _desk(db, row) for row in rows}


async def _desk(db: Reading, row: Record) -> ReviewDesk:
    forms = await forms_of(db, row["forms"]) if row["forms"] else {}
    return ReviewDesk(
        ReportId(row["id"]),
        Place(row["place"]),
        row["managed_by_region"],
        Status(row["status"]),
        row["version"],
        row["closes_at"],
        row["correction_days"],
        row["review_required"],
        Role(row["reviewer_role"]) if row["reviewer_role"] else None,
        frozenset(map(PersonId, row["authors"])),
        frozenset(map(PersonId, row["scorers"])),
        frozenset(map(PersonId, row["about"])),
        {
            id: frozenset(item.code for item in forms[code, version].definition.items)
            for id, code, version in row["observations"]
        },
    )


async def _shown(db: Reading, review_id: UUID, *, reach: Reach) -> Json:
    shown = await db.fetchval(ONE_REVIEW, review_id, roots(reach))
    return Json(found(shown, WHAT))


async def _given(db: Reading, ids: Sequence[UUID], *, reach: Reach) -> Mapping[UUID, Given]:
    rows = await db.fetch(GIVEN, ids, roots(reach))
    return {row["id"]: _given_of(row) for row in rows}


def _given_of(row: Record) -> Given:
    asked = Asked(
        row["id"],
        ReportId(row["report_id"]),
        0,
        Decision(row["decision"]),
        row["note"],
        tuple(_comment_of(each) for each in json.loads(row["comments"])),
    )
    return Given(PersonId(row["reviewer_id"]), asked.content)


def _comment_of(kept: Mapping[str, Any]) -> Comment:
    observation = kept["observation_id"]
    return Comment(UUID(observation) if observation else None, kept["item"], kept["text"])


async def _store(
    reviews: Sequence[Reviewed], db: Storing, permit: Permit, *, now: datetime
) -> Mapping[UUID, Json]:
    if not reviews:
        return {}
    with refusing(report_review_pkey=ReviewDiffers()):
        rows = await db.fetch(
            STORE_REVIEWS, json.dumps([_row(each) for each in reviews]), now, permit.person
        )
    return {row[0]: Json(row[1]) for row in rows}


def _row(reviewed: Reviewed) -> dict[str, object]:
    asked, until = reviewed.asked, reviewed.correct_until
    return {
        "id": str(asked.id),
        "report_id": str(asked.report),
        "version": asked.version,
        "decision": asked.decision,
        "note": asked.note,
        "comments": [
            {
                "observation_id": str(c.observation) if c.observation else None,
                "item": c.item,
                "text": c.text,
            }
            for c in asked.comments
        ],
        "status": reviewed.status,
        "correct_until": until.isoformat() if until else None,
        "role": reviewed.role,
    }
