"""What became of commitments: told in the next dialogue with the teacher, or in a later session."""

from uuid import UUID

from domain.accompaniment.commitments.in_dialogues import VisitReviewFacts, VisitReviewRequest
from domain.accompaniment.commitments.in_sessions import SessionReviewFacts, SessionReviewRequest
from domain.accompaniment.commitments.model import COMMITMENT, CommitmentKnown
from domain.events import EventKind
from persistence.accompaniment.dialogues.locking import lock_visit
from persistence.accompaniment.dialogues.views import first_of_unheld
from persistence.calls import Call
from persistence.database import Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json
from persistence.statements import Command, Lock, Query

# A statement of its own: the one that follows sees what was committed while this one waited.
LOCK_COMMITMENT = Lock(f"""
select true from commitment c where c.id = :id and {in_reach("c.place")} for update
""")


def _state(looked_at_in: str) -> str:
    """The commitment `c` as a review finds it, with its next one `n`: JSON of `CommitmentState`."""
    return f"""json_build_object(
    'status', c.status, 'text', c.text,
    'review', case when c.reviewed_at is not null then
        json_build_object('looked_at_in', {looked_at_in}, 'note', c.review_note)
    end,
    'carried_to', case when n.id is not null then
        json_build_object('id', n.id, 'due_on', n.due_on, 'text', n.text)
    end
)"""


VISIT_REVIEW_FACTS = Query(f"""
select json_build_object(
    'commitment', {_state("c.reviewed_in")}, 'visit_status', v.status, 'dialogue', d.status,
    'earlier', coalesce(e.teacher_id = v.teacher_id and e.place = any(array[v.place])
        and e.id <> v.id and (k.held_from is not null or {first_of_unheld()}), false)
)::text
from commitment c
join classroom_visit v on v.id = :visit_id
left join classroom_visit e on e.id = c.visit_id
left join reflective_dialogue k on k.visit_id = e.id
left join reflective_dialogue d on d.visit_id = v.id
left join commitment n on n.carried_from = c.id
where c.id = :id and {in_reach("c.place")} and v.visitor_id = :by and {in_reach("v.place")}
""")

# Of a session alone: what a dialogue left is its visitor's, and does not exist here.
SESSION_REVIEW_FACTS = Query(f"""
select json_build_object(
    'commitment', {_state("c.reviewed_in_session")}, 'place', c.place, 'due_on', c.due_on,
    'organiser_id', s.organiser_id, 'session_status', s.status,
    'earlier', coalesce(s.place = any(array[o.place]) and s.starts_at > o.starts_at, false),
    'attended', exists (
        select from collaborative_session k
        where k.place = any(array[o.place]) and k.starts_at > o.starts_at
        and k.status in ('held', 'minuted') and (k.organiser_id = c.owner_id or exists (
            select from collaborative_attendance a
            where a.session_id = k.id and a.person_id = c.owner_id and a.attended
        ))
    )
)::text
from commitment c
join collaborative_session o on o.id = c.session_id
left join collaborative_session s
    on s.id = coalesce(:session_id::uuid, c.session_id) and {in_reach("s.place")}
left join commitment n on n.carried_from = c.id
where c.id = :id and {in_reach("c.place")}
""")

_REVIEWED = event(
    EventKind.COMMITMENT_REVIEWED,
    of="reviewed c",
    subject="'commitment/' || c.id",
    place="c.place",
    data="""'visit_id', c.reviewed_in, 'session_id', c.reviewed_in_session, 'status', c.status,
        'carried_to', (select id from carried)""",
)

# One that is carried over stays as it was; the new one is of the visit or the session in which it
# was looked at, or in none, of the session that it comes from. Whoever tells at this moment that
# the visit was not done is overtaken: its version is no longer what they saw.
REVIEW_COMMITMENT = Command(
    f"""
with reviewed as (
    update commitment c set status = :outcome, reviewed_at = :now, reviewed_by = :by,
        reviewed_in = :visit_id, reviewed_in_session = :session_id, review_note = :note,
        version = c.version + 1
    where c.id = :id
    returning c.*
), overtaking as (
    update classroom_visit v set version = v.version + 1 from reviewed c where v.id = c.reviewed_in
), carried as (
    insert into commitment (
        id, year, place, visit_id, session_id, owner_id, text, due_on, status, carried_from
    )
    select :carried_id, coalesce(v.year, s.year, c.year), c.place, c.reviewed_in,
        case when c.reviewed_in is null then coalesce(c.reviewed_in_session, c.session_id) end,
        c.owner_id, coalesce(:carried_text, c.text), :carried_due_on, 'open', c.id
    from reviewed c
    left join classroom_visit v on v.id = c.reviewed_in
    left join collaborative_session s on s.id = c.reviewed_in_session
    where :carried_id::uuid is not null
    returning id
)
{_REVIEWED}
""",
    commitment_pkey=CommitmentKnown,
)

NOT_CARRIED = {"carried_id": None, "carried_due_on": None, "carried_text": None}


async def load_visit_review_facts(
    call: Call[Writing], id: UUID, request: VisitReviewRequest
) -> VisitReviewFacts:
    """The commitment and the caller's visit in which it is looked at, both held until the
    transaction ends."""
    await lock_visit(call, request.visit_id, what=COMMITMENT)
    await LOCK_COMMITMENT.value(call, id=id)
    facts = await VISIT_REVIEW_FACTS.value(call, id=id, visit_id=request.visit_id)
    return from_json(VisitReviewFacts, found(facts, COMMITMENT))


async def load_session_review_facts(
    call: Call[Writing], id: UUID, request: SessionReviewRequest
) -> SessionReviewFacts:
    """The commitment of a session, held until the transaction ends, and the session in which it is
    looked at, else the one that it comes from."""
    await LOCK_COMMITMENT.value(call, id=id)
    facts = await SESSION_REVIEW_FACTS.value(call, id=id, session_id=request.session_id)
    return from_json(SessionReviewFacts, found(facts, COMMITMENT))


async def store_review(
    call: Call[Writing], id: UUID, request: VisitReviewRequest | SessionReviewRequest
) -> None:
    """The review with its event and what it carries over to."""
    values = {"visit_id": None, "session_id": None} | columns(request)
    carried = values.pop("carried")
    to = {f"carried_{name}": value for name, value in columns(carried).items()} if carried else {}
    await REVIEW_COMMITMENT.row(call, id=id, **values, **(NOT_CARRIED | to))
