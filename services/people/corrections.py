"""Asking to have personal data corrected, and answering it."""

from uuid import UUID

from domain.people.corrections import (
    CorrectionAnswer,
    CorrectionRequest,
    answer_correction,
    ask_correction,
    due_on,
)
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, Storing, Versioned
from persistence.people.corrections.answering import (
    load_answering_facts,
    read_correction,
    store_answer,
)
from persistence.people.corrections.asking import (
    load_asking_facts,
    read_own_correction,
    store_request,
)
from services.running import retried


@retried
async def ask(call: Call[Storing], id: UUID, request: CorrectionRequest) -> Versioned:
    """Ask for a correction, or change what was asked, unless it stands so already."""
    facts = await load_asking_facts(call, id)
    if ask_correction(request, facts, if_match=call.if_match) is Change.NOTHING:
        return await read_own_correction(call, id)
    due = due_on(call.today)
    return await store_request(call, id, request, version=facts.version or 0, due_on=due)


@retried
async def answer(call: Call[Storing], id: UUID, content: CorrectionAnswer) -> Json:
    """Answer a correction; the same answer again changes nothing."""
    facts = await load_answering_facts(call, id)
    if answer_correction(content, facts, by=call.by) is Change.NOTHING:
        return await read_correction(call, id)
    return await store_answer(call, id, content)
