"""Ending the sessions of somebody whom the caller lets in."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.calls import HttpCall, Requires
from api.refusals import writes_without_body
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from persistence.database import Transacting
from services.identity.actor_sessions import end_sessions

router = APIRouter(prefix="/v1/actors/{actor_id}/sessions", tags=["actors"])
Enroller = Annotated[HttpCall[Transacting], Requires(Scope.ACCOUNTS_ENROL)]


@router.delete(
    "", operation_id="endSessionsOfActor", status_code=204, responses=writes_without_body(404)
)
async def end_sessions_of_actor(actor_id: PersonId, call: Enroller) -> Response:
    await end_sessions(call, actor_id)
    return Response(status_code=204)
