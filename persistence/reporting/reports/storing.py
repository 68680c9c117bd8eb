"""The statements that store a report or its correction, each a whole transaction of its own."""

from asyncpg import Record

from domain.events import EventKind
from domain.reporting.reports.model import REPORT, FilingDecision, Reception, ReportId, Window
from domain.reporting.reports.refusals import ObservationKnown, ReportDiffers
from persistence.calls import Call
from persistence.database import (
    DatabaseUnavailable,
    Json,
    Overtaken,
    Reading,
    Storing,
    Versioned,
    as_read,
    overtaken,
)
from persistence.fragments import event, iged_of, in_reach
from persistence.mapping import columns, to_text
from persistence.statements import Command, Query

_RECEIPT = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code, 'status', r.status,
    'late', r.late, 'captured_in_time', r.captured_in_time, 'claimed', r.claimed,
    'observations', r.observations,
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
    jsonb_to_recordset(:rows::jsonb) as b (
        id uuid, ordinal int, instrument text, version int, teacher_id uuid, observed_on date,
        students_present int, answers jsonb, score numeric
    )
"""


# True when another report had one of these observations before a correction: its replies and second
# scorings are there.
_HAD_BY_ANOTHER = """exists (
    select from report_revision v
    where v.observation_ids ?| :observations::uuid[]::text[] and v.report_id <> :id
)"""

_FILED = event(
    EventKind.REPORT_FILED, of="stored r", subject="'report/' || r.id", place="r.place",
    data="""'obligation_id', r.obligation_id, 'cut', r.cut_code, 'late', r.late,
        'captured_in_time', r.captured_in_time, 'claimed', r.claimed,
        'observations', r.observations""",
)  # fmt: skip

# The whole change in one statement, which is a transaction of its own: the obligation is claimed
# only if it is still unfulfilled and not exempt, and if the cut is not consolidated and closes for
# everybody as the decision saw it: that says what is late. An extension does not have to be asked
# again: it is only ever added, and gives more time.
STORE_REPORT = Command(
    f"""
with taken as (
    select {_HAD_BY_ANOTHER} as by_another
), claimed as (
    update obligation o set fulfilled_at = :now, late = :late,
        captured_in_time = :captured_in_time, claimed = :claimed
    from report_cut c
    where o.id = :obligation_id and o.fulfilled_at is null and o.exempt_at is null
    and c.code = o.cut_code and c.opens_at <= :now and c.closes_at = :closes_at
    and c.consolidated_at is null and not (select by_another from taken)
    returning o.*
), stored as (
    insert into report (
        id, obligation_id, cut_code, place, iged_code, author_id, author_role, about_id, status,
        sworn, narrative, late, observations, score, filed_at, content_hash, captured_at,
        captured_in_time, claimed
    )
    select :id, o.id, o.cut_code, o.place, {iged_of("o.place")}::text, :by, :author_role,
        :about_id, 'submitted', true, :narrative, :late, jsonb_array_length(:rows::jsonb), :score,
        :now, :fingerprint, :captured_at, :captured_in_time, :claimed
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
), logged as ({_FILED})
select {_RECEIPT}::text as receipt, r.version from stored r
union all select null, 0 from taken where by_another
""",
    report_pkey=overtaken(ReportDiffers),
    observation_pkey=ObservationKnown,
)

_CORRECTED = event(
    EventKind.REPORT_CORRECTED, of="stored r", subject="'report/' || r.id", place="r.place",
    data="'cut', r.cut_code, 'revision', r.revision, 'observations', r.observations",
)  # fmt: skip

# What was sworn before stays, whole, as a revision. An observation that stays keeps its id; one
# that is another report's is told by a row without a receipt, and one that another report claims at
# this moment leaves no ordinal, so that the whole statement fails.
CORRECT_REPORT = Command(f"""
with taken as (
    select exists (
        select from observation where id = any(:observations::uuid[]) and report_id <> :id
    ) or {_HAD_BY_ANOTHER} as by_another
), old as (
    select r.* from report r
    where r.id = :id and r.version = :replaces and r.status = 'returned' and r.correct_until > :now
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
    where b.report_id = o.id and b.id <> all(:observations::uuid[])
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
    update report r set status = 'submitted', correct_until = null, author_id = :by,
        author_role = :author_role, narrative = :narrative, score = :score, filed_at = :now,
        captured_at = :captured_at, content_hash = :fingerprint,
        observations = jsonb_array_length(:rows::jsonb), revision = o.revision + 1,
        version = o.version + 1
    from old o where r.id = o.id
    returning r.*
), logged as ({_CORRECTED})
select {_RECEIPT}::text as receipt, r.version from stored r
union all select null, 0 from taken where by_another
""")

RECEIPT = Query(f"""
select {_RECEIPT}::text as body, r.version from report r
where r.id = :id and r.author_id = :by and {in_reach("r.place")}
""")


async def store_report(call: Call[Storing], decision: FilingDecision, window: Window) -> Versioned:
    """Store a report with its observations, its obligation's fulfilment and its event: all or
    nothing, durable when this returns. `Overtaken` when the obligation is no longer as decided
    upon; `ObservationKnown` when an observation is, or was, another report's."""
    row = await STORE_REPORT.row(
        call,
        **_content(decision),
        obligation_id=decision.report.obligation_id,
        about_id=decision.about_id,
        late=decision.reception.late,
        captured_in_time=decision.reception is Reception.CAPTURED_IN_TIME,
        claimed=decision.reception is Reception.CLAIMED,
        closes_at=window.closes_at,
    )
    return _receipt(row, created=True)


async def store_correction(call: Call[Storing], decision: FilingDecision) -> Versioned:
    """Give a returned report new content, keeping the old one as a revision. `Overtaken` when the
    report is no longer as decided upon; `ObservationKnown` as there."""
    replaces = decision.replaces
    row = await CORRECT_REPORT.row(call, **_content(decision), replaces=replaces)
    return _receipt(row, created=False)


def _receipt(row: Record | None, *, created: bool) -> Versioned:
    if row is None:
        raise Overtaken(DatabaseUnavailable())
    if row["receipt"] is None:
        raise ObservationKnown
    return Versioned(Json(row["receipt"]), row["version"], created=created)


def _content(decision: FilingDecision) -> dict[str, object]:
    """What a filing and a correction say alike, as parameters."""
    report = decision.report
    scored = zip(report.observations, decision.scores, strict=True)
    rows = [columns(o) | {"ordinal": n, "score": s} for n, (o, s) in enumerate(scored, start=1)]
    return {
        "id": decision.id,
        "author_role": decision.author_role,
        "narrative": report.narrative,
        "score": decision.score,
        "captured_at": report.captured_at,
        "fingerprint": report.fingerprint(),
        "rows": to_text(rows),
        "observations": [o.id for o in report.observations],
    }


async def read_receipt(call: Call[Reading], id: ReportId) -> Versioned:
    """What filing answered, for the author who asks again."""
    return as_read(await RECEIPT.row(call, id=id), REPORT)
