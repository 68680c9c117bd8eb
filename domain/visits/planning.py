"""Planning and moving visits: whom, where and when, and what the week still takes (F44, F50)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.access import Permit, PersonId, Place, Role
from domain.bookings import YOU, Named, Span, Taken, check_free
from domain.errors import LIMA, Finding, NotFound
from domain.versions import Change, change_of
from domain.visits.correcting import check_correctable
from domain.visits.hours import HourCount, Notice, day_notices, week_notices
from domain.visits.life import Act, Party, Status, after
from domain.visits.model import (
    WHAT,
    Asked,
    InvalidVisit,
    Standing,
    VisitDiffers,
    VisitId,
)

SHORTEST, LONGEST = 20, 180
"""Minutes of a lesson that is visited."""
TEACHER = Named("/teacher_id", "El docente o la docente está ocupado(a)", "The teacher is busy")


@dataclass(frozen=True, slots=True)
class PlanningDesk:
    """What planning looks at: the day's school year, whether teacher and visitor act in the school
    on that day, the plan named (None: none such of the visitor's; else whether it accompanies the
    teacher), who is taken, the visitor's week, what stands under the id, and what takes the day's
    lessons away (None: nothing)."""

    year: int | None
    teacher_there: bool
    visitor_there: bool
    plan_covers: bool | None
    taken: Sequence[Taken]
    week: HourCount
    present: Standing | None
    day_off: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that may be kept, with what its planner should know."""

    asked: Asked
    year: int | None
    change: Change
    notices: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """Another time for a visit, under a new id, and why."""

    visit: VisitId
    span: Span
    reason: str


def post_at(permit: Permit, code: str, role: Role | None) -> tuple[Role, Place]:
    """As what, and at which place, the caller visits in a school; CP before CT where they are both
    and do not say. `NotFound` where they are neither."""
    for held in sorted(permit.holding(permit.scope), key=lambda h: h.role):
        if held.place.rpartition(".")[2] == code and role in {None, held.role}:
            return held.role, held.place
    raise NotFound(what="esa institución")


def plan_visit(
    asked: Asked, desk: PlanningDesk, permit: Permit, *, if_match: int | None
) -> Planned:
    """The visit to keep, or why it cannot be. What stands already is repeated without harm;
    section, area, stage and plan are changed while it waits for the teacher's word, and once it was
    done until its dialogue was held."""
    present = desk.present
    if present is not None and present.visitor != permit.person:
        raise NotFound(what=WHAT)
    change = change_of(
        present=None if present is None else present.version,
        if_match=if_match,
        same=present is not None and present.asked == asked,
        what=WHAT,
    )
    if change is Change.REPLACE and present is not None:
        _check_changed_in_place(present, asked)
        _refuse(_plan_faults(asked, desk) if present.asked.plan != asked.plan else ())
    elif change is Change.CREATE:
        _check(asked, desk, permit.person, more=_plan_faults(asked, desk))
    return _planned(asked, desk, change)


def move_visit(asked: MoveAsked, standing: Standing, desk: PlanningDesk, permit: Permit) -> Planned:
    """The visit that carries on another, which becomes `moved`; or why it cannot."""
    content = replace(standing.asked, span=asked.span)
    if (present := desk.present) is not None:
        told = present.moved_from, present.asked.span, standing.reason
        if told != (standing.id, asked.span, asked.reason):
            raise VisitDiffers
        return _planned(present.asked, desk, Change.NOTHING)
    after(standing.status, Act.MOVE, Party.VISITOR)
    _check(content, desk, permit.person)
    return _planned(content, desk, Change.CREATE)


def people_of(asked: Asked, visitor: PersonId) -> Mapping[PersonId, Named]:
    """The two who have to be there, as a refusal to the visitor names them."""
    return {asked.teacher: TEACHER, visitor: YOU}


def _planned(asked: Asked, desk: PlanningDesk, change: Change) -> Planned:
    present = desk.present
    counts = present is None or present.status in {Status.PLANNED, Status.CONFIRMED}
    if not counts:
        return Planned(asked, desk.year, change, ())
    notices = (*day_notices(desk.day_off), *week_notices(desk.week, more=asked.span.minutes))
    return Planned(asked, desk.year, change, notices)


def _check_changed_in_place(present: Standing, asked: Asked) -> None:
    if present.asked.appointed != asked.appointed:
        raise VisitDiffers
    after(present.status, Act.CHANGE, Party.VISITOR)
    check_correctable(present, Act.CHANGE)


def _check(
    asked: Asked, desk: PlanningDesk, visitor: PersonId, more: Iterable[Finding] = ()
) -> None:
    _refuse([*_time_faults(asked, desk), *_people_faults(asked, desk, visitor), *more])
    people = people_of(asked, visitor)
    check_free(desk.taken, people, asked=asked.span, caller=visitor, knows=True)


def _refuse(faults: Iterable[Finding]) -> None:
    if found := list(faults):
        raise InvalidVisit(found, count=len(found))


def _time_faults(asked: Asked, desk: PlanningDesk) -> Iterator[Finding]:
    if not SHORTEST <= asked.span.minutes <= LONGEST:
        es = f"Una sesión visitada dura entre {SHORTEST} y {LONGEST} minutos."
        en = f"A visited lesson lasts between {SHORTEST} and {LONGEST} minutes."
        yield Finding("/ends_at", "not-a-lesson", es, en)
    elif asked.span.ends_at.astimezone(LIMA).date() != asked.day:
        es, en = "La sesión termina otro día.", "The lesson ends on another day."
        yield Finding("/ends_at", "another-day", es, en)
    if desk.year is None:
        es, en = "Ese día no es de ningún año escolar.", "That day is of no school year."
        yield Finding("/starts_at", "outside-school-year", es, en)
    if not desk.visitor_there:
        es = "Ese día usted no tiene ese cargo en la institución."
        en = "On that day you do not hold that post in the school."
        yield Finding("/starts_at", "not-in-post-that-day", es, en)


def _people_faults(asked: Asked, desk: PlanningDesk, visitor: PersonId) -> Iterator[Finding]:
    if asked.teacher == visitor:
        es, en = "Nadie se visita a sí mismo.", "Nobody visits themselves."
        yield Finding("/teacher_id", "oneself", es, en)
    elif not desk.teacher_there:
        es = "No enseña en la institución ese día."
        en = "They do not teach in the school on that day."
        yield Finding("/teacher_id", "not-a-teacher-there", es, en)


def _plan_faults(asked: Asked, desk: PlanningDesk) -> Iterator[Finding]:
    """A plan is named when a visit is planned; a move leaves it as it was."""
    if asked.plan is not None and desk.plan_covers is None:
        es = "No hay tal plan suyo, de esa institución y año y sin cerrar."
        en = "There is no such plan of yours, of that school and year and not closed."
        yield Finding("/plan_id", "unknown-plan", es, en)
    elif asked.plan is not None and not desk.plan_covers:
        es = "El plan no acompaña a esa persona."
        en = "The plan does not accompany that person."
        yield Finding("/plan_id", "not-in-plan", es, en)
