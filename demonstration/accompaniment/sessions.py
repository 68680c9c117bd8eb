"""Collective work of the school: GIA, RTC and a workshop, from the agenda to the minutes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from demonstration.accompaniment.days import A_DAY, at
from demonstration.accompaniment.team import Work
from demonstration.people import invented_id
from demonstration.transaction import InOneTransaction
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.model import (
    Attendance,
    AttendanceRequest,
    CollaborativeSession,
    SessionAgreement,
    SessionKind,
    SessionMinutes,
    SessionPromise,
)
from persistence.calls import Call
from services.accompaniment import collaborative_sessions

LASTING = timedelta(minutes=90)
FRIDAY = 4 * A_DAY
EVERY = 3
"""Weeks from one session to the next."""


class Came(Enum):
    """How far a session came."""

    MINUTED = auto()
    HELD = auto()
    """Nobody wrote its minutes."""
    UNRECORDED = auto()
    """Nobody said who came."""
    CANCELLED = auto()


FATES = {1: Came.UNRECORDED, 2: Came.HELD, 4: Came.CANCELLED}
"""Of the sessions, counted back from the last; the others have minutes."""
ABOUT = (
    (SessionKind.RTC, Role.CP, "Planificación de la unidad", "Revisar los propósitos de la unidad"),
    (SessionKind.GIA, Role.CP, "Retroalimentación en el aula", "Analizar una sesión grabada"),
    (SessionKind.RTC, Role.CT, "Tutoría: plan de cada aula", "Compartir los planes tutoriales"),
    (SessionKind.WORKSHOP, Role.CP, "Preguntas que retan", "Elaborar preguntas por desempeño"),
)
MINUTES = "Se revisó la agenda y cada docente presentó un ejemplo de su aula."
AGREED = "Cada docente observa una sesión de un colega antes de la próxima reunión."
PROMISED = "Compartir el banco de preguntas con todas las áreas."
CALLED_OFF = "Demostración: no hubo quórum por una capacitación de la UGEL."


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session: which of them, when, and how far it came (None: it is to come)."""

    nth: int
    starts_at: datetime
    came: Came | None


def meetings(work: Work) -> list[Meeting]:
    """Every third Friday behind, and the next weekday but two."""
    fridays = [monday + FRIDAY for monday in work.days.weeks()[::EVERY]]
    last = len(fridays)
    past = [
        Meeting(n, at(day, 15), FATES.get(last - n, Came.MINUTED)) for n, day in enumerate(fridays)
    ]
    ahead = [Meeting(last, at(day, 15), None) for day in list(work.days.ahead())[2:3]]
    return [*past, *ahead]


async def meet(work: Work) -> None:
    """All sessions of a school."""
    for meeting in meetings(work):
        await _meet(work, meeting)


async def _meet(work: Work, meeting: Meeting) -> None:
    kind, role, title, agenda = ABOUT[meeting.nth % len(ABOUT)]
    permit, people = work.may(role, Scope.COLLABORATION_WRITE), work.team.teachers
    starts = meeting.starts_at
    session = CollaborativeSession(
        kind=kind,
        title=title,
        agenda=(agenda,),
        starts_at=starts,
        ends_at=starts + LASTING,
        convened=people,
    )
    id = invented_id(work.named("session", meeting.nth))
    early = Call(work.store, min(starts - 7 * A_DAY, work.days.now), permit)
    scheduled = await collaborative_sessions.schedule(early, id, work.team.code, session)
    seen = replace(early, if_match=scheduled.version)
    if meeting.came is Came.CANCELLED:
        await collaborative_sessions.cancel(seen, id, CALLED_OFF)
    if meeting.came in {Came.HELD, Came.MINUTED}:
        await _hold(work, meeting, id, replace(seen, now=starts + LASTING))


async def _hold(work: Work, meeting: Meeting, id: UUID, call: Call[InOneTransaction]) -> None:
    """Who came, and what was agreed if somebody wrote it down."""
    came = _attendance(work.team.teachers, meeting.nth)
    held = await collaborative_sessions.hold(call, id, came)
    if meeting.came is Came.MINUTED:
        seen = replace(call, if_match=held.version)
        await collaborative_sessions.minute(seen, id, _minutes(work, meeting))


def _attendance(people: tuple[PersonId, ...], nth: int) -> AttendanceRequest:
    """Everybody but one, another one each time; the first always comes."""
    absent = 1 + nth % (len(people) - 1)
    each = (Attendance(person, n != absent) for n, person in enumerate(people))
    return AttendanceRequest(tuple(each))


def _minutes(work: Work, meeting: Meeting) -> SessionMinutes:
    """Of the first session, one agreement is somebody's commitment for the end of the year."""
    promise = None
    if meeting.nth == 0:
        id = invented_id(work.named("session-commitment"))
        promise = SessionPromise(id, work.team.teachers[0], work.days.last)
    return SessionMinutes(
        MINUTES, (SessionAgreement(AGREED, None), SessionAgreement(PROMISED, promise))
    )
