"""Obtaining, continuing and ending a session."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import JSONResponse

from api.answers import FRESH
from api.calls import PublicCall, public_call
from api.identity.client_credentials import presented
from api.identity.token_requests import RevocationRequest, TokenRequest
from api.refusals import refusals
from auth.sessions import OpenedSession, SessionStarter
from persistence.database import Storing
from services.identity.client_sessions import sign_in_client
from services.identity.proving import Attempt
from services.identity.sessions import refresh_session, sign_in, sign_out

router = APIRouter(prefix="/v1/auth", tags=["auth"])
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
    responses=refusals(400, 413, 415, 422, 503),
)
async def revoke(form: Annotated[RevocationRequest, Form()], call: Stranger) -> Response:
    await sign_out(call, form.token, _starter(call))
    return Response(status_code=204, headers=FRESH)


async def _password(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    attempt = Attempt(form.need("username"), form.need("password"), form.otp, call.origin)
    sign_ins = call.request.app.state.sign_ins
    wanted_scopes, agent = form.wanted_scopes, _agent_of(call)
    return await sign_in(
        call, attempt, sign_ins, _starter(call), wanted_scopes=wanted_scopes, agent=agent
    )


async def _refresh(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    return await refresh_session(call, form.need("refresh_token"), _starter(call))


async def _client(call: PublicCall[Storing], form: TokenRequest) -> OpenedSession:
    state = call.request.app.state
    sent = presented(call, form)
    wanted_scopes, agent = form.wanted_scopes, _agent_of(call)
    counter = state.sign_ins.counter
    return await sign_in_client(
        call, sent, counter, state.tokens, wanted_scopes=wanted_scopes, agent=agent
    )


GRANTS: Mapping[str, Grant] = {
    "password": _password,
    "refresh_token": _refresh,
    "client_credentials": _client,
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
    shown = {name: value for name, value in body.items() if value is not None}
    return JSONResponse(shown, headers=FRESH)


def _agent_of(call: PublicCall[Any]) -> str | None:
    agent = call.request.headers.get("user-agent")
    return agent and agent[:LONGEST_AGENT]


def _starter(call: PublicCall[Any]) -> SessionStarter:
    starter: SessionStarter = call.request.app.state.sessions
    return starter
