"""What temporary access may be, given and ended: a table of refusals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access.permits import HeldRole, Permit, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import DomainError, NotFound
from domain.identity.access_grants import (
    LONGEST,
    AccessGrant,
    AccessGrantOver,
    AccessGrantState,
    AnotherAccessGrant,
    GivingFacts,
    InvalidAccessGrant,
    end,
    write_grant,
)
from domain.people.appointments.authority import MayNotAppoint, OwnAppointment
from domain.territory.places import PlaceKind
from domain.versions import Change
from tests.domain.people.people import ANA, EVA, ME, SCHOOL, UGEL

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
GRANT = AccessGrant(ANA, Role.DIRECTOR, SCHOOL, "Licencia de la titular.", NOW + timedelta(days=30))
FREE = GivingFacts(SCHOOL, PlaceKind.INSTITUTION, True, None)


def permit(role: Role = Role.UGEL, place: Place = UGEL) -> Permit:
    return grant(ME, Scope.ACCESS_GRANT, scopes=frozenset(Scope), held=[HeldRole(role, place, 1)])


def given(grant: AccessGrant = GRANT, **more: Any) -> AccessGrantState:
    return replace(
        AccessGrantState(
            grant=grant,
            starts_at=NOW - timedelta(days=1),
            ended_at=None,
            version=3,
            in_reach=True,
        ),
        **more,
    )


def decide(
    wanted: AccessGrant = GRANT, facts: GivingFacts = FREE, *, if_match: int | None = None
) -> Change:
    return write_grant(wanted, facts, permit(), if_match=if_match, now=NOW)


def test_who_appoints_a_director_gives_the_role_for_a_time() -> None:
    assert decide() is Change.CREATE
    assert decide(replace(GRANT, expires_at=NOW + LONGEST)) is Change.CREATE


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"expires_at": NOW}, ["already-past"]),
        ({"expires_at": NOW + LONGEST + timedelta(seconds=1)}, ["too-long"]),
        ({"role": Role.CP, "expires_at": NOW - timedelta(days=1)}, ["already-past"]),
    ],
)
def test_it_ends_and_soon(more: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(InvalidAccessGrant) as refused:
        decide(replace(GRANT, **more))
    assert [f.code for f in refused.value.findings] == codes


def test_a_role_is_given_at_a_place_of_its_level_and_to_people_only() -> None:
    with pytest.raises(InvalidAccessGrant) as refused:
        decide(facts=replace(FREE, kind=PlaceKind.IGED))
    assert [f.code for f in refused.value.findings] == ["role-does-not-fit-place"]
    ministry = permit(Role.MINEDU, Place("pe"))
    with pytest.raises(MayNotAppoint):
        write_grant(replace(GRANT, role=Role.INTEGRATOR), FREE, ministry, if_match=None, now=NOW)


@pytest.mark.parametrize(
    ("wanted", "facts", "refusal"),
    [
        (replace(GRANT, person_id=ME), FREE, OwnAppointment),
        (replace(GRANT, role=Role.UGEL), FREE, MayNotAppoint),
        (GRANT, replace(FREE, person_known=False), NotFound),
        (GRANT, replace(FREE, present=given(in_reach=False)), NotFound),
    ],
)
def test_what_is_refused(
    wanted: AccessGrant, facts: GivingFacts, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        decide(wanted, facts)


@pytest.mark.parametrize(
    ("more", "present", "if_match", "refusal"),
    [
        ({"person_id": EVA}, given(), 3, AnotherAccessGrant),
        ({"role": Role.CP}, given(), 3, AnotherAccessGrant),
        ({"reason": "Otra razón."}, given(ended_at=NOW), 3, AccessGrantOver),
        (
            {"reason": "Otra razón."},
            given(replace(GRANT, expires_at=NOW)),
            3,
            AccessGrantOver,
        ),
        ({"expires_at": NOW + LONGEST}, given(), 3, InvalidAccessGrant),
    ],
)
def test_what_a_change_may_not_be(
    more: dict[str, Any], present: AccessGrantState, if_match: int, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        decide(replace(GRANT, **more), replace(FREE, present=present), if_match=if_match)


def test_the_same_again_is_nothing_even_when_it_is_over() -> None:
    assert decide(facts=replace(FREE, present=given(ended_at=NOW))) is Change.NOTHING


def test_an_end_is_by_whom_it_could_be_given_and_repeats_harmlessly() -> None:
    assert end(given(), permit(), now=NOW) is Change.REPLACE
    assert end(given(ended_at=NOW), permit(), now=NOW) is Change.NOTHING
    with pytest.raises(MayNotAppoint):
        end(given(), permit(Role.DIRECTOR, SCHOOL), now=NOW)
    with pytest.raises(OwnAppointment):
        end(given(replace(GRANT, person_id=ME)), permit(), now=NOW)
