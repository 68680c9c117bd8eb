"""A plan of accompaniment and those who have a part in it."""

from datetime import date
from uuid import uuid4

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.plans.life import PlanStatus
from domain.accompaniment.plans.model import (
    AccompaniedTeacher,
    ChosenStrategy,
    Phase,
    PlanContent,
    PlanId,
    PlanKind,
    PlanSchool,
    PlanStage,
    PlanState,
    PlanStrategy,
)

AT = Place("pe.010000.010002.0123457-0")
AUTHOR, DIRECTOR, ONE, OTHER = (PersonId(uuid4()) for _ in range(4))
YEAR = (date(2024, 3, 11), date(2024, 12, 20))
CALENDAR = tuple(
    Phase(stage, date(2024, month, 1), date(2024, month + 1, 28), ("Reunión.",))
    for stage, month in ((PlanStage.DIAGNOSIS, 4), (PlanStage.PROCESS, 7), (PlanStage.CLOSING, 10))
)
VISITING = ChosenStrategy(PlanStrategy.VISIT, None)
CONTENT = PlanContent(
    diagnosis="Se recoge sin retroalimentar.",
    goals=("Retroalimentar.",),
    strategies=(VISITING, ChosenStrategy(PlanStrategy.GIA, "Cada mes.")),
    calendar=CALENDAR,
    teachers=(AccompaniedTeacher(ONE, 8), AccompaniedTeacher(OTHER, 4)),
)
PLAN = PlanState(
    id=PlanId(uuid4()), place=AT, institution="0123457-0", kind=PlanKind.ACCOMPANIMENT, year=2024,
    year_days=YEAR, author=AUTHOR, status=PlanStatus.DRAFT, version=3, content=CONTENT,
    teaching=frozenset({ONE, OTHER}), in_reach=True, returned_by=None, returned_note=None,
    approved_by=None, incorporated=False, balance=None, author_role=Role.CP, author_left=False,
    writers=frozenset({AUTHOR}), amendment_waits=False,
)  # fmt: skip
SCHOOL = PlanSchool(AT, True, frozenset({ONE, OTHER}))


def permit(person: PersonId = AUTHOR, *roles: Role) -> Permit:
    scope = Scope.PLANS_APPROVE if Role.DIRECTOR in roles else Scope.PLANS_WRITE
    held = tuple(HeldRole(role, AT, 1) for role in roles or (Role.CP,))
    return Permit(person, scope, held, frozenset(Scope))
