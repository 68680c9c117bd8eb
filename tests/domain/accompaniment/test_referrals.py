"""The states of a referral: attended first, closed after that, once."""

from itertools import product

import pytest

from domain.accompaniment.referrals import ReferralDesk, ReferralNotInState, Status, move
from domain.errors import NotFound, StaleVersion, VersionRequired
from domain.versions import Change

NOTE = {Status.OPEN: None, Status.ATTENDED: "Se conversó.", Status.CLOSED: "Se cerró."}
STEPS = {(Status.OPEN, Status.ATTENDED), (Status.ATTENDED, Status.CLOSED)}


@pytest.mark.parametrize(("status", "to"), list(product(Status, (Status.ATTENDED, Status.CLOSED))))
def test_every_step_that_there_is_and_no_other(status: Status, to: Status) -> None:
    desk = ReferralDesk(status, NOTE[status], 3)
    if (status, to) in STEPS:
        assert move(desk, to, "Otra nota.", if_match=3) is Change.REPLACE
        with pytest.raises(VersionRequired):
            move(desk, to, "Otra nota.", if_match=None)
        with pytest.raises(StaleVersion):
            move(desk, to, "Otra nota.", if_match=2)
        return
    with pytest.raises(ReferralNotInState):
        move(desk, to, "Otra nota.", if_match=3)


@pytest.mark.parametrize("status", [Status.ATTENDED, Status.CLOSED])
def test_repeating_a_step_changes_nothing(status: Status) -> None:
    desk = ReferralDesk(status, NOTE[status], 3)
    assert move(desk, status, NOTE[status] or "", if_match=None) is Change.NOTHING


def test_what_is_out_of_reach_is_not_found() -> None:
    with pytest.raises(NotFound):
        move(None, Status.ATTENDED, "Nota.", if_match=1)
