"""One event per request at the edge: what was asked, what became of it, how long it took, by whom.

Never names, documents, addresses, query strings or bodies: a path is logged as its template. An
unexpected exception is logged by type and place, without its message, which may quote what was
sent. Whatever else is logged meanwhile carries the request's id.
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
from structlog.contextvars import bind_contextvars, merge_contextvars, reset_contextvars

from api.security import CALLER
from api.security_log import ALARMING, PROBLEM, SESSION, Origins, kind_of

HEADER = b"x-request-id"
_SAFE_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_FRAMES = 8


def configure_log() -> None:
    """JSON lines on standard output; coloured text when somebody watches."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    if sys.stdout.isatty():
        render: Any = structlog.dev.ConsoleRenderer(pad_event_to=8)
        structlog.configure(
            processors=[merge_contextvars, structlog.processors.add_log_level, stamp, render]
        )
        return
    structlog.configure(
        processors=[
            merge_contextvars,
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

    def __init__(self, app: ASGIApp, origins: Origins | None = None) -> None:
        self._app = app
        self._origins = origins or Origins()
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with _Watch(scope, self._log, self._origins) as watch:

            async def logged_send(message: Message) -> None:
                watch.see(message)
                await send(message)

            await self._app(scope, receive, logged_send)


class _Watch:
    """Follows one request. A fault that was answered ends here: it has been logged."""

    def __init__(self, scope: Scope, log: Any, origins: Origins) -> None:
        self._scope, self._log, self._origins = scope, log, origins
        self._began = perf_counter()
        self._id = _request_id(scope)
        self._status: int | None = None

    def see(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [*message.get("headers", ()), (HEADER, self._id)]

    def __enter__(self) -> Self:
        self._bound = bind_contextvars(request_id=self._id.decode("ascii"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | Literal[False]:
        reset_contextvars(**self._bound)
        event = self._event()
        if not isinstance(error, Exception):
            tell = self._log.warning if self._status in ALARMING else self._log.info
            tell("request", **event)
            return False
        self._log.error("fault", **event, **_described(error))
        return self._status is not None

    def _event(self) -> dict[str, Any]:
        """Who asked what, when it was over and how; no more than that of an everyday request."""
        route = self._scope.get("route")
        event: dict[str, Any] = {
            "method": self._scope["method"],
            "path": getattr(route, "path_format", None),
            "status": self._status,
            "ms": round((perf_counter() - self._began) * 1000, 1),
            "request_id": self._id.decode("ascii"),
            "user": _text(self._scope.get(CALLER)),
        }
        if problem := self._scope.get(PROBLEM):
            event["problem"] = problem
        if security := kind_of(self._scope, self._status):
            event["security"] = security
            event["session"] = _text(self._scope.get(SESSION))
            event["origin"] = self._origins.name(self._scope)
        return event


def _request_id(scope: Scope) -> bytes:
    sent = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return sent if _SAFE_ID.fullmatch(sent) else uuid4().hex.encode("ascii")


def _text(id: object) -> str | None:
    return None if id is None else str(id)


def _described(error: Exception) -> dict[str, Any]:
    """What happened and where; of what PostgreSQL says, only the parts without data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    details = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "constraint": getattr(error, "constraint_name", None),
        "sqlstate": getattr(error, "sqlstate", None),
        "where": [f"{f.filename}:{f.lineno} {f.name}" for f in frames],
    }
    return {name: value for name, value in details.items() if value}


def _dumped(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=str)
