"""Routes of amendments: written by whoever carries a plan in force, decided by the director."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.accompaniment.plans import DECIDES, Author, Director, PlanContent, PlanReturn, Reader
from api.answers import as_of_now, shown, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import puts, reads, writes
from api.types import text
from domain.accompaniment.plans.amending import AmendmentAct, AmendmentId, Proposal
from domain.accompaniment.plans.model import PlanId
from persistence.accompaniment.plans import amendments
from persistence.accompaniment.plans.amending import act, save


class AmendmentDraft(PlanContent):
    """What the plan is to say from now on, whole, and why."""

    reason: Annotated[str, text(2000)] = ""

    def asked(self) -> Proposal:
        """The same, as the domain has it."""
        return Proposal(self.reason, self.content())


router = APIRouter(prefix="/v1/plans/{plan_id}/amendments", tags=["plans"])
ONE = "/{amendment_id}"


@router.get("", operation_id="listPlanAmendments", responses=reads(404))
async def list_amendments(plan_id: UUID, permit: Reader, db: Read) -> Response:
    return shown(await amendments.show_all(db, PlanId(plan_id), reach=permit.reach))


@router.get(ONE, operation_id="getPlanAmendment", responses=reads(404))
async def get_amendment(plan_id: UUID, amendment_id: UUID, permit: Reader, db: Read) -> Response:
    which = (PlanId(plan_id), AmendmentId(amendment_id))
    return as_of_now(await amendments.show_one(db, *which, reach=permit.reach))


@router.put(ONE, operation_id="putPlanAmendment", responses=puts())
async def put_amendment(
    request: Request,
    plan_id: UUID,
    amendment_id: UUID,
    body: AmendmentDraft,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    which = (PlanId(plan_id), AmendmentId(amendment_id))
    kept = save(db, *which, body.asked(), permit, if_match=if_match, now=now)
    return versioned(request, await kept)


@router.post(ONE + "/submission", operation_id="submitPlanAmendment", responses=DECIDES)
async def submit_amendment(
    request: Request,
    plan_id: UUID,
    amendment_id: UUID,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    which = (PlanId(plan_id), AmendmentId(amendment_id))
    done = act(db, *which, AmendmentAct.SUBMIT, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post(ONE + "/withdrawal", operation_id="withdrawPlanAmendment", responses=DECIDES)
async def withdraw_amendment(
    request: Request,
    plan_id: UUID,
    amendment_id: UUID,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    which = (PlanId(plan_id), AmendmentId(amendment_id))
    done = act(db, *which, AmendmentAct.WITHDRAW, permit, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post(ONE + "/return", operation_id="returnPlanAmendment", responses=writes(412, 428))
async def return_amendment(
    request: Request,
    plan_id: UUID,
    amendment_id: UUID,
    body: PlanReturn,
    permit: Director,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    which, note = (PlanId(plan_id), AmendmentId(amendment_id)), body.note
    done = act(db, *which, AmendmentAct.RETURN, permit, words=note, if_match=if_match, now=now)
    return versioned(request, await done)


@router.post(ONE + "/approval", operation_id="approvePlanAmendment", responses=DECIDES)
async def approve_amendment(
    request: Request,
    plan_id: UUID,
    amendment_id: UUID,
    permit: Director,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    which = (PlanId(plan_id), AmendmentId(amendment_id))
    done = act(db, *which, AmendmentAct.APPROVE, permit, if_match=if_match, now=now)
    return versioned(request, await done)
