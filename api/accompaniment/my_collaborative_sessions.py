"""Collective work that the caller was convened to, came to or organised."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import reads, reads_version
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.model import SessionKind, SessionStatus
from persistence.accompaniment.my_collaborative_sessions import read_my_session, read_my_sessions
from persistence.database import Reading

router = APIRouter(prefix="/v1/me/collaborative-sessions", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]


class MySessionsQuery(PageQuery):
    """Which sessions."""

    kind: SessionKind | None = None
    status: SessionStatus | None = None


@router.get("", operation_id="listMyCollaborativeSessions", responses=reads())
async def list_my_sessions(query: Annotated[MySessionsQuery, Query()], call: Reader) -> Response:
    page = query.page(call)
    return paged(call, await read_my_sessions(call, page, kind=query.kind, status=query.status))


@router.get("/{session_id}", operation_id="getMyCollaborativeSession", responses=reads_version())
async def get_my_session(session_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_my_session(call, session_id))
