"""Commitments: of the schools in reach, and what became of them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import created_or_ok
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import keeps, reads
from api.types import Day, InstitutionCode, Sent, Words, text
from domain.access.scopes import Scope
from domain.accompaniment.commitments.in_dialogues import VisitReviewRequest
from domain.accompaniment.commitments.in_sessions import SessionReviewRequest
from domain.accompaniment.commitments.model import CommitmentStatus
from persistence.accompaniment.commitments.reading import CommitmentFilter, read_commitments
from persistence.database import Reading, Transacting
from services.accompaniment import commitments

router = APIRouter(prefix="/v1/commitments", tags=["dialogues"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.VISITS_READ)]
Visitor = Annotated[HttpCall[Transacting], Requires(Scope.VISITS_WRITE)]
Organiser = Annotated[HttpCall[Transacting], Requires(Scope.COLLABORATION_WRITE)]

Promised = Annotated[str, text(500, shortest=1)]


class CommitmentsQuery(PageQuery):
    """Which commitments."""

    institution: InstitutionCode | None = None
    owner: UUID | None = None
    status: CommitmentStatus | None = None
    due_from: Day | None = None
    due_until: Day | None = None


class CarriedDraft(Sent):
    """What takes the place of a commitment that is carried over."""

    id: UUID
    due_on: Day
    text: Promised | None = None


class CommitmentOutcome(Sent):
    """What became of a commitment, wherever it was looked at."""

    outcome: Literal["met", "not_met", "carried_over"]
    note: Words | None = None
    carried: CarriedDraft | None = None


class CommitmentReview(CommitmentOutcome):
    """What became of one of a dialogue, in a later visit."""

    visit_id: UUID


class SessionCommitmentReview(CommitmentOutcome):
    """What became of one of a session, in a later one; null: in none."""

    session_id: UUID | None


@router.get("", operation_id="listCommitments", responses=reads())
async def list_commitments(query: Annotated[CommitmentsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(CommitmentFilter)
    return paged(call, await read_commitments(call, query.page(call), chosen))


@router.put("/{commitment_id}/review", operation_id="reviewCommitment", responses=keeps())
async def review_commitment(commitment_id: UUID, body: CommitmentReview, call: Visitor) -> Response:
    request = body.into(VisitReviewRequest)
    return created_or_ok(await commitments.review_of_dialogue(call, commitment_id, request))


@router.put(
    "/{commitment_id}/session-review", operation_id="reviewSessionCommitment", responses=keeps()
)
async def review_session_commitment(
    commitment_id: UUID, body: SessionCommitmentReview, call: Organiser
) -> Response:
    request = body.into(SessionReviewRequest)
    return created_or_ok(await commitments.review_of_session(call, commitment_id, request))
