"""The service's one clock: made with the application, asked by whoever answers a request."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from fastapi import Request

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment, in UTC: what a service that runs is told."""
    return datetime.now(UTC)


def moment_of(request: Request) -> datetime:
    """What time it is for the service that answers this request."""
    clock: Clock = request.app.state.clock
    return clock()
