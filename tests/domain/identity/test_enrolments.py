"""Who lets whom in."""

from uuid import uuid4

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import DomainError, NotFound
from domain.identity.accounts import CredentialFacts
from domain.identity.enrolments import (
    CardFacts,
    EnrolledAbove,
    Enrollee,
    HoldsNothing,
    MayNotEnrol,
    OwnEnrolment,
    enrol,
)
from domain.identity.redeeming import InvalidEnrolment, RedeemingFacts, RedemptionDecision, redeemed
from domain.identity.vouchers import EnrolmentEffect

REGION, OTHER_REGION = Place("pe.010000"), Place("pe.200000")
UGEL, OTHER_UGEL = Place("pe.010000.010002"), Place("pe.010000.010001")
SCHOOL, OTHER_SCHOOL = Place(f"{UGEL}.0123457-0"), Place(f"{OTHER_UGEL}.0123458-0")
PERSON = PersonId(uuid4())


def permit(role: Role, place: str) -> Permit:
    held = (HeldRole(role, Place(place), 1),)
    scope = Scope.ACCOUNTS_ENROL
    return Permit(PersonId(uuid4()), scope, held, frozenset({scope}))


def access(*holds: tuple[Role, Place]) -> CardFacts:
    """Of somebody without an account, who held nothing before."""
    return CardFacts(holds=holds, held=(), has_account=False, vouchers=())


def facts(*holds: tuple[Role, Place]) -> RedeemingFacts:
    return RedeemingFacts(
        enrolment=uuid4(),
        credentials=CredentialFacts(PERSON, (), None),
        given_names="Rosa",
        paternal_surname="Quispe",
        made_by=None,
        effect=EnrolmentEffect.PASSWORD,
        access=access(*holds),
    )


def refusal(by: Permit, *holds: tuple[Role, Place]) -> type[DomainError] | None:
    enrollees = {PERSON: Enrollee(PERSON, "Rosa Quispe", None, access(*holds))}
    (outcome,) = enrol([PERSON], enrollees, by)
    return type(outcome.refusal) if outcome.refusal else None


@pytest.mark.parametrize(
    ("role", "place", "whom", "at"),
    [
        (Role.MINEDU, "pe", Role.DRE, REGION),
        (Role.MINEDU, "pe", Role.MINEDU, Place("pe")),
        (Role.DRE, REGION, Role.UGEL, UGEL),
        (Role.UGEL, UGEL, Role.DIRECTOR, SCHOOL),
        (Role.UGEL, UGEL, Role.CP, SCHOOL),
        (Role.DIRECTOR, SCHOOL, Role.CT, SCHOOL),
        (Role.DIRECTOR, SCHOOL, Role.TEACHER, SCHOOL),
    ],
)
def test_whoever_appoints_lets_in(role: Role, place: str, whom: Role, at: Place) -> None:
    assert refusal(permit(role, place), (whom, at)) is None


@pytest.mark.parametrize(
    ("role", "place", "whom", "at"),
    [
        (Role.DIRECTOR, SCHOOL, Role.DIRECTOR, SCHOOL),
        (Role.UGEL, UGEL, Role.UGEL, UGEL),
        (Role.UGEL, UGEL, Role.DIRECTOR, OTHER_SCHOOL),
        (Role.DRE, REGION, Role.DIRECTOR, SCHOOL),
        (Role.DRE, OTHER_REGION, Role.UGEL, UGEL),
        (Role.DRE, REGION, Role.MINEDU, Place("pe")),
        (Role.MINEDU, "pe", Role.TEACHER, SCHOOL),
    ],
)
def test_nobody_else_does(role: Role, place: str, whom: Role, at: Place) -> None:
    assert refusal(permit(role, place), (whom, at)) is MayNotEnrol


def test_part_of_the_authority_is_none() -> None:
    holds = (Role.TEACHER, SCHOOL), (Role.MINEDU, Place("pe"))
    assert refusal(permit(Role.UGEL, UGEL), *holds) is EnrolledAbove
    assert refusal(permit(Role.DIRECTOR, SCHOOL), *holds) is EnrolledAbove
    assert refusal(permit(Role.DIRECTOR, OTHER_SCHOOL), *holds) is MayNotEnrol
    assert refusal(permit(Role.MINEDU, "pe"), *holds) is None


def test_who_is_appointed_by_two_offices_is_let_in_by_one_above_both() -> None:
    holds = (Role.CP, SCHOOL), (Role.CP, OTHER_SCHOOL)
    assert refusal(permit(Role.UGEL, UGEL), *holds) is EnrolledAbove
    assert refusal(permit(Role.DRE, OTHER_REGION), *holds) is MayNotEnrol
    assert refusal(permit(Role.DRE, REGION), *holds) is None
    assert refusal(permit(Role.MINEDU, "pe"), *holds) is None


def test_what_is_held_for_a_time_lets_nobody_in() -> None:
    held = (HeldRole(Role.UGEL, UGEL, 1, temporary=True),)
    scope = Scope.ACCOUNTS_ENROL
    by = Permit(PersonId(uuid4()), scope, held, frozenset({scope}))
    assert refusal(by, (Role.DIRECTOR, SCHOOL)) is MayNotEnrol


def test_nobody_enrols_themselves_nor_somebody_who_holds_nothing() -> None:
    by = permit(Role.MINEDU, "pe")
    enrollees = {
        by.person_id: Enrollee(by.person_id, "Yo", None, access((Role.MINEDU, Place("pe"))))
    }
    (outcome,) = enrol([by.person_id], enrollees, by)
    assert isinstance(outcome.refusal, OwnEnrolment)
    assert refusal(by) is HoldsNothing


@pytest.mark.parametrize(
    ("held", "holds"),
    [
        ((), ((Role.TEACHER, SCHOOL),)),
        ((HeldRole(Role.TEACHER, SCHOOL, None),), ((Role.TEACHER, SCHOOL),)),
        ((HeldRole(Role.DIRECTOR, OTHER_SCHOOL, 1),), ((Role.TEACHER, SCHOOL),)),
        ((HeldRole(Role.DIRECTOR, SCHOOL, None, temporary=True),), ((Role.TEACHER, SCHOOL),)),
        (
            (HeldRole(Role.DIRECTOR, SCHOOL, 1),),
            ((Role.TEACHER, SCHOOL), (Role.MINEDU, Place("pe"))),
        ),
        ((HeldRole(Role.DIRECTOR, SCHOOL, 1),), ()),
    ],
)
def test_a_code_counts_only_while_its_maker_could_make_it(
    held: tuple[HeldRole, ...], holds: tuple[tuple[Role, Place], ...]
) -> None:
    with pytest.raises(InvalidEnrolment):
        redeemed(facts(*holds), maker=PersonId(uuid4()), held=held)


def test_a_code_counts_while_its_maker_could_make_it() -> None:
    held = (HeldRole(Role.DIRECTOR, SCHOOL, 1),)
    card = redeemed(facts((Role.TEACHER, SCHOOL)), maker=PersonId(uuid4()), held=held)
    assert card == RedemptionDecision(EnrolmentEffect.PASSWORD, (SCHOOL,))


def test_each_person_asked_for_has_one_outcome_in_order() -> None:
    other = PersonId(uuid4())
    outcomes = enrol([other, PERSON, other], {}, permit(Role.MINEDU, "pe"))
    assert [o.person_id for o in outcomes] == [other, PERSON]
    assert all(isinstance(o.refusal, NotFound) for o in outcomes)
