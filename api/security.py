"""What a bearer token says of who calls; `api.calls` makes a call of it."""

from datetime import datetime

from fastapi import Request

from auth.external import ExternalClaims, ExternalTokenReader
from auth.tokens import Claims, InvalidToken, TokenSigner
from domain.access.scopes import AUTHORED, ROLE_SCOPES, UNNAMED, Scope

SCHEME = "session"
CALLER = "jec.caller"
"""Where a request's scope tells who called, once the token was found good."""
CLAIMS = "jec.claims"
"""Where it holds what the token says, before anything else of the request is read."""


def scope_texts() -> dict[str, str]:
    """Each scope with the roles that carry it, as the contract documents them."""
    return {
        scope.value: "Roles: "
        + ", ".join(role.value for role, carried in ROLE_SCOPES.items() if scope in carried)
        + ("; anyone, for what they wrote themselves" if scope in AUTHORED else "")
        + ("; a machine learns of nobody unless it has `actors:read`" if scope in UNNAMED else "")
        for scope in Scope
    }


async def claims_of(request: Request, *, now: datetime) -> Claims | ExternalClaims:
    """What the bearer token says: one of ours, or of the outside provider where one is set."""
    encoded = bearer_of(request)
    tokens: TokenSigner = request.app.state.tokens
    external: ExternalTokenReader | None = request.app.state.external
    try:
        return tokens.read(encoded, now=now)
    except InvalidToken:
        if external is None:
            raise
    return await external.read(encoded, now=now)


def bearer_of(request: Request) -> str:
    """The one bearer token of a request; two Authorization headers are nobody's."""
    headers = request.headers.getlist("authorization")
    if len(headers) != 1:
        raise InvalidToken
    scheme, _, encoded = headers[0].partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidToken
    return encoded.strip()
