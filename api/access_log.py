"""One event per request at the edge: what was asked, what became of it, how long it took, by whom.

Never names, documents, query strings or bodies: a path is logged as its template. An unexpected
exception is logged by type and place, without its message, which may quote what was sent.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from time import perf_counter
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security import CALLER

HEADER = b"x-request-id"
_SAFE_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_FRAMES = 8


def configure_log() -> None:
    """JSON lines on standard output; coloured text when somebody watches."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    if sys.stdout.isatty():
        render: Any = structlog.dev.ConsoleRenderer(pad_event_to=8)
        structlog.configure(processors=[structlog.processors.add_log_level, stamp, render])
        return
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            stamp,
            structlog.processors.JSONRenderer(serializer=_dumped),
        ],
        logger_factory=structlog.BytesLoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


class AccessLog:
    """Wraps the service. Every answer carries `X-Request-Id`: the caller's, or one made here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with _Watch(scope, self._log) as watch:

            async def told(message: Message) -> None:
                watch.see(message)
                await send(message)

            await self._app(scope, receive, told)


class _Watch:
    """Follows one request. A fault that was answered ends here: it has been logged."""

    def __init__(self, scope: Scope, log: Any) -> None:
        self._scope, self._log = scope, log
        self._began = perf_counter()
        self._id = _request_id(scope)
        self._status: int | None = None

    def see(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [*message.get("headers", ()), (HEADER, self._id)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | Literal[False]:
        route = self._scope.get("route")
        event: dict[str, Any] = {
            "method": self._scope["method"],
            "path": getattr(route, "path_format", None),
            "status": self._status,
            "ms": round((perf_counter() - self._began) * 1000, 1),
            "request_id": self._id.decode("ascii"),
            "user": _user(self._scope),
        }
        if not isinstance(error, Exception):
            self._log.info("request", **event)
            return False
        self._log.error("fault", **event, **_described(error))
        return self._status is not None


def _request_id(scope: Scope) -> bytes:
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return given if _SAFE_ID.fullmatch(given) else uuid4().hex.encode("ascii")


def _user(scope: Scope) -> str | None:
    """The id of the person whose token came with the request, if it was a good one."""
    person = scope.get(CALLER)
    return None if person is None else str(person)


def _described(error: Exception) -> dict[str, Any]:
    """What happened and where; of what PostgreSQL says, only the parts without data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    told = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "constraint": getattr(error, "constraint_name", None),
        "sqlstate": getattr(error, "sqlstate", None),
        "where": [f"{f.filename}:{f.lineno} {f.name}" for f in frames],
    }
    return {name: value for name, value in told.items() if value}


def _dumped(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=str)
