"""Saying what became of a commitment, in a later visit or session."""

from uuid import UUID

from domain.accompaniment.commitments.in_dialogues import VisitReviewRequest, review_in_visit
from domain.accompaniment.commitments.in_sessions import SessionReviewRequest, review_in_session
from domain.versions import Change
from persistence.accompaniment.commitments.reading import read_commitment
from persistence.accompaniment.commitments.reviewing import (
    load_session_review_facts,
    load_visit_review_facts,
    store_review,
)
from persistence.calls import Call
from persistence.database import StoredResource, Writing
from services.running import in_transaction


@in_transaction
async def review_of_dialogue(
    call: Call[Writing], id: UUID, request: VisitReviewRequest
) -> StoredResource:
    """Say it of a dialogue's commitment, in a visit of the caller's; said again, it stands."""
    facts = await load_visit_review_facts(call, id, request)
    if review_in_visit(request, facts, now=call.now) is Change.NOTHING:
        return await read_commitment(call, id, reviewed=False)
    await store_review(call, id, request)
    return await read_commitment(call, id, reviewed=True)


@in_transaction
async def review_of_session(
    call: Call[Writing], id: UUID, request: SessionReviewRequest
) -> StoredResource:
    """Say it of a session's commitment; said again, it stands."""
    facts = await load_session_review_facts(call, id, request)
    if review_in_session(request, facts, call.permit, now=call.now) is Change.NOTHING:
        return await read_commitment(call, id, reviewed=False)
    await store_review(call, id, request)
    return await read_commitment(call, id, reviewed=True)
