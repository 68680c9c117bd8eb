"""Routes of commitments: of the schools in reach, and what became of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers import kept
from api.deps import Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import keeps, reads
from api.schemas.dialogues import CommitmentReview, SessionCommitmentReview
from api.schemas.types import Day, InstitutionCode
from api.security import Requires
from domain.access import Permit, Scope
from domain.commitments import Status, review, review_in_session
from persistence import commitments

router = APIRouter(prefix="/v1", tags=["dialogues"])


async def _filter(
    institution: Annotated[InstitutionCode | None, Query()] = None,
    owner: Annotated[UUID | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    due_from: Annotated[Day | None, Query()] = None,
    due_until: Annotated[Day | None, Query()] = None,
) -> commitments.Filter:
    return commitments.Filter(institution, owner, status, due_from, due_until)


@router.get("/commitments", operation_id="listCommitments", responses=reads())
async def list_commitments(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.VISITS_READ)],
    db: Read,
    wanted: Wanted,
    chosen: Annotated[commitments.Filter, Depends(_filter)],
) -> Response:
    return paged(request, await commitments.show_page(db, wanted, chosen, reach=permit.reach))


@router.put(
    "/commitments/{commitment_id}/review", operation_id="reviewCommitment", responses=keeps()
)
async def review_commitment(
    commitment_id: UUID,
    body: CommitmentReview,
    permit: Annotated[Permit, Requires(Scope.VISITS_WRITE)],
    db: Write,
    now: Now,
) -> Response:
    asked = body.asked()
    desk = await commitments.load_desk(db, commitment_id, asked.visit, reach=permit.reach)
    stores = review(desk, asked, now=now)
    reviewed = commitments.store(
        db, commitment_id, asked, stores=stores, reach=permit.reach, now=now
    )
    return kept(await reviewed)


@router.put(
    "/commitments/{commitment_id}/session-review",
    operation_id="reviewSessionCommitment",
    responses=keeps(),
)
async def review_session_commitment(
    commitment_id: UUID,
    body: SessionCommitmentReview,
    permit: Annotated[Permit, Requires(Scope.COLLABORATION_WRITE)],
    db: Write,
    now: Now,
) -> Response:
    asked = body.asked()
    desk = await commitments.load_session_desk(db, commitment_id, asked.session, reach=permit.reach)
    stores = review_in_session(desk, asked, permit, now=now)
    reviewed = commitments.store(
        db, commitment_id, asked, stores=stores, reach=permit.reach, now=now
    )
    return kept(await reviewed)
