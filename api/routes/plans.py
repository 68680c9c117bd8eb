"""Routes of plans: written by coordinators, decided by the director, read by who may."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import as_of_now, shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, writes
from api.schemas.plans import PlanBalance, PlanDraft, PlanInPat, PlanReturn
from api.schemas.types import InstitutionCode, Year
from api.security import Requires
from domain.access import Permit, Scope
from domain.plans import Act, Kind, PlanId, Status
from persistence.plans import drafting, reading
from persistence.plans.acting import act

router = APIRouter(prefix="/v1/plans", tags=["plans"])
Reader = Annotated[Permit, Requires(Scope.PLANS_READ)]
Author = Annotated[Permit, Requires(Scope.PLANS_WRITE)]
Director = Annotated[Permit, Requires(Scope.PLANS_APPROVE)]
DECIDES = reads(404, 409, 412, 428)


@router.get("", operation_id="listPlans", responses=reads())
async def list_plans(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    year: Annotated[Year | None, Query()] = None,
    kind: Annotated[Kind | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    author: Annotated[UUID | None, Query()] = None,
    institution: Annotated[InstitutionCode | None, Query()] = None,
) -> Response:
    chosen = reading.Filter(year, kind, status, author, institution)
    return paged(request, await reading.show_page(db, wanted, chosen, reach=permit.reach))


@router.get("/{plan_id}", operation_id="getPlan", responses=reads(404))
async def get_plan(plan_id: UUID, permit: Reader, db: Read, now: Now) -> Response:
    return as_of_now(await reading.show_one(db, PlanId(plan_id), permit=permit, now=now))


@router.get("/{plan_id}/history", operation_id="getPlanHistory", responses=reads(404))
async def get_history(plan_id: UUID, permit: Reader, db: Read) -> Response:
    return shown(await reading.show_history(db, PlanId(plan_id), reach=permit.reach))


@router.put("/{plan_id}", operation_id="putPlan", responses=puts())
async def put_plan(
    request: Request,
    plan_id: UUID,
    body: PlanDraft,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    kept = drafting.save(db, PlanId(plan_id), body.asked(), permit, if_match=if_match, now=now)
    return versioned(request, await kept)


@router.post("/{plan_id}/submission", operation_id="submitPlan", responses=DECIDES)
async def submit_plan(
    request: Request, plan_id: UUID, permit: Author, db: Write, now: Now, if_match: IfMatch
) -> Response:
    done = act(db, PlanId(plan_id), Act.SUBMIT, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post("/{plan_id}/return", operation_id="returnPlan", responses=writes(412, 428))
async def return_plan(
    request: Request,
    plan_id: UUID,
    body: PlanReturn,
    permit: Director,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    done = act(db, PlanId(plan_id), Act.RETURN, permit, words=body.note, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post("/{plan_id}/approval", operation_id="approvePlan", responses=DECIDES)
async def approve_plan(
    request: Request, plan_id: UUID, permit: Director, db: Write, now: Now, if_match: IfMatch
) -> Response:
    done = act(db, PlanId(plan_id), Act.APPROVE, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.put("/{plan_id}/pat", operation_id="markPlanInPat", responses=writes(412, 428))
async def mark_in_pat(
    request: Request,
    plan_id: UUID,
    body: PlanInPat,
    permit: Director,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    done = act(db, PlanId(plan_id), body.act, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post("/{plan_id}/execution", operation_id="startPlan", responses=DECIDES)
async def start_plan(
    request: Request, plan_id: UUID, permit: Author, db: Write, now: Now, if_match: IfMatch
) -> Response:
    done = act(db, PlanId(plan_id), Act.START, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post("/{plan_id}/closure", operation_id="closePlan", responses=writes(412, 428))
async def close_plan(
    request: Request,
    plan_id: UUID,
    body: PlanBalance,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    done = act(
        db, PlanId(plan_id), Act.CLOSE, permit, words=body.balance, if_match=if_match, now=now
    )
    return versioned(request, await done)
