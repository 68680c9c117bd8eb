"""Recording counts of pupils by level, and deciding over them."""

from uuid import UUID

from domain.accompaniment.learning_assessments import (
    Assessment,
    AssessmentDecision,
    decide,
    record,
)
from domain.versions import Change
from persistence.accompaniment.learning_assessments.deciding import (
    load_deciding_facts,
    store_decision,
)
from persistence.accompaniment.learning_assessments.reading import read_assessment
from persistence.accompaniment.learning_assessments.recording import (
    load_recording_facts,
    store_assessment,
)
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def put(call: Call[Storing], id: UUID, institution: str, assessment: Assessment) -> Versioned:
    """Record counts or correct them, with the event, unless they stand so already."""
    facts = await load_recording_facts(call, id, institution, assessment)
    change = record(assessment, facts, call.permit, if_match=call.if_match, today=call.today)
    if change is Change.NOTHING:
        return await read_assessment(call, id)
    return await store_assessment(call, id, assessment, facts)


@retried
async def decide_over(call: Call[Storing], id: UUID, decision: AssessmentDecision) -> Versioned:
    """Validate, send back or reopen, with the event, unless that decision stands already."""
    facts = await load_deciding_facts(call, id)
    status = decide(decision, facts, call.permit, if_match=call.if_match)
    if status is None:
        return await read_assessment(call, id)
    return await store_decision(call, id, decision, status, version=facts.version)
