"""Tutoring per classroom, actions with evidence, evaluations and refuerzo as counts."""

from datetime import date, datetime, timedelta

from demonstration.accompaniment.days import A_DAY, at
from demonstration.accompaniment.team import SECTIONS, Work
from demonstration.people import invented_id
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.learning_assessments import (
    Assessment,
    AssessmentDecision,
    AssessmentKind,
    AssessmentOutcome,
    LearningArea,
    Levels,
)
from domain.accompaniment.school_actions import ActionEvidence, ActionKind, SchoolAction
from domain.accompaniment.tutoring_records import TutoringRecord, TutoringStrategy
from persistence.calls import Call
from services.accompaniment import learning_assessments, school_actions, tutoring_records

TUTORED = 5
"""Sections whose tutoring is followed; the last one lacks two strategies."""
TUTORING = {
    TutoringStrategy.GROUP: "Hora de tutoría: acuerdos de convivencia de la sección.",
    TutoringStrategy.INDIVIDUAL: "Se atendió a quien lo pidió; se continúa la próxima semana.",
    TutoringStrategy.PARTICIPATION: "La sección eligió a sus delegados y propuso una actividad.",
    TutoringStrategy.FAMILIES: "Jornada con familias sobre el acompañamiento en casa.",
    TutoringStrategy.GUIDANCE: "Orientación en el recreo y a la salida.",
}
ACTIONS = (
    (ActionKind.FAMILIES, Role.DIRECTOR, "Día familiar", 120),
    (ActionKind.COMMUNICATION, Role.CP, "Entrega de avances a las familias", 95),
    (ActionKind.COEXISTENCE, Role.PSYCHOLOGIST, "Taller de convivencia sin violencia", 140),
    (ActionKind.ICT, Role.CIST, "Uso de simuladores en Ciencia y Tecnología", 56),
    (ActionKind.FAMILIES, Role.CT, "Encuentro de padres y madres por grado", 60),
)
TEXT = "Demostración: actividad realizada con participación de la comunidad educativa."
LEVELS = {
    AssessmentKind.DIAGNOSTIC: Levels(9, 10, 6, 2),
    AssessmentKind.MIDTERM: Levels(5, 10, 9, 3),
    AssessmentKind.REINFORCEMENT: Levels(3, 7, 4, 0),
}
ASSESSED = tuple(
    (kind, section, area)
    for kind, sections in (
        (AssessmentKind.DIAGNOSTIC, SECTIONS[:3]),
        (AssessmentKind.MIDTERM, SECTIONS[:2]),
        (AssessmentKind.REINFORCEMENT, SECTIONS[:2]),
    )
    for section in sections
    for area in (LearningArea.MATHEMATICS, LearningArea.COMMUNICATION)
)
RETURNED, UNDECIDED = 7, (8, 11)
"""Which evaluation went back to the CP, and which still wait for the director."""
SENT_BACK = AssessmentDecision(
    AssessmentOutcome.RETURNED,
    "Demostración: falta la sección que rindió al día siguiente; complete y vuelva a registrar.",
)
RIGHT = AssessmentDecision(AssessmentOutcome.VALIDATED, None)


async def register_work(work: Work) -> None:
    """What the school did for its pupils: nobody is named, only counted."""
    weeks = work.days.weeks()
    if weeks:
        await _tutor(work, weeks)
        await _act(work, weeks)
        await _assess(work, weeks)


async def _tutor(work: Work, weeks: list[date]) -> None:
    permit = work.may(Role.CT, Scope.SCHOOL_WORK_WRITE)
    for n, section in enumerate(SECTIONS[:TUTORED]):
        strategies = list(TUTORING)[: 3 if n == TUTORED - 1 else None]
        for m, strategy in enumerate(strategies):
            on = weeks[(n + 4 * m) % len(weeks)] + A_DAY
            tutor = work.team.teachers[n % len(work.team.teachers)]
            people = 1 if strategy is TutoringStrategy.INDIVIDUAL else 24 + n
            record = TutoringRecord(
                section=section,
                strategy=strategy,
                held_on=on,
                tutor_id=tutor,
                participants=people,
                text=TUTORING[strategy],
            )
            id = invented_id(work.named("tutoring", n, strategy))
            call = Call(work.store, _evening(on), permit)
            await tutoring_records.put(call, id, work.team.code, record)


async def _act(work: Work, weeks: list[date]) -> None:
    for n, (kind, role, title, people) in enumerate(ACTIONS):
        on = weeks[(3 + 5 * n) % len(weeks)] + 3 * A_DAY
        evidence = (ActionEvidence("Lista de asistencia y fotografías en la dirección.", None),)
        action = SchoolAction(kind, on, title, TEXT, people, evidence)
        permit = work.may(role, Scope.SCHOOL_WORK_WRITE)
        id = invented_id(work.named("action", n))
        await school_actions.put(Call(work.store, _evening(on), permit), id, work.team.code, action)


async def _assess(work: Work, weeks: list[date]) -> None:
    """The diagnostic first, the others in the middle of what lies behind."""
    cp = work.may(Role.CP, Scope.SCHOOL_WORK_WRITE)
    director = work.may(Role.DIRECTOR, Scope.SCHOOL_WORK_VALIDATE)
    for n, (kind, section, area) in enumerate(ASSESSED):
        week = weeks[0] if kind is AssessmentKind.DIAGNOSTIC else weeks[len(weeks) // 2]
        on = week + 2 * A_DAY
        id, counts = invented_id(work.named("assessment", n)), _counts(kind, section, area, on)
        written = Call(work.store, _evening(on), cp)
        stored = await learning_assessments.put(written, id, work.team.code, counts)
        if n not in UNDECIDED:
            later = _evening(on) + timedelta(days=2)
            call = Call(work.store, later, director, if_match=stored.version)
            await learning_assessments.decide_over(call, id, SENT_BACK if n == RETURNED else RIGHT)


def _counts(kind: AssessmentKind, section: str, area: LearningArea, on: date) -> Assessment:
    levels = LEVELS[kind]
    return Assessment(
        kind=kind,
        section=section,
        area=area,
        held_on=on,
        enrolled=30,
        assessed=levels.pupils,
        levels=levels,
        note=None,
    )


def _evening(day: date) -> datetime:
    return at(day, 18)
