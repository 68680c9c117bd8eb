"""Obtaining, continuing and ending a session."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse

from api.answers import FOR_EVERYBODY
from api.calls import PublicCall, public_call
from api.identity.client_credentials import presented
from api.identity.token_requests import RevocationRequest, TokenRequest
from api.refusals import refusals
from api.safe_headers import FRESH
from api.settings import Settings
from auth.sessions import OpenedSession, SessionRequest, SessionStarter
from domain.access.scopes import Scope
from persistence.database import Storing
from services.identity.client_sessions import sign_in_client
from services.identity.proving import Attempt
from services.identity.sessions import refresh_session, sign_in, sign_out

router = APIRouter(prefix="/v1/auth", tags=["auth"])
metadata = APIRouter(tags=["system"])
Stranger = Annotated[PublicCall[Storing], Depends(public_call)]
LONGEST_AGENT = 200
Grant = Callable[[PublicCall[Storing], TokenRequest], Awaitable[OpenedSession]]


@router.post("/token", operation_id="signIn", responses=refusals(400, 401, 413, 415, 422, 429, 503))
async def token(form: Annotated[TokenRequest, Form()], call: Stranger) -> Response:
    return _answered(await GRANTS[form.grant_type](call, form))


@router.post(
    "/revoke",
    operation_id="signOut",
    status_code=204,
    responses=refusals(400, 413, 415, 422, 429, 503),
)
async def revoke(form: Annotated[RevocationRequest, Form()], call: Stranger) -> Response:
    await sign_out(call, form.token, _starter(call))
    return Response(status_code=204, headers=FRESH)


async def _password(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    attempt = Attempt(form.need("username"), form.need("password"), form.otp, call.origin)
    request, sign_ins = _session_of(call, form), call.request.app.state.sign_ins
    return await sign_in(call, attempt, request, sign_ins=sign_ins, starter=_starter(call))


async def _refresh(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    return await refresh_session(call, form.need("refresh_token"), _starter(call))


async def _client(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    sent, request = presented(call, form), _session_of(call, form)
    state = call.request.app.state
    counter, tokens = state.sign_ins.counter, state.tokens
    return await sign_in_client(call, sent, request, counter=counter, tokens=tokens)


GRANTS: Mapping[str, Grant] = {
    "password": _password,
    "refresh_token": _refresh,
    "client_credentials": _client,
}


@metadata.get("/.well-known/oauth-authorization-server", operation_id="getTokenMetadata")
async def token_metadata(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    return JSONResponse(_described(settings), headers=FOR_EVERYBODY)


def _described(settings: Settings) -> dict[str, object]:
    """RFC 8414. Nobody is sent here from another page, so there are no response types."""
    base = settings.public_url.rstrip("/")
    return {
        "issuer": settings.issuer,
        "token_endpoint": f"{base}/v1/auth/token",
        "revocation_endpoint": f"{base}/v1/auth/revoke",
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "service_documentation": f"{base}/docs",
        "scopes_supported": sorted(Scope),
        "response_types_supported": [],
        "grant_types_supported": sorted(GRANTS),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none"],
    }


def _answered(opened: OpenedSession) -> Response:
    access = opened.access
    body: dict[str, object] = {
        "access_token": access.encoded,
        "token_type": "Bearer",
        "expires_in": access.expires_in,
        "scope": " ".join(sorted(access.scopes)),
        "refresh_token": opened.refresh,
        "refresh_expires_in": opened.refresh_expires_in,
    }
    present = {name: value for name, value in body.items() if value is not None}
    return JSONResponse(present, headers=FRESH)


def _session_of(call: PublicCall[Any], form: TokenRequest) -> SessionRequest:
    agent = call.request.headers.get("user-agent")
    return SessionRequest(frozenset(form.scope.split()), agent and agent[:LONGEST_AGENT])


def _starter(call: PublicCall[Any]) -> SessionStarter:
    starter: SessionStarter = call.request.app.state.sessions
    return starter
