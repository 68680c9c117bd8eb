"""Answers are compressed for who takes it (zstd, brotli, gzip), from a kilobyte on.

Not what carries a secret: beside text that somebody else chose, its length would tell of it
(BREACH). Such an answer says `no-transform`, and so no proxy compresses it either. A strong tag
names bytes; of a compressed answer it is weak, and names the version just as well.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from api.problems import MEDIA_TYPE

LEAST = 1_024
_PLAIN = "jec.plain-send"
add_compress_type(MEDIA_TYPE)


class Compression:
    """The library's middleware, but for answers that are not to be transformed."""

    def __init__(self, app: ASGIApp) -> None:
        self._compressing = CompressMiddleware(_Choosing(app), minimum_size=LEAST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""
        if scope["type"] == "http":
            scope[_PLAIN] = send
        await self._compressing(scope, receive, _weakening(send))


class _Choosing:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chosen = send

        async def choosing(message: Message) -> None:
            nonlocal chosen
            if message["type"] == "http.response.start" and _is_fixed(message):
                chosen = scope[_PLAIN]
            await chosen(message)

        await self.app(scope, receive, choosing)


def _is_fixed(message: Message) -> bool:
    headers = message.get("headers", ())
    return any(n == b"cache-control" and b"no-transform" in value for n, value in headers)


def _weakening(send: Send) -> Send:
    async def weakening(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            tag = headers.get("etag", "")
            if "content-encoding" in headers and tag.startswith('"'):
                headers["etag"] = f"W/{tag}"
        await send(message)

    return weakening
