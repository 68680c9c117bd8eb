"""Whether a plan can be kept, and whether it is complete: every fault at once."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.access.permits import PersonId
from domain.accompaniment.plans.model import (
    CUT_OF,
    STRATEGIES,
    AccompaniedTeacher,
    ChosenStrategy,
    Phase,
    PlanContent,
    PlanKind,
    PlanSchool,
    PlanStage,
    PlanState,
    PlanStrategy,
)
from domain.errors import Finding


def unkeepable(content: PlanContent, school: PlanSchool) -> list[Finding]:
    """What no draft can hold: a year that is not open, whoever never taught in the school (be they
    of another or nobody), a teacher twice. What is missing is no fault yet."""
    found = [] if school.year_exists else [_finding("/year", "unknown-year")]
    for n, teacher in enumerate(content.teachers):
        if teacher.id not in school.known:
            found.append(_finding(f"/teachers/{n}/id", "teacher-not-in-school"))
        elif teacher.id in {t.id for t in content.teachers[:n]}:
            found.append(_finding(f"/teachers/{n}/id", "repeated-teacher"))
    return found


def incomplete(plan: PlanState) -> list[Finding]:
    """What keeps a plan from being submitted."""
    content = plan.content
    return [
        *_texts(content),
        *_strategies(content.strategies, plan.kind),
        *_teachers(content.teachers, plan),
        *_calendar(content.calendar, plan.year_days),
    ]


def unamended(present: PlanContent, proposed: PlanContent, reason: str) -> Iterator[Finding]:
    """What keeps an amendment, as such, from being submitted: it tells why, and changes
    something."""
    if not reason.strip():
        yield _finding("/reason", "reason-missing")
    if proposed.same_as(present):
        yield _finding("", "nothing-amended")


def _texts(content: PlanContent) -> Iterator[Finding]:
    if not content.diagnosis.strip():
        yield _finding("/diagnosis", "diagnosis-missing")
    if not content.goals:
        yield _finding("/goals", "goal-missing")
    for n, goal in enumerate(content.goals):
        if not goal.strip():
            yield _finding(f"/goals/{n}", "goal-missing")


def _strategies(strategies: Sequence[ChosenStrategy], kind: PlanKind) -> Iterator[Finding]:
    codes = [each.code for each in strategies]
    if not codes:
        yield _finding("/strategies", "strategy-missing")
    elif kind is PlanKind.ACCOMPANIMENT and PlanStrategy.VISIT not in codes:
        yield _finding("/strategies", "visit-missing")
    for n, code in enumerate(codes):
        if code not in STRATEGIES[kind]:
            yield _finding(f"/strategies/{n}/code", "strategy-of-other-kind")
        elif code in codes[:n]:
            yield _finding(f"/strategies/{n}/code", "repeated-strategy")


def _teachers(teachers: Sequence[AccompaniedTeacher], plan: PlanState) -> Iterator[Finding]:
    if not teachers and plan.kind is PlanKind.ACCOMPANIMENT:
        yield _finding("/teachers", "teacher-missing")
    for n, teacher in enumerate(teachers):
        if code := _fault_of(teacher.id, plan):
            yield _finding(f"/teachers/{n}/id", code)


def _fault_of(teacher: PersonId, plan: PlanState) -> str | None:
    if teacher == plan.author:
        return "accompanies-oneself"
    return None if teacher in plan.teaching else "teacher-left"


def _calendar(calendar: Sequence[Phase], year: tuple[date, date]) -> Iterator[Finding]:
    stages = [phase.stage for phase in calendar]
    for stage in CUT_OF:
        if stage not in stages:
            yield _finding("/calendar", f"{stage}-stage-missing")
    for n, phase in enumerate(calendar):
        at = f"/calendar/{n}"
        if phase.stage in stages[:n]:
            yield _finding(f"{at}/stage", "repeated-stage")
        yield from _days(phase, at, year)
    yield from _order(calendar)


def _days(phase: Phase, at: str, year: tuple[date, date]) -> Iterator[Finding]:
    first, last = year
    for name, day in (("starts_on", phase.starts_on), ("ends_on", phase.ends_on)):
        if day is None:
            yield _finding(f"{at}/{name}", "day-missing")
        elif not first <= day <= last:
            yield _finding(f"{at}/{name}", "outside-year", first=first, last=last)
    if phase.starts_on and phase.ends_on and phase.ends_on < phase.starts_on:
        yield _finding(f"{at}/ends_on", "ends-before-start")


def _order(calendar: Sequence[Phase]) -> Iterator[Finding]:
    """No stage begins before one that precedes it in the year; they may overlap."""
    order = list(PlanStage)
    begun = [(order.index(p.stage), p.starts_on) for p in calendar]
    for n, (rank, starts) in enumerate(begun):
        if starts and any(r < rank and other and other > starts for r, other in begun):
            yield _finding(f"/calendar/{n}/starts_on", "stage-out-of-order")


_TEXTS = {
    "unknown-year": ("Ese año escolar no está abierto.", "That school year is not open."),
    "teacher-not-in-school": (
        "Ese docente no labora en la institución.",
        "That teacher does not work in the school.",
    ),
    "repeated-teacher": ("Ese docente ya está en el plan.", "That teacher is in the plan already."),
    "reason-missing": ("Diga por qué se modifica.", "Say why it is amended."),
    "nothing-amended": (
        "No cambia nada del plan aprobado.",
        "It changes nothing of the approved plan.",
    ),
    "diagnosis-missing": ("Falta el diagnóstico.", "The diagnosis is missing."),
    "goal-missing": ("Falta al menos un objetivo.", "A goal is missing."),
    "strategy-missing": ("Elija al menos una estrategia.", "Choose a strategy at least."),
    "visit-missing": (
        "Un plan de acompañamiento incluye la visita en aula.",
        "A plan of accompaniment has classroom visits.",
    ),
    "strategy-of-other-kind": (
        "Esa estrategia no es de este tipo de plan.",
        "That strategy is not of this kind of plan.",
    ),
    "repeated-strategy": ("Esa estrategia ya está elegida.", "That strategy is chosen already."),
    "teacher-missing": (
        "Falta al menos un docente con sus visitas.",
        "A teacher with their visits is missing.",
    ),
    "accompanies-oneself": ("Nadie se acompaña a sí mismo.", "Nobody accompanies themselves."),
    "teacher-left": (
        "Hoy ese docente no labora en la institución.",
        "That teacher does not work in the school today.",
    ),
    "diagnosis-stage-missing": (
        "Falta la etapa de diagnóstico.",
        "The stage of diagnosis is missing.",
    ),
    "process-stage-missing": ("Falta la etapa de proceso.", "The stage of process is missing."),
    "closing-stage-missing": ("Falta la etapa de cierre.", "The stage of closing is missing."),
    "repeated-stage": ("Esa etapa ya está en el calendario.", "That stage is there already."),
    "day-missing": ("Falta el día.", "The day is missing."),
    "outside-year": (
        "Debe estar entre el {first:%d/%m/%Y} y el {last:%d/%m/%Y}.",
        "Must lie between {first} and {last}.",
    ),
    "ends-before-start": ("Termina antes de empezar.", "It ends before it begins."),
    "stage-out-of-order": (
        "Empieza antes que una etapa que la precede.",
        "It begins before a stage that precedes it.",
    ),
}


def _finding(field: str, code: str, **facts: object) -> Finding:
    es, en = _TEXTS[code]
    return Finding(field, code, es.format(**facts), en.format(**facts))
