"""Routes of visits to one's own lessons, and of those that one might make next."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import reads, reads_version, writes
from api.routes.visits import From, To
from api.schemas.visits import VisitReason
from api.security import Requires
from domain.access import Permit, Scope
from domain.visits import Act, Status, Told, VisitId
from persistence import visits
from persistence.visits import mine

router = APIRouter(prefix="/v1/me", tags=["visits"])
Reader = Annotated[Permit, Requires(Scope.ME_READ)]
Writer = Annotated[Permit, Requires(Scope.ME_WRITE)]


@router.get("/visits", operation_id="listMyVisits", responses=reads())
async def list_my_visits(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    since: From = None,
    to: To = None,
    status: Annotated[Status | None, Query()] = None,
) -> Response:
    chosen = visits.Filter(since, to, status)
    return paged(request, await mine.show_page(db, wanted, chosen, person=permit.person))


@router.get("/visits/{visit_id}", operation_id="getMyVisit", responses=reads_version())
async def get_my_visit(request: Request, visit_id: UUID, permit: Reader, db: Read) -> Response:
    found = mine.show_one(db, VisitId(visit_id), person=permit.person)
    return versioned(request, await found)


@router.put(
    "/visits/{visit_id}/confirmation", operation_id="confirmMyVisit", responses=reads(404, 409, 412)
)
async def confirm_my_visit(
    request: Request, visit_id: UUID, permit: Writer, db: Store, now: Now
) -> Response:
    told = Told(Act.CONFIRM)
    kept = visits.record(db, VisitId(visit_id), told, permit=permit, now=now)
    return versioned(request, await kept)


@router.put("/visits/{visit_id}/refusal", operation_id="declineMyVisit", responses=writes(412))
async def decline_my_visit(
    request: Request, visit_id: UUID, body: VisitReason, permit: Writer, db: Store, now: Now
) -> Response:
    told = body.told(Act.DECLINE)
    kept = visits.record(db, VisitId(visit_id), told, permit=permit, now=now)
    return versioned(request, await kept)


@router.get("/visit-suggestions", operation_id="suggestVisits", responses=reads())
async def suggest_visits(
    permit: Annotated[Permit, Requires(Scope.VISITS_WRITE)], db: Read, now: Now
) -> Response:
    return shown(await visits.show_suggestions(db, permit=permit, now=now))
