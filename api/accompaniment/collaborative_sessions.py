"""Routes of collective work: scheduled, held and minuted within a school; read by who took part."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StrictBool

from api.accompaniment.school_work import Reason, Title, YearWanted
from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.security import Requires
from api.types import Day, InstitutionCode, Moment, Sent, text
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.holding import Attendance
from domain.accompaniment.collaborative_sessions.model import (
    Agreement,
    Minutes,
    Promise,
    Session,
    SessionKind,
    SessionStatus,
)
from persistence.accompaniment.collaborative_sessions import acting, reading, scheduling
from persistence.accompaniment.collaborative_sessions import mine as sessions_mine
from persistence.accompaniment.collaborative_sessions.reading import Filter

Point = Annotated[str, text(300, shortest=3)]


class CollaborativeSessionDraft(Sent):
    """What is scheduled: with whom, when, about what."""

    institution: InstitutionCode
    kind: SessionKind
    title: Title
    agenda: Annotated[list[Point], Field(min_length=1, max_length=20)]
    starts_at: Moment
    ends_at: Moment
    convened: Annotated[list[UUID], Field(min_length=1, max_length=200)]

    def session(self) -> Session:
        """The same, as the domain has it."""
        convened = tuple(PersonId(id) for id in self.convened)
        what = (self.kind, self.title, tuple(self.agenda))
        return Session(*what, self.starts_at, self.ends_at, convened)


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

    def attendance(self) -> Attendance:
        """The same, as the domain has it."""
        return [(PersonId(each.person_id), each.attended) for each in self.people]


class AgreementCommitment(Sent):
    """Who answers for an agreement, until when."""

    id: UUID
    owner_id: UUID
    due_on: Day

    def promise(self) -> Promise:
        """The same, as the domain has it."""
        return Promise(self.id, PersonId(self.owner_id), self.due_on)


class AgreementDraft(Sent):
    """What was agreed, and the commitment that it makes if it makes one."""

    text: Annotated[str, text(500, shortest=3)]
    commitment: AgreementCommitment | None = None


class SessionMinutes(Sent):
    """What a session leaves behind."""

    text: Annotated[str, text(10000, shortest=10)]
    agreements: Annotated[list[AgreementDraft], Field(max_length=50)]

    def minutes(self) -> Minutes:
        """The same, as the domain has it."""
        agreed = (
            Agreement(each.text, each.commitment.promise() if each.commitment else None)
            for each in self.agreements
        )
        return Minutes(self.text, tuple(agreed))


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
    chosen = Filter(under, year, kind, status)
    return paged(request, await reading.show_sessions(db, wanted, chosen, reach=permit.reach))


@router.get("/{session_id}", operation_id="getCollaborativeSession", responses=reads_version())
async def get_session(request: Request, session_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await reading.show_session(db, session_id, reach=permit.reach))


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
    kept = scheduling.keep_session(
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
    cancelled = acting.cancel_session(
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
    held = acting.hold_session(
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
    minuted = acting.minute_session(
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
    page = await sessions_mine.show_mine(db, wanted, kind=kind, status=status, person=permit.person)
    return paged(request, page)


@mine.get("/{session_id}", operation_id="getMyCollaborativeSession", responses=reads_version())
async def get_mine(request: Request, session_id: UUID, permit: Self, db: Read) -> Response:
    shown = await sessions_mine.show_my_session(db, session_id, person=permit.person)
    return versioned(request, shown)
