"""Sessions of collective work: read within reach, changed with the bookings of their people."""

from persistence.collaborative_sessions.acting import (
    cancel_session,
    hold_session,
    minute_session,
)
from persistence.collaborative_sessions.mine import show_mine, show_my_session
from persistence.collaborative_sessions.reading import Filter, show_session, show_sessions
from persistence.collaborative_sessions.scheduling import keep_session

__all__ = [
    "Filter",
    "cancel_session",
    "hold_session",
    "keep_session",
    "minute_session",
    "show_mine",
    "show_my_session",
    "show_session",
    "show_sessions",
]
