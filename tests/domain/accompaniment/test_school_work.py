"""Who registers what of a school's work, and how sections are written."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.accompaniment.school_work import REGISTERS, NotYoursToRegister, SchoolWork, registering
from domain.territory.sections import section_of

SCHOOL, BESIDE = Place("pe.1.2.a"), Place("pe.1.2.b")
WRITERS = {role for role, scopes in ROLE_SCOPES.items() if Scope.SCHOOL_WORK_WRITE in scopes}
RIGHT = {
    "tutoring": {"ct"},
    "families": {"director", "cp", "ct", "psychologist"},
    "communication": {"director", "cp", "ct"},
    "coexistence": {"director", "ct", "psychologist"},
    "ict": {"director", "cp", "cist"},
    "assessment": {"cp"},
}


def permit(*held: HeldRole) -> Permit:
    return Permit(PersonId(uuid4()), Scope.SCHOOL_WORK_WRITE, held, frozenset(Scope))


@pytest.mark.parametrize("work", SchoolWork)
@pytest.mark.parametrize("role", sorted(WRITERS))
def test_each_role_registers_its_own_work(work: SchoolWork, role: Role) -> None:
    caller = permit(HeldRole(role, SCHOOL, 1))
    if role.value in RIGHT[work.value]:
        assert registering(work, caller, SCHOOL) is role
    else:
        with pytest.raises(NotYoursToRegister):
            registering(work, caller, SCHOOL)


def test_everybody_who_registers_something_holds_the_scope() -> None:
    assert {role for roles in REGISTERS.values() for role in roles} == WRITERS


def test_a_role_in_another_school_registers_nothing_here() -> None:
    both = permit(HeldRole(Role.PSYCHOLOGIST, SCHOOL, None), HeldRole(Role.CT, BESIDE, 1))
    with pytest.raises(NotYoursToRegister):
        registering(SchoolWork.TUTORING, both, SCHOOL)
    assert registering(SchoolWork.TUTORING, both, BESIDE) is Role.CT


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3A", "3A"), ("3 a", "3A"), ("3° A", "3A"), ("3º-a", "3A"), ("3.A", "3A"), ("3", "3"),
        ("1° Ñ", "1Ñ"), ("4 amistad", "4 AMISTAD"), ("4° La  Amistad", "4 LA AMISTAD"),
        ("5B2", "5 B2"),
    ],
)  # fmt: skip
def test_a_section_is_kept_one_way(written: str, expected: str) -> None:
    assert section_of(written) == expected


@given(st.from_regex(r"\A[1-5][0-9A-Za-zÑñÁáéÉ°º .-]{0,29}\Z"))
def test_what_is_kept_is_kept_again(written: str) -> None:
    assert section_of(section_of(written)) == section_of(written) != ""
