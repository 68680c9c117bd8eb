"""`Requires(scope)`: the only way a handler gets a Permit."""

from datetime import datetime
from typing import Any

from fastapi import Request, Security
from fastapi.openapi.models import OAuthFlowPassword, OAuthFlows
from fastapi.security import OAuth2, SecurityScopes
from typing_extensions import override

from api.clock import moment_of
from api.security_log import SESSION
from auth.external import ExternalClaims, ExternalOffice
from auth.permits import PermitOffice
from auth.tokens import Claims, InvalidToken, TokenOffice
from domain.access.permits import Permit
from domain.access.scopes import AUTHORED, ROLE_SCOPES, Scope

SCHEME = "session"
CALLER = "jec.caller"
"""Where a request's scope tells who called, once the token was found good."""


def scope_texts() -> dict[str, str]:
    """Each scope with the roles that carry it, as the contract documents them."""
    return {
        scope.value: "Roles: "
        + ", ".join(role.value for role, carried in ROLE_SCOPES.items() if scope in carried)
        + ("; anyone, for what they wrote themselves" if scope in AUTHORED else "")
        for scope in Scope
    }


class Gate(OAuth2):
    """Lets a request through with a Permit, or refuses it. Signature first, then the database."""

    @override
    async def __call__(  # type: ignore[override]  # a Permit, not the header's text
        self, request: Request, wanted: SecurityScopes
    ) -> Permit:
        """The caller's permit for the one scope that the operation names."""
        (scope,) = wanted.scopes
        permits: PermitOffice = request.app.state.permits
        now = moment_of(request)
        claims = await claims_of(request, now=now)
        permit = permits.permit(request.app.state.database, claims, Scope(scope), now=now)
        if isinstance(claims, Claims):
            request.scope[CALLER] = claims.person  # for the log of requests
            request.scope[SESSION] = claims.session
            return await permit
        given = await permit
        request.scope[CALLER] = given.person
        return given


async def claims_of(request: Request, *, now: datetime) -> Claims | ExternalClaims:
    """What the bearer token says: one of ours, or of the outside provider where one is set."""
    encoded = bearer_of(request)
    tokens: TokenOffice = request.app.state.tokens
    external: ExternalOffice | None = request.app.state.external
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


gate = Gate(
    flows=OAuthFlows(password=OAuthFlowPassword(tokenUrl="/v1/auth/token", scopes=scope_texts())),
    scheme_name=SCHEME,
)


def Requires(scope: Scope) -> Any:  # noqa: N802  reads as the declaration it is
    """Declare an operation's scope in its signature: `permit: Annotated[Permit, Requires(...)]`."""
    return Security(gate, scopes=[scope.value])
