"""Signing in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Now, Read
from api.refusals import refusals
from api.schemas.types import NO_NUL
from auth.sign_in import sign_in

router = APIRouter(prefix="/v1/auth", tags=["auth"])
FRESH = {"Cache-Control": "no-store"}


@router.post("/token", operation_id="signIn", responses=refusals(400, 401, 413, 415, 422, 503))
async def token(
    request: Request,
    grant_type: Annotated[Literal["password"], Form()],
    username: Annotated[str, Form(min_length=1, max_length=80, pattern=NO_NUL)],
    password: Annotated[str, Form(min_length=1, max_length=256, pattern=NO_NUL)],
    db: Read,
    now: Now,
    scope: Annotated[str, Form(max_length=1000, pattern=NO_NUL)] = "",
) -> Response:
    state = request.app.state
    asked = frozenset(scope.split())
    issued = await sign_in(
        db, username, password, asked=asked, tokens=state.tokens, permits=state.permits, now=now
    )
    body = {
        "access_token": issued.encoded,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(sorted(issued.scopes)),
    }
    return JSONResponse(body, headers=FRESH)
