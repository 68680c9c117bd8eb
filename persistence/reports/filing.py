"""The filing desk, and the one statement that stores a report."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access import Permit, PersonId, Place, Reach, Role
from domain.errors import LIMA
from domain.reports import (
    Desk,
    Draft,
    Filed,
    Form,
    ObservationKnown,
    ReportDiffers,
    ReportId,
    Standing,
    Window,
    file_report,
)
from persistence.database import (
    DatabaseUnavailable,
    Json,
    Kept,
    Reading,
    Storing,
    found,
    refusing,
    roots,
)
from persistence.holders import about, extended_to
from persistence.reports.forms import forms_of

_RECEIPT = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code, 'status', r.status,
    'late', r.late, 'observations', r.observations, 'score', r.score, 'filed_at', r.filed_at,
    'content_hash', r.content_hash
)"""

# One round trip: the obligation if in reach, its window with extensions, whoever it is about, what
# stands in its way, and the forms and teachers that the draft names. These come as JSON because the
# planner then expects as many of them from any draft, and so plans once: planning this costs more
# than running it.
FILING_DESK = f"""
with named as (
    select * from jsonb_to_recordset($3::jsonb) as n (
        instrument text, version int, teacher uuid, day date
    )
)
select o.place::text, o.subject, o.post, s.subject_kind, s.declarant_roles, n.instrument_code,
    c.code as cut, c.opens_at, c.closes_at, {extended_to()} as extended_to,
    c.period_from, c.period_to, o.exempt_reason, {about("$4::date")} as about,
    f.id as filed_id, f.author_id as filed_by, f.content_hash as filed_hash, f.filed_at,
    i.id as same_id, i.author_id as same_by, i.content_hash as same_hash, i.filed_at as same_at,
    array(
        select row(v.instrument_code, v.version, v.state, v.fingerprint)
        from instrument_version v
        where (v.instrument_code, v.version) in (select instrument, version from named)
    ) as forms,
    array(
        select distinct row(h.person_id, t.day)
        from named t join appointment h on h.person_id = t.teacher and (h.valid @> t.day) is true
        where h.place = any(array[o.place])
    ) as teachers
from obligation o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join stream_instrument n
    on n.year = s.year and n.stream_code = s.code and n.subject = o.subject
left join report f on f.obligation_id = o.id
left join report i on i.id = $5
where o.id = $1 and o.place <@ any($2::text[]::ltree[])
"""

# The whole change in one statement, which is a transaction of its own: the obligation is claimed
# only if it is still unfulfilled, not exempt, and its window as the decision saw it.
STORE_REPORT = f"""
with claimed as (
    update obligation o set fulfilled_at = $8, late = $9
    from report_cut c
    where o.id = $2 and o.fulfilled_at is null and o.exempt_at is null
    and c.code = o.cut_code and c.opens_at <= $8 and c.closes_at = $10
    returning o.*
), stored as (
    insert into report (
        id, obligation_id, cut_code, place, iged_code, author_id, author_role, about_id, status,
        sworn, narrative, late, observations, score, filed_at, content_hash
    )
    select $1, o.id, o.cut_code, o.place, subpath(o.place, 2, 1)::text, $3, $4, $5, 'submitted',
        true, $6, $9, jsonb_array_length($11::jsonb), $7, $8, $12
    from claimed o
    returning *
), observed as (
    insert into observation (
        id, report_id, ordinal, instrument_code, instrument_version, teacher_id, observed_on,
        students_present, answers, score
    )
    select b.id, r.id, b.ordinal, b.instrument, b.version, b.teacher_id, b.observed_on,
        b.students_present, b.answers, b.score
    from stored r, jsonb_to_recordset($11::jsonb) as b (
        id uuid, ordinal int, instrument text, version int, teacher_id uuid, observed_on date,
        students_present int, answers jsonb, score numeric
    )
    returning id
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select r.filed_at, r.author_id, r.place, 'report.filed', 'report/' || r.id,
        jsonb_build_object(
            'obligation_id', r.obligation_id, 'cut', r.cut_code, 'late', r.late,
            'observations', r.observations, 'content_hash', r.content_hash
        )
    from stored r
)
select {_RECEIPT}::text from stored r
"""

RECEIPT = f"""
select {_RECEIPT}::text from report r
where r.id = $1 and r.author_id = $2 and r.place <@ any($3::text[]::ltree[])
"""


