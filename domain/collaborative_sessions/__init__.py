"""Collective work: GIA, RTC and workshops, from the agenda to the minutes (F34, F36, F47, F49)."""

from domain.collaborative_sessions.holding import Attendance, hold, minute
from domain.collaborative_sessions.model import (
    MOVES,
    WHAT,
    Agreement,
    Minutes,
    Promise,
    SchedulingDesk,
    Session,
    SessionAct,
    SessionDesk,
    SessionKind,
    SessionStatus,
    Standing,
)
from domain.collaborative_sessions.refusals import (
    CommitmentKnown,
    InvalidSession,
    NotTheOrganiser,
    SessionNotBegun,
    SessionNotInState,
    moved,
)
from domain.collaborative_sessions.scheduling import cancel, organiser_of, schedule

__all__ = [
    "MOVES",
    "WHAT",
    "Agreement",
    "Attendance",
    "CommitmentKnown",
    "InvalidSession",
    "Minutes",
    "NotTheOrganiser",
    "Promise",
    "SchedulingDesk",
    "Session",
    "SessionAct",
    "SessionDesk",
    "SessionKind",
    "SessionNotBegun",
    "SessionNotInState",
    "SessionStatus",
    "Standing",
    "cancel",
    "hold",
    "minute",
    "moved",
    "organiser_of",
    "schedule",
]
