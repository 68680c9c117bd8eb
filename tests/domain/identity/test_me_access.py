"""Why something would be allowed or not: each cause, and which of several is told."""

from datetime import date

import pytest

from domain.access.permits import HeldRole, Permit, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.me_access import (
    NOWHERE,
    AccessReason,
    AccessRemedy,
    Tenure,
    TenureTime,
    Verdict,
    explain,
    reason_texts,
    remedy_texts,
    roles_that_carry,
    who_may_give,
)
from tests.domain.people.people import ME, REGION, SCHOOL, UGEL

NEIGHBOUR = Place("pe.010000.010002.0123458-0")
BEGAN, LEFT, SOON = date(2024, 3, 1), date(2026, 4, 30), date(2026, 6, 1)
DIRECTOR, CP, SPECIALIST = (
    HeldRole(Role.DIRECTOR, SCHOOL, 1),
    HeldRole(Role.CP, SCHOOL, 1),
    HeldRole(Role.UGEL, UGEL, 1),
)


def permit(*held: HeldRole, scopes: frozenset[Scope] = frozenset(Scope)) -> Permit:
    granted = scopes | {Scope.ME_READ}
    return grant(ME, Scope.ME_READ, scopes=granted, held=held)


def explained(
    scope: Scope | None,
    place: Place | None,
    *held: HeldRole,
    tenures: tuple[Tenure, ...] = (),
    scopes: frozenset[Scope] = frozenset(Scope),
) -> Verdict:
    now = tuple(Tenure(h, TenureTime.NOW, BEGAN) for h in held)
    return explain(scope, place, permit=permit(*held, scopes=scopes), tenures=now + tenures)


@pytest.mark.parametrize(
    ("scope", "place", "held"),
    [
        (None, SCHOOL, ()),
        (Scope.ME_READ, None, ()),
        (Scope.ACTORS_WRITE, SCHOOL, (DIRECTOR,)),
        (Scope.ACTORS_WRITE, None, (DIRECTOR,)),
        (Scope.ACTORS_WRITE, SCHOOL, (SPECIALIST,)),
        (Scope.REPORTS_READ, SCHOOL, (SPECIALIST,)),
    ],
)
def test_what_is_allowed(
    scope: Scope | None, place: Place | None, held: tuple[HeldRole, ...]
) -> None:
    assert explained(scope, place, *held) == Verdict(True, None, None)


@pytest.mark.parametrize("held", [(), (CP,)])
def test_ones_own_records_are_allowed_and_no_others(held: tuple[HeldRole, ...]) -> None:
    for place in (SCHOOL, NOWHERE):
        verdict = explained(Scope.REPORTS_READ, place, *held)
        assert verdict == Verdict(True, AccessReason.OWN_RECORDS_ONLY, None)


WAS, WILL_BE = Tenure(DIRECTOR, TenureTime.PAST, LEFT), Tenure(DIRECTOR, TenureTime.COMING, SOON)


