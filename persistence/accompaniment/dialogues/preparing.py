"""Preparing the dialogue of a visit of the caller's."""

from domain.accompaniment.dialogues.preparing import (
    FormResult,
    Preparation,
    PreparingFacts,
)
from domain.accompaniment.visits.model import VISIT, VisitId
from domain.events import EventKind
from domain.reporting.reports.model import FormVersion
from persistence.accompaniment.dialogues.locking import lock_visit, lock_visitor
from persistence.accompaniment.hours.facts import declared
from persistence.calls import Call
from persistence.database import Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json, to_text
from persistence.statements import Command, Query

_OWN = f"v.id = :visit_id and v.visitor_id = :by and {in_reach('v.place')}"

# The instrument is that which the visitor's role answers in the stream about teachers (F84).
PREPARING_FACTS = Query(f"""
select json_build_object(
    'visit_status', v.status, 'instrument', k.code, 'published', array(
        select i.version from instrument_version i
        where i.instrument_code = k.code and i.state = 'published'
    ),
    'dialogue', case when d.visit_id is not null then json_build_object(
        'status', d.status, 'version', d.version, 'preparation', json_build_object(
            'version', d.instrument_version, 'answers', d.answers,
            'preparation_minutes', d.preparation_minutes
        )
    ) end
)::text
from classroom_visit v
left join reflective_dialogue d on d.visit_id = v.id
cross join lateral (select coalesce(d.instrument_code, (
    select n.instrument_code
    from stream_instrument n join report_stream s on s.year = n.year and s.code = n.stream_code
    where n.year = v.year and n.subject = v.visitor_role and s.subject_kind = 'teacher'
    and v.visitor_role = any(s.declarant_roles)
    order by s.ordinal, s.code limit 1
)) as code) k
where {_OWN}
""")

# The visit is `t` here: `declared` has a `v` of its own.
DECLARED = Query(f"""
select {declared("t.visitor_id", ":today::date", visit="t.id")} as other_minutes,
    f.instrument_code, f.version, f.state, f.fingerprint
from classroom_visit t
left join reflective_dialogue d on d.visit_id = t.id
left join instrument_version f
    on f.instrument_code = d.instrument_code and f.version = d.instrument_version
where t.id = :visit_id and t.visitor_id = :by and {in_reach("t.place")}
""")

# A preparation is its visitor's own, as a draft is, and writes no event: nobody else knows of it.
STORE_PREPARATION = Command("""
insert into reflective_dialogue as was (
    visit_id, instrument_code, instrument_version, answers, status, preparation_minutes
)
values (
    :visit_id, :instrument, :version, :answers::jsonb, 'preparing', :preparation_minutes
)
on conflict (visit_id) do update set instrument_version = excluded.instrument_version,
    answers = excluded.answers, preparation_minutes = excluded.preparation_minutes,
    version = was.version + 1
""")

_PREPARED = event(
    EventKind.DIALOGUE_PREPARED, of="about", subject="'dialogue/' || id", data="'visit_id', id"
)
_OPENED = event(
    EventKind.REFERRAL_OPENED, of="referred", subject="'referral/' || id", data="'referral_id', id"
)

# A mark of conduct opens its referral here, and nothing else that is written differs for it. Marks
# that were not there when it was opened open it again: another step, which takes none away. Whoever
# tells at this moment that the visit was not done is overtaken: its version is no longer theirs.
DECLARE_PREPARED = Command(f"""
with prepared as (
    update reflective_dialogue d
    set status = 'prepared', score = :score, prepared_at = :now, version = version + 1
    where d.visit_id = :visit_id
    returning *
), about as (
    select v.* from prepared d join classroom_visit v on v.id = d.visit_id
), overtaking as (
    update classroom_visit v set version = v.version + 1 from prepared d where v.id = d.visit_id
), referred as (
    insert into referral as was (
        place, visit_id, teacher_id, opened_by, opened_at, marks, status
    )
    select v.place, v.id, v.teacher_id, v.visitor_id, :now, :marks::jsonb, 'open'
    from about v where jsonb_array_length(:marks::jsonb) > 0
    on conflict (visit_id) do update set status = 'open', version = was.version + 1, marks = (
        select jsonb_agg(distinct m) from jsonb_array_elements(was.marks || excluded.marks) m
    )
    where not was.marks @> excluded.marks
    returning *
), opened as (
    insert into referral_step (referral_id, version, status, taken_at, taken_by)
    select r.id, r.version, 'open', :now, r.opened_by from referred r
), logged as ({_PREPARED})
{_OPENED}
""")

_RESUMED = event(
    EventKind.DIALOGUE_RESUMED,
    of="resumed d join classroom_visit v on v.id = d.visit_id",
    subject="'dialogue/' || v.id",
    data="'visit_id', v.id",
    place="v.place",
)

RESUME_PREPARATION = Command(f"""
with resumed as (
    update reflective_dialogue d
    set status = 'preparing', score = null, prepared_at = null, version = version + 1
    where d.visit_id = :visit_id
    returning *
)
{_RESUMED}
""")


async def load_preparing_facts(call: Call[Writing], visit: VisitId) -> PreparingFacts:
    """The caller's visit, held until the transaction ends, with what stands of its dialogue."""
    await lock_visit(call, visit, what=VISIT)
    facts = await PREPARING_FACTS.value(call, visit_id=visit)
    return from_json(PreparingFacts, found(facts, VISIT))


async def load_version_filled(
    call: Call[Writing], visit: VisitId
) -> tuple[FormVersion | None, int]:
    """The version of the form that is being filled, and the minutes that the visitor's day, held
    until the transaction ends, is filled with besides."""
    await lock_visitor(call, visit)
    row = found(await DECLARED.row(call, visit_id=visit), VISIT)
    if row["instrument_code"] is None:
        return None, row["other_minutes"]
    version = FormVersion(
        instrument=row["instrument_code"],
        version=row["version"],
        state=row["state"],
        fingerprint=row["fingerprint"],
    )
    return version, row["other_minutes"]


async def store_preparation(
    call: Call[Writing], visit: VisitId, instrument: str | None, preparation: Preparation
) -> None:
    """The form as far as it was filled."""
    values = columns(preparation) | {"answers": to_text(preparation.answers)}
    await STORE_PREPARATION.row(call, visit_id=visit, instrument=instrument, **values)


async def declare_prepared(call: Call[Writing], visit: VisitId, result: FormResult) -> None:
    """The dialogue as prepared, with its events and its referral."""
    marks = to_text(result.marks)
    await DECLARE_PREPARED.row(call, visit_id=visit, score=result.score, marks=marks)


async def resume_preparation(call: Call[Writing], visit: VisitId) -> None:
    """A prepared dialogue taken up again, with its event."""
    await RESUME_PREPARATION.row(call, visit_id=visit)
