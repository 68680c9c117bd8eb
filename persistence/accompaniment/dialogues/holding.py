"""Holding and confirming the dialogue of a visit of the caller's."""

from domain.accompaniment.commitments.model import CommitmentKnown
from domain.accompaniment.dialogues.answering import TeacherAnswerFacts
from domain.accompaniment.dialogues.holding import DialogueHeld, HoldingFacts
from domain.accompaniment.dialogues.life import DIALOGUE, DialogueStatus
from domain.accompaniment.visits.model import VISIT, VisitId
from domain.events import EventKind
from persistence.accompaniment.dialogues.locking import lock_both, lock_visit
from persistence.accompaniment.dialogues.views import answering_facts, still_open
from persistence.bookings import BOOKED_BEFORE, engagements
from persistence.calls import Call
from persistence.database import Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json, to_text
from persistence.statements import Command, Query

_OWN = f"v.id = :visit_id and v.visitor_id = :by and {in_reach('v.place')}"

_BOOKINGS = engagements(
    "array[v.visitor_id, v.teacher_id]",
    starts=":held_from::timestamptz",
    ends=":held_to::timestamptz",
    besides="array[v.id]",
)

_PROMISED = """(
    select coalesce(json_agg(json_build_object(
        'id', c.id, 'text', c.text, 'due_on', c.due_on,
        'owner', case when c.owner_id = v.teacher_id then 'teacher' else 'visitor' end
    )), '[]')
    from commitment c where c.visit_id = v.id and c.carried_from is null
)"""

HOLDING_FACTS = Query(f"""
select json_build_object(
    'visitor_id', v.visitor_id, 'teacher_id', v.teacher_id, 'visit_status', v.status,
    'visit_finished_at', v.finished_at, 'status', d.status,
    'held', case when d.held_from is not null then json_build_object(
        'held_from', d.held_from, 'held_to', d.held_to, 'commitments', {_PROMISED}
    ) end,
    'still_open', array(
        select c.id {still_open(":held_from::timestamptz")} order by c.due_on, c.id
    ),
    'bookings', {_BOOKINGS}
)::text
from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id
where {_OWN}
""")

_HELD = event(
    EventKind.DIALOGUE_HELD,
    of="about v",
    subject="'dialogue/' || v.id",
    data="'visit_id', v.id, 'commitments', array(select id from promised order by id)",
)

# Whoever corrects the visit at this moment is overtaken: its version is no longer what they saw.
HOLD_DIALOGUE = Command(
    f"""
with held as (
    update reflective_dialogue d
    set status = 'held', held_from = :held_from, held_to = :held_to, version = version + 1
    where d.visit_id = :visit_id
    returning *
), about as (
    select v.* from held d join classroom_visit v on v.id = d.visit_id
), overtaking as (
    update classroom_visit v set version = v.version + 1 from held d where v.id = d.visit_id
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select p.id, tstzrange(:held_from, :held_to), 'dialogue', v.id
    from about v, unnest(array[v.visitor_id, v.teacher_id]) as p (id)
), promised as (
    insert into commitment (id, year, place, visit_id, owner_id, text, due_on, status)
    select c.id, v.year, v.place, v.id,
        case c.owner when 'teacher' then v.teacher_id else v.visitor_id end,
        c.text, c.due_on, 'open'
    from about v, jsonb_to_recordset(:commitments::jsonb) as c (
        id uuid, owner text, text text, due_on date
    )
    returning id
)
{_HELD}
""",
    commitment_pkey=CommitmentKnown,
    **BOOKED_BEFORE,
)

CONFIRMING_FACTS = Query(f"""
select {answering_facts()}::text
from reflective_dialogue d join classroom_visit v on v.id = d.visit_id
where {_OWN}
""")

_CONFIRMED = event(
    EventKind.DIALOGUE_CONFIRMED,
    of="confirmed d join classroom_visit v on v.id = d.visit_id",
    subject="'dialogue/' || v.id",
    data="'visit_id', v.id, 'status', d.status",
    place="v.place",
)

CONFIRM_DIALOGUE = Command(f"""
with confirmed as (
    update reflective_dialogue d
    set status = :status, visitor_agreed_at = :now, version = version + 1
    where d.visit_id = :visit_id
    returning *
)
{_CONFIRMED}
""")


async def load_holding_facts(
    call: Call[Writing], visit: VisitId, request: DialogueHeld
) -> HoldingFacts:
    """The caller's visit and both persons, held until the transaction ends."""
    await lock_visit(call, visit, what=VISIT)
    await lock_both(call, visit)
    facts = await HOLDING_FACTS.value(
        call, visit_id=visit, held_from=request.held_from, held_to=request.held_to
    )
    return from_json(HoldingFacts, found(facts, VISIT))


async def hold_dialogue(call: Call[Writing], visit: VisitId, holding: DialogueHeld) -> None:
    """The dialogue as it was held, with both bookings, the commitments and the event."""
    values = columns(holding) | {"commitments": to_text(holding.commitments)}
    await HOLD_DIALOGUE.row(call, visit_id=visit, **values)


async def load_confirming_facts(call: Call[Writing], visit: VisitId) -> TeacherAnswerFacts:
    """The caller's dialogue, held until the transaction ends."""
    await lock_visit(call, visit, what=DIALOGUE)
    facts = await CONFIRMING_FACTS.value(call, visit_id=visit)
    return from_json(TeacherAnswerFacts, found(facts, DIALOGUE))


async def confirm_dialogue(call: Call[Writing], visit: VisitId, status: DialogueStatus) -> None:
    """The visitor's confirmation with its event."""
    await CONFIRM_DIALOGUE.row(call, visit_id=visit, status=status)
