"""Routes of the plans by which one is accompanied, and of those that one wrote."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import as_of_now
from api.deps import Read, Wanted
from api.paging import paged
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.plans.model import PlanId
from persistence.accompaniment.plans import mine

router = APIRouter(prefix="/v1/me/plans", tags=["me"])
Self = Annotated[Permit, Requires(Scope.ME_READ)]


@router.get("", operation_id="listMyPlans", responses=reads())
async def list_plans(request: Request, permit: Self, db: Read, wanted: Wanted) -> Response:
    return paged(request, await mine.show_page(db, wanted, person=permit.person))


@router.get("/{plan_id}", operation_id="getMyPlan", responses=reads(404))
async def get_plan(plan_id: UUID, permit: Self, db: Read) -> Response:
    return as_of_now(await mine.show_one(db, PlanId(plan_id), person=permit.person))
