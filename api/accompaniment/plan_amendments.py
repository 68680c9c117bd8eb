"""Amendments: written by whoever carries a plan in force, decided by the director."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.accompaniment.plans import (
    DECIDES,
    Author,
    Director,
    PlanContentDraft,
    PlanReturn,
    Reader,
)
from api.answers import ok, versioned, with_etag
from api.refusals import puts, reads, writes
from api.types import text
from domain.accompaniment.plans.amending import AmendmentAct, AmendmentId, Proposal
from domain.accompaniment.plans.model import PlanContent, PlanId
from persistence.accompaniment.plans.amendments import read_amendment, read_amendments
from services.accompaniment.plan_amendments import act, put


class AmendmentDraft(PlanContentDraft):
    """What the plan is to say from now on, whole, and why."""

    reason: Annotated[str, text(2000)] = ""

    def proposal(self) -> Proposal:
        """The same, as the domain has it."""
        return self.into(Proposal, content=self.into(PlanContent))


router = APIRouter(prefix="/v1/plans/{plan_id}/amendments", tags=["plans"])
ONE = "/{amendment_id}"


@router.get("", operation_id="listPlanAmendments", responses=reads(404))
async def list_amendments(plan_id: PlanId, call: Reader) -> Response:
    return ok(await read_amendments(call, plan_id))


@router.get(ONE, operation_id="getPlanAmendment", responses=reads(404))
async def get_amendment(plan_id: PlanId, amendment_id: AmendmentId, call: Reader) -> Response:
    return with_etag(await read_amendment(call, plan_id, amendment_id))


@router.put(ONE, operation_id="putPlanAmendment", responses=puts())
async def put_amendment(
    plan_id: PlanId, amendment_id: AmendmentId, body: AmendmentDraft, call: Author
) -> Response:
    return versioned(call, await put(call, plan_id, amendment_id, body.proposal()))


@router.post(ONE + "/submission", operation_id="submitPlanAmendment", responses=DECIDES)
async def submit_amendment(plan_id: PlanId, amendment_id: AmendmentId, call: Author) -> Response:
    return versioned(call, await act(call, plan_id, amendment_id, AmendmentAct.SUBMIT))


@router.post(ONE + "/withdrawal", operation_id="withdrawPlanAmendment", responses=DECIDES)
async def withdraw_amendment(plan_id: PlanId, amendment_id: AmendmentId, call: Author) -> Response:
    return versioned(call, await act(call, plan_id, amendment_id, AmendmentAct.WITHDRAW))


@router.post(ONE + "/return", operation_id="returnPlanAmendment", responses=writes(412, 428))
async def return_amendment(
    plan_id: PlanId, amendment_id: AmendmentId, body: PlanReturn, call: Director
) -> Response:
    done = act(call, plan_id, amendment_id, AmendmentAct.RETURN, words=body.note)
    return versioned(call, await done)


@router.post(ONE + "/approval", operation_id="approvePlanAmendment", responses=DECIDES)
async def approve_amendment(plan_id: PlanId, amendment_id: AmendmentId, call: Director) -> Response:
    return versioned(call, await act(call, plan_id, amendment_id, AmendmentAct.APPROVE))
