"""Collective work: scheduled, held and minuted within a school."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StrictBool

from api.accompaniment.school_work import Reason, Title
from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import puts, reads, reads_version, writes
from api.types import Day, InstitutionCode, Moment, Sent, Year, text
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions import model
from domain.accompaniment.collaborative_sessions.model import (
    AttendanceRequest,
    CollaborativeSession,
    SessionKind,
    SessionStatus,
)
from persistence.accompaniment.collaborative_sessions.reading import (
    SessionFilter,
    read_session,
    read_sessions,
)
from persistence.database import Reading, Storing
from services.accompaniment import collaborative_sessions

router = APIRouter(prefix="/v1/collaborative-sessions", tags=["school-work"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.COLLABORATION_READ)]
Organiser = Annotated[HttpCall[Storing], Requires(Scope.COLLABORATION_WRITE)]

Point = Annotated[str, text(300, shortest=3)]


class SessionsQuery(PageQuery, PlaceQuery):
    """Which sessions."""

    year: Year | None = None
    kind: SessionKind | None = None
    status: SessionStatus | None = None


class CollaborativeSessionDraft(Sent):
    """What is scheduled: with whom, when, about what."""

    institution: InstitutionCode
    kind: SessionKind
    title: Title
    agenda: Annotated[list[Point], Field(min_length=1, max_length=20)]
    starts_at: Moment
    ends_at: Moment
    convened: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class SessionCancellation(Sent):
    """Why a session does not take place."""

    reason: Reason


class Attendee(Sent):
    """Whether somebody came."""

    person_id: UUID
    attended: StrictBool


class SessionAttendance(Sent):
    """Whether each of the convened came, and who came without being convened."""

    people: Annotated[list[Attendee], Field(min_length=1, max_length=300)]


class AgreementCommitment(Sent):
    """Who answers for an agreement, until when."""

    id: UUID
    owner_id: UUID
    due_on: Day


class AgreementDraft(Sent):
    """What was agreed, and the commitment that it makes if it makes one."""

    text: Annotated[str, text(500, shortest=3)]
    commitment: AgreementCommitment | None = None


class SessionMinutes(Sent):
    """What a session leaves behind."""

    text: Annotated[str, text(10000, shortest=10)]
    agreements: Annotated[list[AgreementDraft], Field(max_length=50)]


@router.get("", operation_id="listCollaborativeSessions", responses=reads())
async def list_sessions(query: Annotated[SessionsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(SessionFilter)
    return paged(call, await read_sessions(call, query.page(call), chosen))


@router.get("/{session_id}", operation_id="getCollaborativeSession", responses=reads_version())
async def get_session(session_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_session(call, session_id))


@router.put("/{session_id}", operation_id="putCollaborativeSession", responses=puts())
async def put_session(
    session_id: UUID, body: CollaborativeSessionDraft, call: Organiser
) -> Response:
    request = body.into(CollaborativeSession)
    schedule = collaborative_sessions.schedule
    return versioned(call, await schedule(call, session_id, body.institution, request))


@router.put(
    "/{session_id}/cancellation",
    operation_id="cancelCollaborativeSession",
    responses=writes(412, 428),
)
async def cancel_session(session_id: UUID, body: SessionCancellation, call: Organiser) -> Response:
    return versioned(call, await collaborative_sessions.cancel(call, session_id, body.reason))


@router.put(
    "/{session_id}/attendance",
    operation_id="holdCollaborativeSession",
    responses=writes(412, 428),
)
async def hold_session(session_id: UUID, body: SessionAttendance, call: Organiser) -> Response:
    request = body.into(AttendanceRequest)
    return versioned(call, await collaborative_sessions.hold(call, session_id, request))


@router.put(
    "/{session_id}/minutes",
    operation_id="minuteCollaborativeSession",
    responses=writes(412, 428),
)
async def minute_session(session_id: UUID, body: SessionMinutes, call: Organiser) -> Response:
    request = body.into(model.SessionMinutes)
    return versioned(call, await collaborative_sessions.minute(call, session_id, request))
