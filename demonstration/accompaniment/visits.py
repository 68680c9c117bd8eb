"""Visits as they were planned, agreed and done, through the product's own decisions."""

from datetime import datetime, timedelta

from demonstration.accompaniment.dialogues import talk_over
from demonstration.accompaniment.plans import plan_of
from demonstration.accompaniment.team import Work
from demonstration.accompaniment.visit_plan import (
    LESSON,
    Fate,
    InventedVisit,
    Pace,
    to_come,
    visits_of,
)
from demonstration.people import invented_id
from domain.access.permits import Permit
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.visits.life import VisitAct
from domain.accompaniment.visits.model import VisitHeld, VisitId, VisitRequest
from domain.accompaniment.visits.planning import MoveRequest
from domain.accompaniment.visits.recording import VisitActRequest
from domain.bookings import TimeSpan
from persistence.calls import Call
from services.accompaniment import visits

AREAS = (
    "Matemática",
    "Comunicación",
    "Inglés",
    "Ciencia y Tecnología",
    "Ciencias Sociales",
    "Arte y Cultura",
    "Educación Física",
    "Educación para el Trabajo",
)
WHY = {
    Fate.MISSED: "Demostración: la docente salió en comisión de servicio.",
    Fate.CANCELLED: "Demostración: ese día hubo simulacro de sismo.",
    Fate.MOVED: "Demostración: la sección tuvo examen a primera hora.",
}
ANOTHER_TIME = "Demostración: a esa hora la sección rinde el examen bimestral."
AHEAD = (VisitAct.CONFIRM, None, VisitAct.DECLINE)
"""What the teachers said of the next three visits."""
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
ENDED = {Fate.MISSED: VisitAct.MISS, Fate.CANCELLED: VisitAct.CANCEL}
UNASKED = 7
"""Every so many visits the teacher confirmed nothing, as where there is no signal."""


async def visit_lessons(work: Work, pace: Pace) -> None:
    """All visits of a school, with what followed from each, and those to come."""
    for invented in visits_of(work.days, pace, len(work.team.teachers)):
        visit = await _visit(work, invented)
        if visit is not None:
            await talk_over(work, invented, visit)
    if pace is not Pace.BEHIND:
        await _plan_ahead(work)


async def _visit(work: Work, invented: InventedVisit) -> VisitId | None:
    """Plan it and tell what became of it; the id of the one that was done, if one was."""
    permit = work.may(invented.role, Scope.VISITS_WRITE)
    visit = VisitId(invented_id(work.named("visit", invented.role, invented.nth)))
    span = TimeSpan(invented.starts_at, invented.ends_at)
    planned_at = invented.starts_at - 5 * A_DAY
    await _plan(work, permit, visit, _request_of(work, invented, span), planned_at)
    if invented.fate is Fate.UNRECORDED:
        return None
    if invented.fate is Fate.MOVED:
        span = TimeSpan(invented.starts_at + 2 * AN_HOUR, invented.ends_at + 2 * AN_HOUR)
        visit = await _move(work, permit, visit, span, invented.starts_at - A_DAY)
    if invented.nth % UNASKED:
        await _teachers(
            work, invented.teacher, visit, VisitActRequest(VisitAct.CONFIRM), planned_at + A_DAY
        )
    if invented.fate in ENDED:
        act = VisitActRequest(ENDED[invented.fate], WHY[invented.fate])
        at = invented.starts_at + AN_HOUR * (1 if invented.fate is Fate.MISSED else -1)
        await visits.record(Call(work.store, at, permit), visit, act)
        return None
    done = VisitActRequest(
        VisitAct.HOLD, held=VisitHeld(span.starts_at, span.ends_at, invented.students)
    )
    await visits.record(Call(work.store, span.ends_at + AN_HOUR, permit), visit, done)
    return visit


async def _plan(
    work: Work, permit: Permit, visit: VisitId, request: VisitRequest, now: datetime
) -> None:
    await visits.plan(Call(work.store, now, permit), visit, request)


def _request_of(work: Work, invented: InventedVisit, span: TimeSpan) -> VisitRequest:
    tutoring = invented.role is Role.CT
    area = "Tutoría" if tutoring else AREAS[invented.teacher % len(AREAS)]
    return VisitRequest(
        institution=work.team.code,
        role=invented.role,
        teacher_id=work.team.teachers[invented.teacher],
        stage=work.days.stage_on(invented.day),
        section=invented.section,
        area=area,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        plan_id=plan_of(work, invented.role),
    )


async def _move(
    work: Work, permit: Permit, visit: VisitId, span: TimeSpan, now: datetime
) -> VisitId:
    after = VisitId(invented_id(f"moved/{visit}"))
    request = MoveRequest(visit, span.starts_at, span.ends_at, WHY[Fate.MOVED])
    await visits.move(Call(work.store, now, permit), after, request)
    return after


async def _teachers(
    work: Work, teacher: int, visit: VisitId, request: VisitActRequest, now: datetime
) -> None:
    permit = work.permit(work.team.teachers[teacher], Scope.ME_WRITE)
    await visits.record(Call(work.store, now, permit), visit, request)


async def _plan_ahead(work: Work) -> None:
    permit = work.may(Role.CP, Scope.VISITS_WRITE)
    for n, (teacher, starts_at) in enumerate(to_come(work.days)):
        visit = VisitId(invented_id(work.named("visit-to-come", n)))
        invented = InventedVisit(Role.CP, teacher, starts_at, n, Fate.UNRECORDED)
        request = _request_of(work, invented, TimeSpan(starts_at, starts_at + LESSON))
        await _plan(work, permit, visit, request, work.days.now)
        await _say(work, teacher, visit, AHEAD[n])


async def _say(work: Work, teacher: int, visit: VisitId, act: VisitAct | None) -> None:
    if act is not None:
        request = VisitActRequest(act, ANOTHER_TIME if act is VisitAct.DECLINE else None)
        await _teachers(work, teacher, visit, request, work.days.now)
