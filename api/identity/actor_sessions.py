"""Ending the sessions of somebody whom the caller lets in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import Now, Write
from api.refusals import READS, refusals
from api.security import Requires
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.identity.actor_sessions import check_end
from persistence.identity import actor_sessions, enrolments

router = APIRouter(prefix="/v1/actors/{actor_id}/sessions", tags=["actors"])


@router.delete(
    "", operation_id="endSessionsOfActor", status_code=204, responses=refusals(*READS, 404)
)
async def end_sessions_of_actor(
    actor_id: UUID,
    permit: Annotated[Permit, Requires(Scope.ACCOUNTS_ENROL)],
    db: Write,
    now: Now,
) -> Response:
    person = PersonId(actor_id)
    desk = await enrolments.load_desk(db, [person], reach=permit.reach, now=now)
    check_end(person, desk.get(person), permit=permit)
    await actor_sessions.end_all(db, person, reach=permit.reach, now=now)
    return Response(status_code=204)
