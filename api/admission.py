"""What is looked at before anything of a body is read: whoever may not ask costs nothing more.

FastAPI reads the body first and asks for the token then; so it was parsed for anybody.
"""

from fastapi import Request
from starlette.types import Message, Send

from api import contract
from api.clock import moment_of
from api.origin import origin_of
from api.safe_headers import QUOTA
from api.security import CLAIMS, claims_of
from auth.arrivals import Arrivals

_FORM_REFUSED = frozenset({400, 413, 415, 422})


async def admit(request: Request, operation: str | None, send: Send) -> Send:
    """Where the answer goes; or the refusal of who shows no good token, or comes too often."""
    if contract.scopes_by_operation().get(operation or ""):
        request.scope[CLAIMS] = await claims_of(request, now=moment_of(request))
        return send
    return _counted(request, send) if operation in contract.public_with_body() else send


def _counted(request: Request, send: Send) -> Send:
    arrivals: Arrivals = request.app.state.arrivals
    origin = origin_of(request)
    try:
        arrivals.let_in(origin, now=moment_of(request))
    finally:
        request.scope[QUOTA] = arrivals.quota(origin, now=moment_of(request))

    async def counting(message: Message) -> None:
        if message.get("status") in _FORM_REFUSED:
            arrivals.was_ill_formed(origin, now=moment_of(request))
        await send(message)

    return counting
