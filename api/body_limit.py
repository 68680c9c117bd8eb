"""No request may send more than its operation takes, nor in parts, nor to two hosts; refused like
anything else.

Starlette's own limiter answers in plain text, so this one stands in its place. No operation takes
a multipart body, and its parser decodes each part as the sender says: with `charset=punycode` one
such request kept a process busy for minutes.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.wire_problems import BodyTooLarge, MalformedRequest, UnsupportedMediaType
from domain.errors import DomainError

LARGEST_BODY = 1_000_000
LARGEST_SHEET = 20_000_000
LARGEST_PUBLIC = 16_384
"""Of what nobody has to sign in for: codes, names and passwords."""
SHEETS = "/v1/imports/"
PUBLIC = "/v1/auth/"
_HOST = re.compile(rb"[A-Za-z0-9._~:\[\]-]*")


class BodyLimit:
    """Refuses by Content-Length at once, or while it streams when that was not told or not true."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = _limit(scope["path"])
        if (refusal := _refusal(scope, limit)) is not None:
            await problems.answer(Request(scope), refusal)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)


def _refusal(scope: Scope, limit: int) -> DomainError | None:
    if not _has_one_host(scope):
        return MalformedRequest()
    if _content_length(scope) > limit:
        return BodyTooLarge()
    return UnsupportedMediaType() if _in_parts(scope) else None


def _has_one_host(scope: Scope) -> bool:
    """RFC 9112, 3.2: exactly one, and such that it can be one; HTTP/1.0 may have none."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    missing = not hosts and scope.get("http_version", "1.1") == "1.1"
    return not missing and len(hosts) <= 1 and all(_HOST.fullmatch(host) for host in hosts)


def _limit(path: str) -> int:
    if path.startswith(SHEETS):
        return LARGEST_SHEET
    return LARGEST_PUBLIC if path.startswith(PUBLIC) else LARGEST_BODY


def _content_length(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _in_parts(scope: Scope) -> bool:
    return any(
        name == b"content-type" and value.strip().lower().startswith(b"multipart/")
        for name, value in scope["headers"]
    )


def _counted(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413)  # the only kind that FastAPI does not turn into a 400
        return message

    return counted
