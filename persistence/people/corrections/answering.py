"""Corrections as those who answer them see them: within their reach, and never their own."""

from uuid import UUID

from domain.events import EventKind
from domain.people.corrections import (
    CORRECTION,
    CorrectionAnswer,
    CorrectionAnswered,
    CorrectionAnswerFacts,
    CorrectionState,
)
from persistence.calls import Call
from persistence.database import Json, Overtaken, Reading, Storing, found
from persistence.fragments import event
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.corrections.views import answerable, view
from persistence.people.people import stands_at
from persistence.statements import Command, Query

CORRECTIONS = in_order(
    f"""
    select c.* from correction c
    where {answerable("c")} and (:state::text is null or c.state = :state)
    """,
    by="c.due_on date, c.id uuid",
    view=view("r"),
)

ANSWERING_FACTS = Query(f"""
select json_build_object(
    'person_id', c.person_id,
    'request', json_build_object('field', c.field, 'wanted', c.wanted, 'reason', c.reason),
    'holds', case c.field
        when 'doc_type' then p.doc_type when 'doc_number' then p.doc_number
        when 'given_names' then p.given_names when 'paternal_surname' then p.paternal_surname
        when 'maternal_surname' then p.maternal_surname when 'username' then u.username
    end,
    'present', case when c.state <> 'asked' then json_build_object(
        'state', c.state, 'answer', coalesce(c.answer, '')
    ) end
)::text
from correction c
join person p on p.id = c.person_id
left join account u on u.person_id = c.person_id
where c.id = :id and (c.person_id = :by or {answerable("c")})
""")

_ANSWERED = event(
    EventKind.CORRECTION_ANSWERED,
    of="stored",
    subject="'correction/' || id",
    data="'field', field, 'state', state",
    place=stands_at("stored.person_id"),
)

STORE_ANSWER = Command(f"""
with stored as (
    update correction set state = :state, answer = :answer, answered_at = :now, answered_by = :by,
        version = version + 1
    where id = :id and state = 'asked'
    returning *
), logged as ({_ANSWERED})
select {view("stored")}::text from stored
""")

ONE_CORRECTION = Query(f"""
select {view("c")}::text from correction c where c.id = :id and {answerable("c")}
""")


async def read_corrections(
    call: Call[Reading], wanted: PageWanted, *, state: CorrectionState | None
) -> Page:
    """The corrections of persons in reach, those due first; never the caller's own."""
    return await read_page(call, CORRECTIONS, wanted, state=state)


async def read_correction(call: Call[Reading], id: UUID) -> Json:
    """One correction that the caller may answer."""
    return Json(found(await ONE_CORRECTION.value(call, id=id), CORRECTION))


async def load_answering_facts(call: Call[Reading], id: UUID) -> CorrectionAnswerFacts:
    """The correction, what its field holds now, and its answer."""
    return from_json(
        CorrectionAnswerFacts, found(await ANSWERING_FACTS.value(call, id=id), CORRECTION)
    )


async def store_answer(call: Call[Storing], id: UUID, answer: CorrectionAnswer) -> Json:
    """The correction with its answer, and the event."""
    answered = await STORE_ANSWER.value(call, id=id, **columns(answer))
    if answered is None:
        raise Overtaken(CorrectionAnswered())
    return Json(answered)
