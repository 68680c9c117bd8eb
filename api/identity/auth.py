"""Obtaining, continuing and ending a session."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from api.answers import FRESH
from api.deps import Now, Store
from api.identity.client_credentials import presented
from api.identity.token_requests import RevocationRequest, TokenRequest
from api.refusals import refusals
from auth.admission import Attempt
from auth.clients import ClientOffice
from auth.sessions import Opened, SessionOffice
from persistence.database import Storing

router = APIRouter(prefix="/v1/auth", tags=["auth"])
Grant = Callable[[Request, TokenRequest, Storing, datetime], Awaitable[Opened]]


@router.post("/token", operation_id="signIn", responses=refusals(400, 401, 413, 415, 422, 429, 503))
async def token(
    request: Request, form: Annotated[TokenRequest, Form()], db: Store, now: Now
) -> Response:
    opened = await GRANTS[form.grant_type](request, form, db, now)
    access = opened.access
    body: dict[str, object] = {
        "access_token": access.encoded,
        "token_type": "Bearer",
        "expires_in": access.expires_in,
        "scope": " ".join(sorted(access.scopes)),
        "refresh_token": opened.refresh,
        "refresh_expires_in": opened.refresh_expires_in,
    }
    told = {name: value for name, value in body.items() if value is not None}
    return JSONResponse(told, headers=FRESH)


@router.post(
    "/revoke",
    operation_id="signOut",
    status_code=204,
    responses=refusals(400, 413, 415, 422, 503),
)
async def revoke(
    request: Request, form: Annotated[RevocationRequest, Form()], db: Store, now: Now
) -> Response:
    await _office(request).revoke(db, form.token, now=now)
    return Response(status_code=204, headers=FRESH)


async def _password(request: Request, form: TokenRequest, db: Storing, now: datetime) -> Opened:
    origin = request.client.host if request.client else ""
    attempt = Attempt(form.need("username"), form.need("password"), form.otp, origin)
    return await _office(request).sign_in(
        db,
        attempt,
        asked=frozenset(form.scope.split()),
        agent=request.headers.get("user-agent"),
        now=now,
    )


async def _refresh(request: Request, form: TokenRequest, db: Storing, now: datetime) -> Opened:
    return await _office(request).turn(db, form.need("refresh_token"), now=now)


async def _client(request: Request, form: TokenRequest, db: Storing, now: datetime) -> Opened:
    office: ClientOffice = request.app.state.clients
    return await office.sign_in(
        db,
        presented(request, form),
        asked=frozenset(form.scope.split()),
        agent=request.headers.get("user-agent"),
        now=now,
    )


GRANTS: Mapping[str, Grant] = {
    "password": _password,
    "refresh_token": _refresh,
    "client_credentials": _client,
}


def _office(request: Request) -> SessionOffice:
    office: SessionOffice = request.app.state.sessions
    return office
