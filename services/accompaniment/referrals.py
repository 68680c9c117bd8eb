"""Attending a referral, and closing it."""

from uuid import UUID

from domain.accompaniment.referrals import StepRequest, take_step
from domain.versions import Change
from persistence.accompaniment.referrals import load_referral, read_referral, store_step
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def attend(call: Call[Storing], id: UUID, request: StepRequest) -> Versioned:
    """Take the next step about a referral, or find that it was taken already."""
    referral = await load_referral(call, id)
    if take_step(request, referral, if_match=call.if_match) is Change.NOTHING:
        return await read_referral(call, id)
    return await store_step(call, id, request, referral)
