"""The invented year: labelled, the same everywhere, and with every case the mission knows."""

import re
from datetime import date

import pytest

from cli.banner import USERS
from demonstration.people import demonstration
from demonstration.schools import MAIN_IGED, MAIN_SCHOOL, TWO_CP_POSTS, WITHOUT_CP, schools_in
from demonstration.storing import Demonstration
from demonstration.walkthrough.cast import USERS as CAST
from domain.access.roles import Role
from persistence.reference import reading as reference
from persistence.territory.ubigeos import districts

SINCE = date(2026, 3, 1)


@pytest.fixture(scope="module")
def plan() -> Demonstration:
    return demonstration(reference.territory(), since=SINCE)


def test_it_is_the_same_each_time(plan: Demonstration) -> None:
    assert demonstration(reference.territory(), since=SINCE) == plan


def test_every_region_has_a_school(plan: Demonstration) -> None:
    assert {s.path.split(".")[1] for s in plan.schools} == {r.code for r in reference.territory()}


def test_the_users_ugel_has_a_page_of_schools(plan: Demonstration) -> None:
    assert len([s for s in plan.schools if f".{MAIN_IGED}." in s.path]) >= 10


def test_a_dre_manages_schools_of_its_own(plan: Demonstration) -> None:
    assert [s for s in plan.schools if s.path.startswith("pe.070101.070101.")]


def test_one_modular_code_has_two_annexes(plan: Demonstration) -> None:
    codes = [s.code for s in plan.schools]
    assert len(set(codes)) == len(codes)
    assert [c for c in codes if c.endswith("-1")] == ["9900002-1"]
    assert "9900002-0" in codes


def test_nothing_can_be_taken_for_real(plan: Demonstration) -> None:
    for school in plan.schools:
        assert re.fullmatch(r"99[0-9]{5}-[01]", school.code)
        assert "Demostración" in school.name
    assert {p.doc_number[:4] for p in plan.people} == {"0000"}
    assert {len(p.doc_number) for p in plan.people} == {8}
    assert len({p.doc_number for p in plan.people}) == len(plan.people)


def test_districts_exist_and_one_school_stands_in_another_region_than_its_ugel(
    plan: Demonstration,
) -> None:
    assert {s.ubigeo for s in plan.schools} <= districts().keys()
    assert [s.path.split(".")[1] for s in plan.schools if s.ubigeo == "200706"] == ["240000"]


def test_names_have_what_spanish_has(plan: Demonstration) -> None:
    words = " ".join(s.name for s in plan.schools)
    words += " ".join(f"{p.given_names} {p.paternal_surname}" for p in plan.people)
    assert all(letter in words for letter in "ñÑáéíóúÍ")


def test_there_is_a_user_of_each_role_and_the_same_are_printed_and_played(
    plan: Demonstration,
) -> None:
    people = set(Role) - {Role.INTEGRATOR}  # a machine has a client and no user
    assert {Role(name.partition(".")[0]) for name in plan.accounts} == people
    assert set(USERS) == set(CAST) == set(plan.accounts)


def test_the_users_are_of_one_school_its_ugel_and_its_region(plan: Demonstration) -> None:
    place = {a.person_id: a.place for a in plan.appointments}
    school = next(s.path for s in plan.schools if s.code == MAIN_SCHOOL)
    at = {name: place[person] for name, person in plan.accounts.items()}
    for name in ("director", "cp", "ct", "psychologist", "cist", "teacher"):
        assert at[name] == school
    assert at["ugel"] == school.rpartition(".")[0]
    assert at["dre"] == at["ugel"].rpartition(".")[0]
    assert at["dre.callao"] == "pe.070101"


def test_some_posts_are_vacant(plan: Demonstration) -> None:
    held = {(a.place.rpartition(".")[2], a.role) for a in plan.appointments}
    assert (WITHOUT_CP, Role.CP) not in held
    assert (TWO_CP_POSTS, Role.CP) in held
    assert next(s for s in plan.schools if s.code == TWO_CP_POSTS).cp_posts == 2


def test_every_iged_has_its_specialist(plan: Demonstration) -> None:
    responsible = {a.place for a in plan.appointments if a.role in {Role.UGEL, Role.DRE}}
    for school in schools_in(reference.territory()):
        iged = school.path.rpartition(".")[0]
        own = iged.split(".")[1] == iged.split(".")[2]
        assert (iged.rpartition(".")[0] if own else iged) in responsible
