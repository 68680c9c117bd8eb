"""Referrals: a mark of conduct seen in a lesson, in the hands of those who must act on it.

One is opened by the act that declares the dialogue prepared, and known to three alone: the school's
director, who attends it; the UGEL's specialist; and who wrote it. Whoever it is about is none of
them, whatever posts they hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotFound
from domain.life import NotInState
from domain.versions import Change, change_of

WHAT = "esa derivación"


class Status(StrEnum):
    """Where a referral stands."""

    OPEN = "open"
    ATTENDED = "attended"
    CLOSED = "closed"


MOVES: Mapping[Status, Status] = {Status.OPEN: Status.ATTENDED, Status.ATTENDED: Status.CLOSED}
"""What follows on what; nothing else does, but that marks found later open one again."""

STATUS_NAMES: Mapping[Status, tuple[str, str]] = {
    Status.OPEN: ("abierta", "open"),
    Status.ATTENDED: ("atendida", "attended"),
    Status.CLOSED: ("cerrada", "closed"),
}


class ReferralNotInState(NotInState):
    """The referral's state takes no such step."""

    code = "referral-not-in-state"
    title_es, title_en = "El estado no lo permite", "The state refuses it"
    es = "La derivación está {status_es}: se atiende primero y se cierra después, una sola vez."
    en = "The referral is {status_en}: it is attended first and closed after that, once."
    status_names = STATUS_NAMES


@dataclass(frozen=True, slots=True)
class ReferralDesk:
    """A referral in the reach of somebody who attends it; `note`: that of its present state."""

    status: Status
    note: str | None
    version: int


def move(desk: ReferralDesk | None, to: Status, note: str, *, if_match: int | None) -> Change:
    """Whether the referral moves on or stands there already with the same note, or why it cannot.
    Moving it names the version that was read."""
    if desk is None:
        raise NotFound(what=WHAT)
    same = (desk.status, desk.note) == (to, note)
    if not same and MOVES.get(desk.status) is not to:
        raise ReferralNotInState(desk.status)
    return change_of(present=desk.version, if_match=if_match, same=same, what=WHAT)
