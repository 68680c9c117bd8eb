"""The plans of the coordinators: carried out, or waiting for the director; one came back."""

from datetime import datetime
from enum import Enum

from demonstration.accompaniment.days import at
from demonstration.accompaniment.team import TUTORS, Work
from demonstration.people import invented_id
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.plans.life import DIRECTORS, PlanAct
from domain.accompaniment.plans.model import (
    AccompaniedTeacher,
    ChosenStrategy,
    Phase,
    PlanContent,
    PlanId,
    PlanKind,
    PlanRequest,
    PlanStage,
    PlanStrategy,
)
from persistence.calls import Call
from services.accompaniment import plans


class Course(Enum):
    """How far the plans of a school came."""

    APPROVED = (PlanAct.SUBMIT, PlanAct.APPROVE, PlanAct.INCORPORATE, PlanAct.START)
    SUBMITTED = (PlanAct.SUBMIT,)
    RETURNED = (PlanAct.SUBMIT, PlanAct.RETURN)


RETURNED = (
    "Demostración: precise qué hará en cada bimestre con las familias, y quién responde por ello."
)
VISITS = 8
TEXTS = {
    (Role.CP, PlanKind.ACCOMPANIMENT): (
        "En las visitas del año anterior, seis de cada diez sesiones cerraron sin"
        " retroalimentación; las preguntas piden sobre todo recordar.",
        ("Que cada docente reciba una visita al mes y dialogue sobre ella en la semana.",),
        (PlanStrategy.VISIT, PlanStrategy.DIALOGUE, PlanStrategy.GIA, PlanStrategy.RTC),
    ),
    (Role.CT, PlanKind.ACCOMPANIMENT): (
        "Los tutores cuentan con plan tutorial; el cierre de la hora de tutoría suele quedar fuera"
        " por falta de tiempo.",
        ("Que los tutores prevean el cierre y la actividad posterior a la sesión.",),
        (PlanStrategy.VISIT, PlanStrategy.DIALOGUE, PlanStrategy.RTC),
    ),
    (Role.CT, PlanKind.TOECE): (
        "Las familias participan poco en las jornadas; los acuerdos de convivencia son del año"
        " anterior.",
        ("Revisar los acuerdos de convivencia con cada sección.",),
        (PlanStrategy.GROUP, PlanStrategy.FAMILIES, PlanStrategy.COEXISTENCE),
    ),
}
ACTIVITIES = {
    PlanStage.DIAGNOSIS: ("Primera visita a cada docente", "Evaluación diagnóstica"),
    PlanStage.PROCESS: ("Una visita al mes", "GIA sobre retroalimentación"),
    PlanStage.CLOSING: ("Última visita", "Balance con el equipo directivo"),
}


async def write_plans(work: Work, course: Course) -> None:
    """The CP's plan and the CT's go the same way; the CT's plan TOECE came back."""
    everybody, tutors = work.team.teachers, work.team.teachers[:TUTORS]
    await _write(work, Role.CP, PlanKind.ACCOMPANIMENT, everybody, course)
    await _write(work, Role.CT, PlanKind.ACCOMPANIMENT, tutors, course)
    await _write(work, Role.CT, PlanKind.TOECE, tutors, Course.RETURNED)


def plan_of(work: Work, role: Role, kind: PlanKind = PlanKind.ACCOMPANIMENT) -> PlanId:
    """The id of a coordinator's plan."""
    return PlanId(invented_id(work.named("plan", role, kind)))


async def _write(
    work: Work, role: Role, kind: PlanKind, teachers: tuple[PersonId, ...], course: Course
) -> None:
    author = work.may(role, Scope.PLANS_WRITE)
    director = work.may(Role.DIRECTOR, Scope.PLANS_APPROVE)
    plan, now = plan_of(work, role, kind), _begun(work)
    request = PlanRequest(work.team.code, work.year, kind, _content(work, role, kind, teachers))
    stored = await plans.put(Call(work.store, now, author), plan, request)
    for step in course.value:
        permit: Permit = director if step in DIRECTORS else author
        words = RETURNED if step is PlanAct.RETURN else None
        call = Call(work.store, now, permit, if_match=stored.version)
        stored = await plans.act(call, plan, step, words=words)


def _begun(work: Work) -> datetime:
    """The first morning that is told, or now."""
    return min([work.days.now, *(at(monday, 9) for monday in work.days.weeks()[:1])])


def _content(work: Work, role: Role, kind: PlanKind, teachers: tuple[PersonId, ...]) -> PlanContent:
    diagnosis, goals, strategies = TEXTS[role, kind]
    calendar = [
        Phase(stage, first, last, ACTIVITIES[stage]) for stage, first, last in work.days.thirds()
    ]
    return PlanContent(
        diagnosis=diagnosis,
        goals=goals,
        strategies=tuple(ChosenStrategy(each, None) for each in strategies),
        calendar=tuple(calendar),
        teachers=tuple(AccompaniedTeacher(teacher, VISITS) for teacher in teachers),
    )
