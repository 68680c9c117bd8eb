"""Headers of every answer: no browser keeps it, guesses what it is, or frames it; and whoever is
counted is told what is left.

Schools share computers (OWASP ASVS 14.3.2, 14.2.2), and what is answered is somebody's. An answer
that is public, or a page with needs of its own, says so by carrying the header itself.
"""

from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.identity.throttling import Quota

PAGE = "style-src 'unsafe-inline'; img-src data:"
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        f"default-src 'none'; {PAGE}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
"""A page may be styled and show pictures of its own; nothing of it runs or is fetched."""
FRESH = {"Cache-Control": "no-store, no-transform", "Pragma": "no-cache"}
"""For what carries a secret: nobody on the way keeps it (RFC 6749, 5.1), nor compresses it, so that
its length tells nothing of it."""
QUOTA = "jec.quota"
"""Where a request's scope tells how often its caller may ask, where somebody counts it."""
_RAW = [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]


def _limits(quota: Quota | None) -> Iterator[tuple[bytes, bytes]]:
    """As the draft of the IETF has it (draft-ietf-httpapi-ratelimit-headers)."""
    if quota is not None:
        left, more_in = quota.left, quota.renewed_in
        yield b"ratelimit-policy", f'"{quota.name}";q={quota.per_minute};w=60'.encode()
        yield b"ratelimit", f'"{quota.name}";r={left};t={more_in}'.encode()


class SafeHeaders:
    """Adds what an answer does not carry already, and the quota of who is counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                carried = {name for name, _ in headers}
                headers.extend(pair for pair in _RAW if pair[0] not in carried)
                headers.extend(_limits(scope.get(QUOTA)))
            await send(message)

        await self.app(scope, receive, safely)
