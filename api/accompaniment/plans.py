"""Routes of plans: written by coordinators, decided by the director, read by who may."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StrictBool

from api.answers import as_of_now, shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, writes
from api.security import Requires
from api.types import Day, InstitutionCode, Sent, Words, Year, text
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.accompaniment.plans.life import Act, Status
from domain.accompaniment.plans.model import (
    Accompanied,
    Asked,
    Chosen,
    Content,
    Kind,
    Phase,
    PlanId,
    Stage,
    Strategy,
)
from persistence.accompaniment.plans import drafting, reading
from persistence.accompaniment.plans.acting import act

Line = Annotated[str, text(500, shortest=1)]


class StrategyDraft(Sent):
    """A strategy, and how it will be carried out."""

    code: Strategy
    text: Words | None = None


class PhaseDraft(Sent):
    """What is planned in a stage, and when."""

    stage: Stage
    starts_on: Day | None = None
    ends_on: Day | None = None
    activities: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)


class AccompaniedDraft(Sent):
    """A teacher or tutor, and how many visits in the year."""

    id: UUID
    visits: Annotated[int, Field(strict=True, ge=1, le=60)]


class PlanContent(Sent):
    """What a plan says."""

    diagnosis: Annotated[str, text(8000)] = ""
    goals: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    strategies: Annotated[list[StrategyDraft], Field(max_length=20)] = Field(default_factory=list)
    calendar: Annotated[list[PhaseDraft], Field(max_length=10)] = Field(default_factory=list)
    teachers: Annotated[list[AccompaniedDraft], Field(max_length=100)] = Field(default_factory=list)

    def content(self) -> Content:
        """The same, as the domain has it."""
        return Content(
            self.diagnosis,
            tuple(self.goals),
            tuple(Chosen(each.code, each.text) for each in self.strategies),
            tuple(
                Phase(each.stage, each.starts_on, each.ends_on, tuple(each.activities))
                for each in self.calendar
            ),
            tuple(Accompanied(PersonId(each.id), each.visits) for each in self.teachers),
        )


class PlanDraft(PlanContent):
    """A plan as far as it was written."""

    institution: InstitutionCode
    year: Year
    kind: Kind

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.institution, self.year, self.kind, self.content())


class PlanReturn(Sent):
    """Why a plan goes back."""

    note: Words


class PlanInPat(Sent):
    """Whether the annual work plan has it."""

    incorporated: StrictBool

    @property
    def act(self) -> Act:
        """The same, as the domain has it."""
        return Act.INCORPORATE if self.incorporated else Act.SEPARATE


class PlanBalance(Sent):
    """What came of a plan."""

    balance: Annotated[str, text(8000, shortest=20)]


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
