"""Preparing the dialogue after a visit, holding it, and what both say of it."""

from domain.accompaniment.dialogues import answering, holding, preparing
from domain.accompaniment.dialogues.answering import TeacherAnswer
from domain.accompaniment.dialogues.holding import DialogueHeld
from domain.accompaniment.dialogues.preparing import (
    DeclaringFacts,
    PreparationDecision,
    PreparationRequest,
    PreparingFacts,
    SectionRequest,
)
from domain.accompaniment.visits.model import VisitId
from domain.versions import Change
from persistence.accompaniment.dialogues.holding import (
    confirm_dialogue,
    hold_dialogue,
    load_confirming_facts,
    load_holding_facts,
)
from persistence.accompaniment.dialogues.preparing import (
    declare_prepared,
    load_preparing_facts,
    load_version_filled,
    resume_preparation,
    store_preparation,
)
from persistence.accompaniment.dialogues.reading import read_dialogue
from persistence.accompaniment.my_dialogues import (
    answer_dialogue,
    load_answering_facts,
    read_my_dialogue,
)
from persistence.calls import Call
from persistence.database import Versioned, Writing
from services.instruments.forms import form_of
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], visit: VisitId, request: PreparationRequest) -> Versioned:
    """Begin a preparation, replace it, or find it there already."""
    facts = await load_preparing_facts(call, visit)
    decision = preparing.write_preparation(request, facts, if_match=call.if_match)
    return await _saved(call, visit, facts, decision)


@in_transaction
async def put_section(call: Call[Writing], visit: VisitId, request: SectionRequest) -> Versioned:
    """Write a section over a preparation."""
    facts = await load_preparing_facts(call, visit)
    return await _saved(call, visit, facts, preparing.write_section(request, facts))


async def _saved(
    call: Call[Writing], visit: VisitId, facts: PreparingFacts, decision: PreparationDecision
) -> Versioned:
    if decision.change is not Change.NOTHING:
        await store_preparation(call, visit, facts.instrument, decision.preparation)
    return await read_dialogue(call, visit, created=decision.change is Change.CREATE)


@in_transaction
async def prepare(call: Call[Writing], visit: VisitId) -> Versioned:
    """Declare a dialogue prepared; what is so already stays so."""
    facts = await load_preparing_facts(call, visit)
    version, other_minutes = await load_version_filled(call, visit)
    form = await form_of(call, version)
    if result := preparing.prepare(DeclaringFacts(facts, form, other_minutes)):
        await declare_prepared(call, visit, result)
    return await read_dialogue(call, visit)


@in_transaction
async def resume(call: Call[Writing], visit: VisitId) -> Versioned:
    """Take a prepared dialogue up again."""
    facts = await load_preparing_facts(call, visit)
    if preparing.resume(facts) is not Change.NOTHING:
        await resume_preparation(call, visit)
    return await read_dialogue(call, visit)


@in_transaction
async def hold(call: Call[Writing], visit: VisitId, request: DialogueHeld) -> Versioned:
    """Record a dialogue as held, with what was promised in it; the same again changes nothing."""
    facts = await load_holding_facts(call, visit, request)
    if holding.hold(request, facts, now=call.now) is not Change.NOTHING:
        await hold_dialogue(call, visit, request)
    return await read_dialogue(call, visit)


@in_transaction
async def confirm(call: Call[Writing], visit: VisitId) -> Versioned:
    """The visitor confirms it, once."""
    facts = await load_confirming_facts(call, visit)
    if status := answering.confirm(facts):
        await confirm_dialogue(call, visit, status)
    return await read_dialogue(call, visit)


@in_transaction
async def answer(call: Call[Writing], visit: VisitId, request: TeacherAnswer) -> Versioned:
    """The teacher agrees or not; the same again changes nothing."""
    facts = await load_answering_facts(call, visit)
    decision = answering.answer(request, facts, if_match=call.if_match)
    if decision.change is not Change.NOTHING:
        await answer_dialogue(call, visit, request, decision.status)
    return await read_my_dialogue(call, visit, created=decision.change is Change.CREATE)
