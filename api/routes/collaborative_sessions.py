"""Routes of collective work: scheduled, held and minuted within a school; read by who took part."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.schemas.collaborative_sessions import (
    CollaborativeSessionDraft,
    SessionAttendance,
    SessionCancellation,
    SessionMinutes,
)
from api.schemas.school_work import YearWanted
from api.security import Requires
from domain.access import Permit, Scope
from domain.collaborative_sessions import SessionKind, SessionStatus
from persistence import collaborative_sessions as sessions

router = APIRouter(prefix="/v1/collaborative-sessions", tags=["school-work"])
mine = APIRouter(prefix="/v1/me/collaborative-sessions", tags=["me"])
Reader = Annotated[Permit, Requires(Scope.COLLABORATION_READ)]
Organiser = Annotated[Permit, Requires(Scope.COLLABORATION_WRITE)]
Self = Annotated[Permit, Requires(Scope.ME_READ)]
KindWanted = Annotated[SessionKind | None, Query()]
StatusWanted = Annotated[SessionStatus | None, Query()]


@router.get("", operation_id="listCollaborativeSessions", responses=reads())
async def list_sessions(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    year: YearWanted = None,
    kind: KindWanted = None,
    status: StatusWanted = None,
) -> Response:
    chosen = sessions.Filter(under, year, kind, status)
    return paged(request, await sessions.show_sessions(db, wanted, chosen, reach=permit.reach))


@router.get("/{session_id}", operation_id="getCollaborativeSession", responses=reads_version())
async def get_session(request: Request, session_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await sessions.show_session(db, session_id, reach=permit.reach))


@router.put("/{session_id}", operation_id="putCollaborativeSession", responses=puts())
async def put_session(
    request: Request,
    session_id: UUID,
    body: CollaborativeSessionDraft,
    permit: Organiser,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.session()
    kept = sessions.keep_session(
        db, session_id, body.institution, asked, permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)


@router.put(
    "/{session_id}/cancellation",
    operation_id="cancelCollaborativeSession",
    responses=writes(412, 428),
)
async def cancel_session(
    request: Request,
    session_id: UUID,
    body: SessionCancellation,
    permit: Organiser,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    cancelled = sessions.cancel_session(
        db, session_id, body.reason, permit, if_match=if_match, now=now
    )
    return versioned(request, await cancelled)


@router.put(
    "/{session_id}/attendance",
    operation_id="holdCollaborativeSession",
    responses=writes(412, 428),
)
async def hold_session(
    request: Request,
    session_id: UUID,
    body: SessionAttendance,
    permit: Organiser,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    held = sessions.hold_session(
        db, session_id, body.attendance(), permit, if_match=if_match, now=now
    )
    return versioned(request, await held)


@router.put(
    "/{session_id}/minutes",
    operation_id="minuteCollaborativeSession",
    responses=writes(412, 428),
)
async def minute_session(
    request: Request,
    session_id: UUID,
    body: SessionMinutes,
    permit: Organiser,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    minuted = sessions.minute_session(
        db, session_id, body.minutes(), permit, if_match=if_match, now=now
    )
    return versioned(request, await minuted)


@mine.get("", operation_id="listMyCollaborativeSessions", responses=reads())
async def list_mine(
    request: Request,
    permit: Self,
    db: Read,
    wanted: Wanted,
    kind: KindWanted = None,
    status: StatusWanted = None,
) -> Response:
    page = await sessions.show_mine(db, wanted, kind=kind, status=status, person=permit.person)
    return paged(request, page)


@mine.get("/{session_id}", operation_id="getMyCollaborativeSession", responses=reads_version())
async def get_mine(request: Request, session_id: UUID, permit: Self, db: Read) -> Response:
    shown = await sessions.show_my_session(db, session_id, person=permit.person)
    return versioned(request, shown)
