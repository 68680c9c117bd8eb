"""Referrals, for those who may know of them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import reads, reads_version, writes
from api.types import Sent, text
from domain.access.scopes import Scope
from domain.accompaniment.referrals import ReferralStatus, StepRequest
from persistence.accompaniment.referrals import read_referral, read_referrals
from persistence.database import Reading, Storing
from services.accompaniment import referrals

router = APIRouter(prefix="/v1/referrals", tags=["dialogues"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REFERRALS_READ)]
Attender = Annotated[HttpCall[Storing], Requires(Scope.REFERRALS_ATTEND)]


class ReferralsQuery(PageQuery):
    """Which referrals."""

    status: ReferralStatus | None = None


class ReferralStep(Sent):
    """What was done about a referral."""

    status: Literal["attended", "closed"]
    note: Annotated[str, text(2000, shortest=10)]


@router.get("", operation_id="listReferrals", responses=reads())
async def list_referrals(query: Annotated[ReferralsQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_referrals(call, query.page(call), status=query.status))


@router.get("/{referral_id}", operation_id="getReferral", responses=reads_version())
async def get_referral(referral_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_referral(call, referral_id))


@router.put("/{referral_id}/status", operation_id="attendReferral", responses=writes(412, 428))
async def attend_referral(referral_id: UUID, body: ReferralStep, call: Attender) -> Response:
    return versioned(call, await referrals.attend(call, referral_id, body.into(StepRequest)))
