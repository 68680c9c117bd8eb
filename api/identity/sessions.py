"""My sessions: which are open, and ending them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers import shown
from api.deps import Now, Read, Store
from api.refusals import READS, reads, refusals
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import NotFound
from domain.identity.sessions import EndReason
from persistence.identity import sessions

router = APIRouter(prefix="/v1/me/sessions", tags=["me"])
ENDS = refusals(*READS)


@router.get("", operation_id="listMySessions", responses=reads())
async def list_my_sessions(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    return shown(await sessions.show_mine(db, permit.person, current=permit.session, now=now))


@router.delete(
    "/{session_id}", operation_id="endMySession", status_code=204, responses=ENDS | refusals(404)
)
async def end_my_session(
    session_id: UUID, permit: Annotated[Permit, Requires(Scope.ME_WRITE)], db: Store, now: Now
) -> Response:
    ended = await sessions.end(
        db, session_id, of=permit.person, reason=EndReason.ENDED_BY_OWNER, now=now
    )
    if not ended:
        raise NotFound(what="esa sesión")
    return Response(status_code=204)


@router.delete("", operation_id="endMyOtherSessions", status_code=204, responses=ENDS)
async def end_my_other_sessions(
    permit: Annotated[Permit, Requires(Scope.ME_WRITE)], db: Store, now: Now
) -> Response:
    await sessions.end_all(
        db, permit.person, but=permit.session, reason=EndReason.ENDED_BY_OWNER, now=now
    )
    return Response(status_code=204)
