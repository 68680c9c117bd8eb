"""The life of a session: how long it lasts, and what a refresh token that comes back means.

A refresh token is the `turn`th of its session. Each is good once; but an answer that got lost on
a bad connection is no theft, so the last one may be repeated for `GRACE` and finds the same answer.
An older one that comes back was used by two: the whole session ends (RFC 9700, 4.14.2).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from domain.errors import Noun, Unauthenticated

SESSION = Noun("esa sesión", "session")
IDLE = timedelta(days=14)
"""A session that was not refreshed for so long is over."""
LONGEST = timedelta(days=90)
"""No session outlives this: then the password is asked for again."""
GRACE = timedelta(seconds=60)


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed-out"
    ENDED_BY_OWNER = "ended-by-owner"
    ENDED_BY_OFFICE = "ended-by-office"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  a reason, not a secret
    SECOND_FACTOR_CHANGED = "second-factor-changed"
    REUSED = "refresh-token-reused"
    SUSPENDED = "account-suspended"
    CLIENT_CHANGED = "client-changed"


class InvalidGrant(Unauthenticated):
    """The refresh token is unknown, used, or of a session that is over: never told apart."""

    code = "invalid-grant"
    title_es, title_en = "Sesión terminada", "Session over"
    es = "La sesión terminó. Inicie sesión de nuevo."
    en = "The session is over. Sign in again."


class RefreshDecision(Enum):
    """What to do with a refresh token that was presented."""

    ADVANCE = auto()
    REPEAT = auto()
    REUSED = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class SessionState:
    """Where a session stands: the number of its last refresh token, and when that was made."""

    turn: int
    turned_at: datetime
    expires_at: datetime
    ended: bool

    def turning(self, presented: int, *, now: datetime) -> RefreshDecision:
        """What the `presented`th refresh token means now."""
        if self.ended or now >= self.expires_at or presented > self.turn:
            return RefreshDecision.OVER
        if presented == self.turn:
            return RefreshDecision.ADVANCE
        if presented == self.turn - 1 and now - self.turned_at <= GRACE:
            return RefreshDecision.REPEAT
        return RefreshDecision.REUSED


def expiry(started_at: datetime, *, now: datetime) -> datetime:
    """Until when a session lives that is used now."""
    return min(now + IDLE, started_at + LONGEST)
