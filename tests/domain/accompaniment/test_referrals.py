"""The states of a referral: attended first, closed after that, once."""

from itertools import product

import pytest

from domain.accompaniment.referrals import (
    ReferralNotInState,
    ReferralState,
    ReferralStatus,
    StepRequest,
    take_step,
)
from domain.errors import StaleVersion, VersionRequired
from domain.versions import Change

NOTE = {
    ReferralStatus.OPEN: None,
    ReferralStatus.ATTENDED: "Se conversó.",
    ReferralStatus.CLOSED: "Se cerró.",
}
STEPS = {
    (ReferralStatus.OPEN, ReferralStatus.ATTENDED),
    (ReferralStatus.ATTENDED, ReferralStatus.CLOSED),
}


@pytest.mark.parametrize(
    ("status", "to"),
    list(product(ReferralStatus, (ReferralStatus.ATTENDED, ReferralStatus.CLOSED))),
)
def test_every_step_that_there_is_and_no_other(status: ReferralStatus, to: ReferralStatus) -> None:
    referral = ReferralState(status, NOTE[status], 3)
    if (status, to) in STEPS:
        assert take_step(StepRequest(to, "Otra nota."), referral, if_match=3) is Change.REPLACE
        with pytest.raises(VersionRequired):
            take_step(StepRequest(to, "Otra nota."), referral, if_match=None)
        with pytest.raises(StaleVersion):
            take_step(StepRequest(to, "Otra nota."), referral, if_match=2)
        return
    with pytest.raises(ReferralNotInState):
        take_step(StepRequest(to, "Otra nota."), referral, if_match=3)


@pytest.mark.parametrize("status", [ReferralStatus.ATTENDED, ReferralStatus.CLOSED])
def test_repeating_a_step_changes_nothing(status: ReferralStatus) -> None:
    referral = ReferralState(status, NOTE[status], 3)
    assert (
        take_step(StepRequest(status, NOTE[status] or ""), referral, if_match=None)
        is Change.NOTHING
    )
