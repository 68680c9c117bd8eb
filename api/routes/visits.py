"""Routes of classroom visits, as those who make or oversee them see them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import CREATED, puts, reads, reads_version, writes
from api.schemas.types import Day, InstitutionCode, Year
from api.schemas.visits import VisitDone, VisitDraft, VisitMove, VisitReason
from api.security import Requires
from domain.access import Permit, Scope
from domain.visits import Act, Status, VisitId, post_at
from persistence import visits

router = APIRouter(prefix="/v1/visits", tags=["visits"])
Reader = Annotated[Permit, Requires(Scope.VISITS_READ)]
Visitor = Annotated[Permit, Requires(Scope.VISITS_WRITE)]
From = Annotated[Day | None, Query(alias="from")]
To = Annotated[Day | None, Query()]


@router.get("", operation_id="listVisits", responses=reads())
async def list_visits(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    since: From = None,
    to: To = None,
    status: Annotated[Status | None, Query()] = None,
    teacher: Annotated[UUID | None, Query()] = None,
    visitor: Annotated[UUID | None, Query()] = None,
    year: Annotated[Year | None, Query()] = None,
    institution: Annotated[InstitutionCode | None, Query()] = None,
) -> Response:
    chosen = visits.Filter(since, to, status, teacher, visitor, year, institution)
    return paged(request, await visits.show_page(db, wanted, chosen, reach=permit.reach))


@router.get("/{visit_id}", operation_id="getVisit", responses=reads_version())
async def get_visit(request: Request, visit_id: UUID, permit: Reader, db: Read) -> Response:
    found = visits.show_one(db, VisitId(visit_id), reach=permit.reach)
    return versioned(request, await found)


@router.put("/{visit_id}", operation_id="planVisit", responses=puts())
async def plan_visit(
    request: Request,
    visit_id: UUID,
    body: VisitDraft,
    permit: Visitor,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.asked(*post_at(permit, body.institution, body.asked_role))
    planned = visits.plan(db, VisitId(visit_id), asked, permit=permit, if_match=if_match, now=now)
    return versioned(request, await planned)


@router.put("/{visit_id}/moves/{new_id}", operation_id="moveVisit", responses=CREATED | writes(412))
async def move_visit(
    request: Request,
    visit_id: UUID,
    new_id: UUID,
    body: VisitMove,
    permit: Visitor,
    db: Store,
    now: Now,
) -> Response:
    moved = visits.move(db, VisitId(new_id), body.asked(visit_id), permit=permit, now=now)
    return versioned(request, await moved)


@router.put("/{visit_id}/done", operation_id="recordVisitDone", responses=writes(412, 428))
async def record_done(
    request: Request,
    visit_id: UUID,
    body: VisitDone,
    permit: Visitor,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    told = body.told()
    kept = visits.record(db, VisitId(visit_id), told, permit=permit, if_match=if_match, now=now)
    return versioned(request, await kept)


@router.put("/{visit_id}/not-done", operation_id="recordVisitNotDone", responses=writes(412, 428))
async def record_not_done(
    request: Request,
    visit_id: UUID,
    body: VisitReason,
    permit: Visitor,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    told = body.told(Act.MISS)
    kept = visits.record(db, VisitId(visit_id), told, permit=permit, if_match=if_match, now=now)
    return versioned(request, await kept)


@router.put("/{visit_id}/cancellation", operation_id="cancelVisit", responses=writes(412))
async def cancel_visit(
    request: Request, visit_id: UUID, body: VisitReason, permit: Visitor, db: Store, now: Now
) -> Response:
    told = body.told(Act.CANCEL)
    kept = visits.record(db, VisitId(visit_id), told, permit=permit, now=now)
    return versioned(request, await kept)
