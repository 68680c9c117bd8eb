"""Routes of commitments: of the schools in reach, and what became of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.accompaniment.dialogues import CommitmentReview, SessionCommitmentReview
from api.answers import kept
from api.deps import Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import keeps, reads
from api.security import Requires
from api.types import Day, InstitutionCode
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.commitments.in_dialogues import review
from domain.accompaniment.commitments.in_sessions import review_in_session
from domain.accompaniment.commitments.model import Status
from persistence.accompaniment.commitments import listing, reviewing
from persistence.accompaniment.commitments.listing import Filter

router = APIRouter(prefix="/v1", tags=["dialogues"])


async def _filter(
    institution: Annotated[InstitutionCode | None, Query()] = None,
    owner: Annotated[UUID | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    due_from: Annotated[Day | None, Query()] = None,
    due_until: Annotated[Day | None, Query()] = None,
) -> Filter:
    return Filter(institution, owner, status, due_from, due_until)


@router.get("/commitments", operation_id="listCommitments", responses=reads())
async def list_commitments(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.VISITS_READ)],
    db: Read,
    wanted: Wanted,
    chosen: Annotated[Filter, Depends(_filter)],
) -> Response:
    return paged(request, await listing.show_page(db, wanted, chosen, reach=permit.reach))


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
    desk = await reviewing.load_desk(db, commitment_id, asked.visit, reach=permit.reach)
    stores = review(desk, asked, now=now)
    reviewed = reviewing.store(db, commitment_id, asked, stores=stores, reach=permit.reach, now=now)
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
    desk = await reviewing.load_session_desk(db, commitment_id, asked.session, reach=permit.reach)
    stores = review_in_session(desk, asked, permit, now=now)
    reviewed = reviewing.store(db, commitment_id, asked, stores=stores, reach=permit.reach, now=now)
    return kept(await reviewed)
