"""Who ends somebody else's sessions: over the highest that they hold, and over no less."""

from uuid import uuid4

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import NotFound
from domain.identity.actor_sessions import MayNotEndSessions, OwnSessions, check_end
from domain.identity.enrolments import CardFacts, Enrollee

REGION, OTHER_REGION = Place("pe.010000"), Place("pe.200000")
UGEL, OTHER_UGEL = Place("pe.010000.010002"), Place("pe.010000.010001")
SCHOOL, OTHER_SCHOOL = Place(f"{UGEL}.0123457-0"), Place(f"{OTHER_UGEL}.0123458-0")
NATION = Place("pe")
PERSON = PersonId(uuid4())
Holds = tuple[tuple[Role, Place], ...]


def permit(role: Role, place: Place, *, temporary: bool = False) -> Permit:
    held = (HeldRole(role, place, 1, temporary=temporary),)
    scope = Scope.ACCOUNTS_ENROL
    return Permit(PersonId(uuid4()), scope, held, frozenset({scope}))


def end(by: Permit, *holds: tuple[Role, Place]) -> None:
    access = CardFacts(holds=holds, held=(), has_account=True, vouchers=())
    check_end(PERSON, Enrollee(PERSON, "Rosa Quispe", None, access), by)


@pytest.mark.parametrize(
    ("role", "place", "holds"),
    [
        (Role.DIRECTOR, SCHOOL, ((Role.CP, SCHOOL),)),
        (Role.UGEL, UGEL, ((Role.CP, SCHOOL),)),
        (Role.UGEL, UGEL, ((Role.DIRECTOR, SCHOOL),)),
        (Role.DRE, REGION, ((Role.DIRECTOR, SCHOOL),)),
        (Role.MINEDU, NATION, ((Role.TEACHER, SCHOOL),)),
        (Role.MINEDU, NATION, ((Role.MINEDU, NATION),)),
        (Role.UGEL, UGEL, ((Role.CP, SCHOOL), (Role.CP, OTHER_SCHOOL))),
        (Role.UGEL, UGEL, ((Role.DIRECTOR, SCHOOL), (Role.TEACHER, OTHER_SCHOOL))),
        (Role.DRE, REGION, ((Role.UGEL, UGEL), (Role.TEACHER, Place("pe.200000.200001.0-0")))),
        (Role.DIRECTOR, SCHOOL, ()),
    ],
)
def test_whoever_stands_over_one_of_the_highest_does(
    role: Role, place: Place, holds: Holds
) -> None:
    end(permit(role, place), *holds)


@pytest.mark.parametrize(
    ("role", "place", "holds"),
    [
        (Role.DIRECTOR, SCHOOL, ((Role.DIRECTOR, SCHOOL),)),
        (Role.UGEL, UGEL, ((Role.UGEL, UGEL),)),
        (Role.DIRECTOR, SCHOOL, ((Role.TEACHER, SCHOOL), (Role.DIRECTOR, OTHER_SCHOOL))),
        (Role.DIRECTOR, SCHOOL, ((Role.TEACHER, SCHOOL), (Role.UGEL, OTHER_UGEL))),
        (Role.UGEL, UGEL, ((Role.DIRECTOR, SCHOOL), (Role.DRE, OTHER_REGION))),
        (Role.DRE, REGION, ((Role.UGEL, UGEL), (Role.MINEDU, NATION))),
        (Role.DRE, OTHER_REGION, ((Role.UGEL, UGEL),)),
    ],
)
def test_nobody_does_by_what_is_lower(role: Role, place: Place, holds: Holds) -> None:
    with pytest.raises(MayNotEndSessions):
        end(permit(role, place), *holds)


def test_what_is_held_for_a_time_ends_nothing() -> None:
    with pytest.raises(MayNotEndSessions):
        end(permit(Role.UGEL, UGEL, temporary=True), (Role.DIRECTOR, SCHOOL))


def test_ones_own_and_those_of_nobody_are_not_ended_here() -> None:
    by = permit(Role.UGEL, UGEL)
    with pytest.raises(OwnSessions):
        check_end(by.person_id, None, by)
    with pytest.raises(NotFound):
        check_end(PERSON, None, by)
