"""Referrals: a mark of conduct seen in a lesson, in the hands of those who must act on it.

One is opened by the act that declares the dialogue prepared, and known to three alone: the school's
director, who attends it; the UGEL's specialist; and who wrote it. Whoever it is about is none of
them, whatever posts they hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Noun
from domain.life import NotInState
from domain.versions import Change, Seen, change_of

REFERRAL = Noun("esa derivación", "referral")


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    OPEN = "open"
    ATTENDED = "attended"
    CLOSED = "closed"


MOVES: Mapping[ReferralStatus, ReferralStatus] = {
    ReferralStatus.OPEN: ReferralStatus.ATTENDED,
    ReferralStatus.ATTENDED: ReferralStatus.CLOSED,
}
"""What follows on what; nothing else does, but that marks found later open one again."""

STATUS_NAMES: Mapping[ReferralStatus, tuple[str, str]] = {
    ReferralStatus.OPEN: ("abierta", "open"),
    ReferralStatus.ATTENDED: ("atendida", "attended"),
    ReferralStatus.CLOSED: ("cerrada", "closed"),
}


class ReferralNotInState(NotInState):
    """The referral's state takes no such step."""

    code = "referral-not-in-state"
    title_es, title_en = "El estado no lo permite", "The state refuses it"
    es = "La derivación está {status_es}: se atiende primero y se cierra después, una sola vez."
    en = "The referral is {status_en}: it is attended first and closed after that, once."
    status_names = STATUS_NAMES


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What was done about a referral: the state that it leads to, and an account of it."""

    status: ReferralStatus
    note: str


@dataclass(frozen=True, slots=True)
class ReferralState:
    """A referral as who attends it finds it; `note`: that of its present state."""

    status: ReferralStatus
    note: str | None
    version: int


def take_step(request: StepRequest, referral: ReferralState, *, if_match: Seen | None) -> Change:
    """Whether the referral moves on or stands there already with the same note, or why it cannot.
    Moving it names the version that was read."""
    same = (referral.status, referral.note) == (request.status, request.note)
    if not same and MOVES.get(referral.status) is not request.status:
        raise ReferralNotInState(referral.status)
    return change_of(present=referral.version, if_match=if_match, same=same, what=REFERRAL)