@pytest.mark.parametrize(
    ("place", "held", "tenures", "expected"),
    [
        (SCHOOL, (), (), (AccessReason.NO_ROLE_CARRIES, AccessRemedy.APPOINTMENT, None, None)),
        (SCHOOL, (CP,), (), (AccessReason.NO_ROLE_CARRIES, AccessRemedy.APPOINTMENT, None, None)),
        (
            NEIGHBOUR,
            (DIRECTOR,),
            (),
            (AccessReason.OUT_OF_REACH, AccessRemedy.APPOINTMENT, None, None),
        ),
        (UGEL, (DIRECTOR,), (), (AccessReason.OUT_OF_REACH, AccessRemedy.APPOINTMENT, None, None)),
        (
            REGION,
            (SPECIALIST,),
            (),
            (AccessReason.OUT_OF_REACH, AccessRemedy.APPOINTMENT, None, None),
        ),
        (
            NOWHERE,
            (DIRECTOR,),
            (),
            (AccessReason.OUT_OF_REACH, AccessRemedy.APPOINTMENT, None, None),
        ),
        (
            NOWHERE,
            (DIRECTOR,),
            (WAS,),
            (AccessReason.OUT_OF_REACH, AccessRemedy.APPOINTMENT, None, None),
        ),
        (SCHOOL, (), (WAS,), (AccessReason.ENDED, AccessRemedy.APPOINTMENT, Role.DIRECTOR, LEFT)),
        (NOWHERE, (), (WAS,), (AccessReason.ENDED, AccessRemedy.APPOINTMENT, Role.DIRECTOR, LEFT)),
        (
            NEIGHBOUR,
            (),
            (WAS,),
            (AccessReason.NO_ROLE_CARRIES, AccessRemedy.APPOINTMENT, None, None),
        ),
        (SCHOOL, (), (WILL_BE,), (AccessReason.NOT_BEGUN, AccessRemedy.WAIT, Role.DIRECTOR, SOON)),
        (
            SCHOOL,
            (),
            (WAS, WILL_BE),
            (AccessReason.NOT_BEGUN, AccessRemedy.WAIT, Role.DIRECTOR, SOON),
        ),
        (
            SCHOOL,
            (CP,),
            (WAS,),
            (AccessReason.ENDED, AccessRemedy.APPOINTMENT, Role.DIRECTOR, LEFT),
        ),
        (
            SCHOOL,
            (),
            (Tenure(DIRECTOR, TenureTime.NOW, BEGAN),),
            (AccessReason.SECOND_FACTOR_NEEDED, AccessRemedy.SECOND_FACTOR, Role.DIRECTOR, None),
        ),
    ],
)
def test_why_not(
    place: Place,
    held: tuple[HeldRole, ...],
    tenures: tuple[Tenure, ...],
    expected: tuple[AccessReason, AccessRemedy, Role | None, date | None],
) -> None:
    assert explained(Scope.ACTORS_WRITE, place, *held, tenures=tenures) == Verdict(False, *expected)


def test_a_session_begun_for_less_says_so_where_a_role_would_allow_it() -> None:
    few = frozenset({Scope.CATALOGUE_READ})
    assert (
        explained(Scope.ACTORS_WRITE, SCHOOL, DIRECTOR, scopes=few).reason
        is AccessReason.MISSING_SCOPE
    )
    assert explained(Scope.REPORTS_READ, SCHOOL, scopes=few).reason is AccessReason.MISSING_SCOPE
    assert (
        explained(Scope.ACTORS_WRITE, NEIGHBOUR, DIRECTOR, scopes=few).reason
        is AccessReason.OUT_OF_REACH
    )


def test_what_is_held_for_a_time_only_administers_nothing() -> None:
    passing = HeldRole(Role.DIRECTOR, SCHOOL, None, temporary=True)
    assert explained(Scope.STATISTICS_WRITE, SCHOOL, passing).allowed
    assert explained(Scope.ACTORS_WRITE, SCHOOL, passing).reason is AccessReason.NO_ROLE_CARRIES


def test_the_roles_that_carry_a_scope_and_who_appoints_to_them() -> None:
    assert roles_that_carry(Scope.EXTENSIONS_GRANT) == [Role.MINEDU, Role.DRE]
    assert who_may_give(Scope.EXTENSIONS_GRANT) == [Role.MINEDU]
    assert who_may_give(Scope.TEACHER_RESULTS_READ) == [Role.DRE, Role.UGEL]
    assert roles_that_carry(None) == []


@pytest.mark.parametrize("reason", list(AccessReason))
@pytest.mark.parametrize("remedy", [None, *AccessRemedy])
def test_every_cause_and_remedy_has_its_words(
    reason: AccessReason, remedy: AccessRemedy | None
) -> None:
    verdict = Verdict(False, reason, remedy, Role.DIRECTOR, LEFT)
    for texts in (reason_texts(verdict, Scope.ACTORS_WRITE), remedy_texts(verdict, Scope.ME_READ)):
        assert texts is None or ("{" not in "".join(texts) and all(texts))
    if reason is AccessReason.ENDED:
        assert reason_texts(verdict, Scope.ACTORS_WRITE) == (
            "Su cargo de director(a) terminó el 30/04/2026.",
            "Your time as director ended on 2026-04-30.",
        )
