"""Routes of referrals, for those who may know of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.accompaniment.dialogues import ReferralStep
from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import reads, reads_version, refusals, writes
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.referrals import Status, move
from persistence.accompaniment import referrals

router = APIRouter(prefix="/v1/referrals", tags=["dialogues"])
Reader = Annotated[Permit, Requires(Scope.REFERRALS_READ)]


@router.get("", operation_id="listReferrals", responses=reads())
async def list_referrals(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    status: Annotated[Status | None, Query()] = None,
) -> Response:
    return paged(request, await referrals.show_page(db, wanted, status, reach=permit.reach))


@router.get("/{referral_id}", operation_id="getReferral", responses=reads_version())
async def get_referral(request: Request, referral_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await referrals.show_one(db, referral_id, reach=permit.reach))


@router.put(
    "/{referral_id}/status",
    operation_id="attendReferral",
    responses=writes() | refusals(412, 428),
)
async def attend_referral(
    request: Request,
    referral_id: UUID,
    body: ReferralStep,
    permit: Annotated[Permit, Requires(Scope.REFERRALS_ATTEND)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    desk = await referrals.load_desk(db, referral_id, reach=permit.reach)
    change = move(desk, body.to, body.note, if_match=if_match)
    moved = referrals.store(
        db, referral_id, body.to, body.note, change, desk, reach=permit.reach, now=now
    )
    return versioned(request, await moved)