DECISIONS = 3
"""Times a filing is decided anew because the obligation changed between decision and statement."""


async def file(
    db: Storing, report_id: ReportId, draft: Draft, permit: Permit, *, now: datetime
) -> Kept:
    """Load, decide, store. Of two that claim one obligation at once, the second decides again on
    what the first left, and so hears its exact reason."""
    for _ in range(DECISIONS):
        desk = await load_desk(db, report_id, draft, reach=permit.reach, now=now)
        decided = file_report(report_id, draft, desk, permit, now=now)
        if isinstance(decided, Standing):
            receipt = await show_receipt(db, decided, reach=permit.reach)
            return Kept(receipt, created=False)
        if stored := await store(db, decided, desk.window):
            return Kept(stored, created=True)
    raise DatabaseUnavailable


async def load_desk(
    db: Reading, report_id: ReportId, draft: Draft, *, reach: Reach, now: datetime
) -> Desk:
    """Everything the decision looks at, or `NotFound` when the obligation is out of reach."""
    named = [
        {
            "instrument": o.instrument,
            "version": o.version,
            "teacher": str(o.teacher) if o.teacher else None,
            "day": o.observed_on.isoformat(),
        }
        for o in draft.observations
    ]
    today = now.astimezone(LIMA).date()
    asked = (draft.obligation, roots(reach), json.dumps(named), today, report_id)
    row = found(await db.fetchrow(FILING_DESK, *asked), "esa obligación")
    return _desk(row, await forms_of(db, row["forms"]))


def _desk(row: Record, forms: Mapping[tuple[str, int], Form]) -> Desk:
    return Desk(
        place=Place(row["place"]),
        subject=row["subject"],
        post=row["post"],
        subject_kind=row["subject_kind"],
        declarant_roles=frozenset(Role(role) for role in row["declarant_roles"]),
        instrument=row["instrument_code"],
        window=Window(
            row["cut"],
            row["opens_at"],
            row["closes_at"],
            row["extended_to"],
            row["period_from"],
            row["period_to"],
        ),
        exempt_reason=row["exempt_reason"],
        filed=_standing(row["filed_id"], row["filed_by"], row["filed_hash"], row["filed_at"]),
        same_id=_standing(row["same_id"], row["same_by"], row["same_hash"], row["same_at"]),
        about=PersonId(row["about"]) if row["about"] else None,
        forms=forms,
        teachers=frozenset((PersonId(person), day) for person, day in row["teachers"]),
    )


def _standing(
    report: UUID | None, author: UUID | None, fingerprint: str | None, at: datetime | None
) -> Standing | None:
    if report is None or author is None or fingerprint is None or at is None:
        return None
    return Standing(ReportId(report), PersonId(author), fingerprint, at)


async def store(db: Storing, filed: Filed, window: Window) -> Json | None:
    """Store a report with its observations, its obligation's fulfilment and its event: all or
    nothing, durable when this returns. None when the obligation is no longer as decided upon."""
    clashes = {"report_pkey": ReportDiffers(), "observation_pkey": ObservationKnown()}
    with refusing(**clashes):
        row = await db.once(
            STORE_REPORT,
            filed.id,
            filed.draft.obligation,
            filed.author,
            filed.author_role,
            filed.about,
            filed.draft.narrative,
            filed.score,
            filed.filed_at,
            filed.late,
            window.closes_at,
            json.dumps(_rows(filed)),
            filed.draft.fingerprint(),
        )
    return Json(row[0]) if row else None


def _rows(filed: Filed) -> list[dict[str, object]]:
    pairs = zip(filed.draft.observations, filed.scores, strict=True)
    return [
        {
            "id": str(o.id),
            "ordinal": n,
            "instrument": o.instrument,
            "version": o.version,
            "teacher_id": str(o.teacher) if o.teacher else None,
            "observed_on": o.observed_on.isoformat(),
            "students_present": o.students_present,
            "answers": o.answers,
            "score": None if score is None else str(score),
        }
        for n, (o, score) in enumerate(pairs, start=1)
    ]


async def show_receipt(db: Reading, filed: Standing, *, reach: Reach) -> Json:
    """What filing answered, for the author who asks again."""
    receipt = await db.fetchval(RECEIPT, filed.id, filed.author, roots(reach))
    return Json(found(receipt, "ese reporte"))
