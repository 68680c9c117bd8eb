"""The plans by which one is accompanied, and those that one wrote."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import reads
from domain.access.scopes import Scope
from domain.accompaniment.plans.model import PlanId
from persistence.accompaniment.plans.mine import read_my_plan, read_my_plans
from persistence.database import Reading

router = APIRouter(prefix="/v1/me/plans", tags=["me"])
Self = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]


@router.get("", operation_id="listMyPlans", responses=reads())
async def list_plans(query: Annotated[PageQuery, Query()], call: Self) -> Response:
    return paged(call, await read_my_plans(call, query.page(call)))


@router.get("/{plan_id}", operation_id="getMyPlan", responses=reads(404))
async def get_plan(plan_id: PlanId, call: Self) -> Response:
    return with_etag(await read_my_plan(call, plan_id))
