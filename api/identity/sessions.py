"""My sessions: which are open, and ending them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.refusals import reads, refusals, writes_without_body
from domain.access.scopes import Scope
from persistence.database import Reading, Storing
from persistence.identity.sessions import read_my_sessions
from services.identity import sessions

router = APIRouter(prefix="/v1/me/sessions", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Owner = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]
ENDS = writes_without_body()


@router.get("", operation_id="listMySessions", responses=reads())
async def list_my_sessions(call: Reader) -> Response:
    return ok(await read_my_sessions(call))


@router.delete(
    "/{session_id}", operation_id="endMySession", status_code=204, responses=ENDS | refusals(404)
)
async def end_my_session(session_id: UUID, call: Owner) -> Response:
    await sessions.end_mine(call, session_id)
    return Response(status_code=204)


@router.delete("", operation_id="endMyOtherSessions", status_code=204, responses=ENDS)
async def end_my_other_sessions(call: Owner) -> Response:
    await sessions.end_my_others(call)
    return Response(status_code=204)
