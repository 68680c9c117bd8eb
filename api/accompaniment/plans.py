"""Plans: written by coordinators, decided by the director, read by who may."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StrictBool

from api.answers import ok, versioned, with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, writes
from api.types import Day, InstitutionCode, Sent, Words, Year, text
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from domain.accompaniment.plans.life import PlanAct, PlanStatus
from domain.accompaniment.plans.model import (
    PlanContent,
    PlanId,
    PlanKind,
    PlanRequest,
    PlanStage,
    PlanStrategy,
)
from persistence.accompaniment.plans.reading import (
    PlanFilter,
    read_history,
    read_plan,
    read_plans,
)
from persistence.database import Reading, Transacting
from services.accompaniment import plans

Line = Annotated[str, text(500, shortest=1)]


class StrategyDraft(Sent):
    """A strategy, and how it will be carried out."""

    code: PlanStrategy
    text: Words | None = None


class PhaseDraft(Sent):
    """What is planned in a stage, and when."""

    stage: PlanStage
    starts_on: Day | None = None
    ends_on: Day | None = None
    activities: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)


class AccompaniedDraft(Sent):
    """A teacher or tutor, and how many visits in the year."""

    id: PersonId
    visits: Annotated[int, Field(strict=True, ge=1, le=60)]


class PlanContentDraft(Sent):
    """What a plan says."""

    diagnosis: Annotated[str, text(8000)] = ""
    goals: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    strategies: Annotated[list[StrategyDraft], Field(max_length=20)] = Field(default_factory=list)
    calendar: Annotated[list[PhaseDraft], Field(max_length=10)] = Field(default_factory=list)
    teachers: Annotated[list[AccompaniedDraft], Field(max_length=100)] = Field(default_factory=list)


class PlanDraft(PlanContentDraft):
    """A plan as far as it was written."""

    institution: InstitutionCode
    year: Year
    kind: PlanKind

    def request(self) -> PlanRequest:
        """The same, as the domain has it."""
        return self.into(PlanRequest, content=self.into(PlanContent))


class PlanReturn(Sent):
    """Why a plan goes back."""

    note: Words


class PlanInPat(Sent):
    """Whether the annual work plan has it."""

    incorporated: StrictBool

    @property
    def act(self) -> PlanAct:
        """The same, as the domain has it."""
        return PlanAct.INCORPORATE if self.incorporated else PlanAct.SEPARATE


class PlanBalance(Sent):
    """What came of a plan."""

    balance: Annotated[str, text(8000, shortest=20)]


class PlansQuery(PageQuery):
    """Which plans."""

    year: Year | None = None
    kind: PlanKind | None = None
    status: PlanStatus | None = None
    author: UUID | None = None
    institution: InstitutionCode | None = None


router = APIRouter(prefix="/v1/plans", tags=["plans"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.PLANS_READ)]
Author = Annotated[HttpCall[Transacting], Requires(Scope.PLANS_WRITE)]
Director = Annotated[HttpCall[Transacting], Requires(Scope.PLANS_APPROVE)]
DECIDES = reads(404, 409, 412, 428)


@router.get("", operation_id="listPlans", responses=reads())
async def list_plans(query: Annotated[PlansQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_plans(call, query.page(call), query.into(PlanFilter)))


@router.get("/{plan_id}", operation_id="getPlan", responses=reads(404))
async def get_plan(plan_id: PlanId, call: Reader) -> Response:
    return with_etag(await read_plan(call, plan_id))


@router.get("/{plan_id}/history", operation_id="getPlanHistory", responses=reads(404))
async def get_history(plan_id: PlanId, call: Reader) -> Response:
    return ok(await read_history(call, plan_id))


@router.put("/{plan_id}", operation_id="putPlan", responses=puts())
async def put_plan(plan_id: PlanId, body: PlanDraft, call: Author) -> Response:
    return versioned(call, await plans.put(call, plan_id, body.request()))


@router.post("/{plan_id}/submission", operation_id="submitPlan", responses=DECIDES)
async def submit_plan(plan_id: PlanId, call: Author) -> Response:
    return versioned(call, await plans.act(call, plan_id, PlanAct.SUBMIT))


@router.post("/{plan_id}/return", operation_id="returnPlan", responses=writes(412, 428))
async def return_plan(plan_id: PlanId, body: PlanReturn, call: Director) -> Response:
    return versioned(call, await plans.act(call, plan_id, PlanAct.RETURN, words=body.note))


@router.post("/{plan_id}/approval", operation_id="approvePlan", responses=DECIDES)
async def approve_plan(plan_id: PlanId, call: Director) -> Response:
    return versioned(call, await plans.act(call, plan_id, PlanAct.APPROVE))


@router.put("/{plan_id}/pat", operation_id="markPlanInPat", responses=writes(412, 428))
async def mark_in_pat(plan_id: PlanId, body: PlanInPat, call: Director) -> Response:
    return versioned(call, await plans.act(call, plan_id, body.act))


@router.post("/{plan_id}/execution", operation_id="startPlan", responses=DECIDES)
async def start_plan(plan_id: PlanId, call: Author) -> Response:
    return versioned(call, await plans.act(call, plan_id, PlanAct.START))


@router.post("/{plan_id}/closure", operation_id="closePlan", responses=writes(412, 428))
async def close_plan(plan_id: PlanId, body: PlanBalance, call: Author) -> Response:
    return versioned(call, await plans.act(call, plan_id, PlanAct.CLOSE, words=body.balance))
