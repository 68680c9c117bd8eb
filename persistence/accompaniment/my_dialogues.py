"""The dialogues about the caller's own teaching, from when they were held: one's own needs no
territory. A mark of conduct is about a pupil too and is told in the procedure that follows it."""

from dataclasses import replace

from domain.accompaniment.commitments.model import CommitmentStatus
from domain.accompaniment.dialogues.answering import TeacherAnswer, TeacherAnswerFacts
from domain.accompaniment.dialogues.life import DIALOGUE, DialogueStatus
from domain.accompaniment.visits.model import VisitId
from domain.events import EventKind
from persistence.accompaniment.dialogues.locking import lock_visit_received
from persistence.accompaniment.dialogues.views import (
    answering_facts,
    commitment_view,
    dialogue_view,
)
from persistence.calls import Call
from persistence.database import Reading, Versioned, Writing, as_read, found
from persistence.fragments import event
from persistence.identity.vouchers import answered_for
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, oldest_first, read_page
from persistence.reporting.reports.flags import without_flags
from persistence.statements import Command, Query

_VIEW = dialogue_view(without_flags("d"))
_OF = "from reflective_dialogue d join classroom_visit v on v.id = d.visit_id"
_MINE = f"v.teacher_id = :by and d.held_from is not null and {answered_for('v.place')}"

MY_DIALOGUES = newest_first(
    f"select t.* from (select d.*, d.visit_id as id {_OF} where {_MINE}) t where true",
    by="held_from timestamptz",
    view=f"(select {_VIEW} {_OF} where d.visit_id = r.id)",
)

MY_DIALOGUE = Query(f"""
select {_VIEW}::text as body, d.version {_OF} where {_MINE} and d.visit_id = :visit_id
""")

ANSWERING_FACTS = Query(f"""
select {answering_facts()}::text {_OF} where {_MINE} and d.visit_id = :visit_id
""")

_ANSWERED = event(
    EventKind.DIALOGUE_ANSWERED,
    of="answered d join classroom_visit v on v.id = d.visit_id",
    subject="'dialogue/' || v.id",
    data="'visit_id', v.id, 'status', d.status, 'agrees', d.teacher_agrees",
    place="v.place",
)

ANSWER_DIALOGUE = Command(f"""
with answered as (
    update reflective_dialogue d set status = :status, teacher_agrees = :agrees,
        teacher_note = :note, teacher_answered_at = :now, version = version + 1
    where d.visit_id = :visit_id
    returning *
)
{_ANSWERED}
""")

MY_COMMITMENTS = oldest_first(
    f"""
    select t.* from commitment t
    where t.owner_id = :by and {answered_for("t.place")}
    and (:status::text is null or t.status = :status)
    """,
    by="due_on date",
    view=commitment_view("r"),
)


async def read_my_dialogues(call: Call[Reading], wanted: PageWanted) -> Page:
    """The dialogues with the caller, the latest first."""
    return await read_page(call, MY_DIALOGUES, wanted)


async def read_my_dialogue(
    call: Call[Reading], visit: VisitId, *, created: bool = False
) -> Versioned:
    """One of them; `created`: answered first by this call."""
    row = await MY_DIALOGUE.row(call, visit_id=visit)
    return replace(as_read(row, DIALOGUE), created=created)


async def read_my_commitments(
    call: Call[Reading], wanted: PageWanted, *, status: CommitmentStatus | None
) -> Page:
    """What the caller promised, in whatever school, those due first first."""
    return await read_page(call, MY_COMMITMENTS, wanted, status=status)


async def load_answering_facts(call: Call[Writing], visit: VisitId) -> TeacherAnswerFacts:
    """The dialogue, held until the transaction ends, when it is with the caller and was held."""
    await lock_visit_received(call, visit, what=DIALOGUE)
    facts = await ANSWERING_FACTS.value(call, visit_id=visit)
    return from_json(TeacherAnswerFacts, found(facts, DIALOGUE))


async def answer_dialogue(
    call: Call[Writing], visit: VisitId, answer: TeacherAnswer, status: DialogueStatus
) -> None:
    """The answer with its event."""
    await ANSWER_DIALOGUE.row(call, visit_id=visit, **columns(answer), status=status)
