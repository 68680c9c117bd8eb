"""The statements that store a report or its correction, each a whole transaction of its own."""

import json

from asyncpg import Record

from domain.access.permits import Reach
from domain.reporting.reports.model import Filed, Reception, ReportId, Window
from domain.reporting.reports.refusals import ObservationKnown, ReportDiffers
from persistence.database import Json, Reading, Storing, Versioned, found, refusing, roots

_RECEIPT = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code, 'status', r.status,
    'late', r.late, 'captured_in_time', r.captured_in_time, 'observations', r.observations,
    'score', r.score, 'filed_at', r.filed_at, 'content_hash', r.content_hash,
    'revision', r.revision
)"""

_CONTENT = """jsonb_build_object(
    'id', b.id, 'instrument', b.instrument_code, 'version', b.instrument_version,
    'observed_on', b.observed_on, 'teacher_id', b.teacher_id,
    'students_present', b.students_present, 'answers', b.answers, 'score', b.score
)"""

# An observation's columns out of the JSON of a filing.
_OBSERVATIONS = """
    jsonb_to_recordset($11::jsonb) as b (
        id uuid, ordinal int, instrument text, version int, teacher_id uuid, observed_on date,
        students_present int, answers jsonb, score numeric
    )
"""


def _had_by_another(ids: str) -> str:
    """True when another report than $1 had one of these observations before a correction: its
    replies and second scorings are there."""
    return f"""exists (
    select from report_revision v where v.observation_ids ?| {ids} and v.report_id <> $1
)"""


# The whole change in one statement, which is a transaction of its own: the obligation is claimed
# only if it is still unfulfilled, not exempt, and its window as the decision saw it.
STORE_REPORT = f"""
with taken as (
    select {_had_by_another("$15::text[]")} as by_another
), claimed as (
    update obligation o set fulfilled_at = $8, late = $9, captured_in_time = $14
    from report_cut c
    where o.id = $2 and o.fulfilled_at is null and o.exempt_at is null
    and c.code = o.cut_code and c.opens_at <= $8 and c.closes_at = $10
    and c.consolidated_at is null and not (select by_another from taken)
    returning o.*
), stored as (
    insert into report (
        id, obligation_id, cut_code, place, iged_code, author_id, author_role, about_id, status,
        sworn, narrative, late, observations, score, filed_at, content_hash, captured_at,
        captured_in_time
    )
    select $1, o.id, o.cut_code, o.place, subpath(o.place, 2, 1)::text, $3, $4, $5, 'submitted',
        true, $6, $9, jsonb_array_length($11::jsonb), $7, $8, $12, $13, $14
    from claimed o
    returning *
), observed as (
    insert into observation (
        id, report_id, ordinal, instrument_code, instrument_version, teacher_id, observed_on,
        students_present, answers, score
    )
    select b.id, r.id, b.ordinal, b.instrument, b.version, b.teacher_id, b.observed_on,
        b.students_present, b.answers, b.score
    from stored r, {_OBSERVATIONS}
    returning id
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select r.filed_at, r.author_id, r.place, 'report.filed', 'report/' || r.id,
        jsonb_build_object(
            'obligation_id', r.obligation_id, 'cut', r.cut_code, 'late', r.late,
            'captured_in_time', r.captured_in_time, 'observations', r.observations
        )
    from stored r
)
select {_RECEIPT}::text, r.version from stored r
union all select null, 0 from taken where by_another
"""

# What was sworn before stays, whole, as a revision. An observation that stays keeps its id; one
# that is another report's is told by a row without a receipt, and one that another report claims at
# this moment leaves no ordinal, so that the whole statement fails.
CORRECT_REPORT = f"""
with taken as (
    select exists (
        select from observation where id = any($5::uuid[]) and report_id <> $1
    ) or {_had_by_another("$5::uuid[]::text[]")} as by_another
), old as (
    select r.* from report r
    where r.id = $1 and r.version = $2 and r.status = 'returned' and r.correct_until > $8
    and not (select by_another from taken)
    for update
), archived as (
    insert into report_revision (
        report_id, revision, author_id, author_role, filed_at, captured_at, narrative,
        observations, score, content_hash
    )
    select o.id, o.revision, o.author_id, o.author_role, o.filed_at, o.captured_at, o.narrative,
        (select jsonb_agg({_CONTENT} order by b.ordinal)
         from observation b where b.report_id = o.id),
        o.score, o.content_hash
    from old o
), gone as (
    delete from observation b using old o
    where b.report_id = o.id and b.id <> all($5::uuid[])
), kept as (
    insert into observation as was (
        id, report_id, ordinal, instrument_code, instrument_version, teacher_id, observed_on,
        students_present, answers, score
    )
    select b.id, o.id, b.ordinal, b.instrument, b.version, b.teacher_id, b.observed_on,
        b.students_present, b.answers, b.score
    from old o, {_OBSERVATIONS}
    on conflict (id) do update set
        ordinal = case when was.report_id = excluded.report_id then excluded.ordinal end,
        instrument_code = excluded.instrument_code,
        instrument_version = excluded.instrument_version,
        teacher_id = excluded.teacher_id, observed_on = excluded.observed_on,
        students_present = excluded.students_present, answers = excluded.answers,
        score = excluded.score
), stored as (
    update report r set status = 'submitted', correct_until = null, author_id = $3,
        author_role = $4, narrative = $6, score = $7, filed_at = $8, captured_at = $9,
        content_hash = $10, observations = jsonb_array_length($11::jsonb),
        revision = o.revision + 1, version = o.version + 1
    from old o where r.id = o.id
    returning r.*
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select r.filed_at, r.author_id, r.place, 'report.corrected', 'report/' || r.id,
        jsonb_build_object(
            'cut', r.cut_code, 'revision', r.revision, 'observations', r.observations
        )
    from stored r
)
select {_RECEIPT}::text, r.version from stored r
union all select null, 0 from taken where by_another
"""

RECEIPT = f"""
select {_RECEIPT}::text, r.version from report r
where r.id = $1 and r.author_id = $2 and r.place <@ any($3::text[]::ltree[])
"""


async def store(db: Storing, filed: Filed, window: Window) -> Versioned | None:
    """Store a report with its observations, its obligation's fulfilment and its event: all or
    nothing, durable when this returns. None when the obligation is no longer as decided upon;
    `ObservationKnown` when an observation is, or was, another report's."""
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
            filed.reception.late,
            window.closes_at,
            json.dumps(_rows(filed)),
            filed.draft.fingerprint(),
            filed.draft.captured_at,
            filed.reception is Reception.CAPTURED_IN_TIME,
            [str(o.id) for o in filed.draft.observations],
        )
    return _receipt(row, created=True)


async def correct(db: Storing, filed: Filed) -> Versioned | None:
    """Give a returned report new content, keeping the old one as a revision. None when the report
    is no longer as decided upon; `ObservationKnown` as there."""
    row = await db.once(
        CORRECT_REPORT,
        filed.id,
        filed.replaces,
        filed.author,
        filed.author_role,
        [o.id for o in filed.draft.observations],
        filed.draft.narrative,
        filed.score,
        filed.filed_at,
        filed.draft.captured_at,
        filed.draft.fingerprint(),
        json.dumps(_rows(filed)),
    )
    return _receipt(row, created=False)


def _receipt(row: Record | None, *, created: bool) -> Versioned | None:
    if row is None:
        return None
    if row[0] is None:
        raise ObservationKnown
    return Versioned(Json(row[0]), row[1], created=created)


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


async def show_receipt(db: Reading, report_id: ReportId, *, reach: Reach) -> Versioned:
    """What filing answered, for the author who asks again."""
    asked = (report_id, reach.person, roots(reach))
    row = found(await db.fetchrow(RECEIPT, *asked), "ese reporte")
    return Versioned(Json(row[0]), row[1])
