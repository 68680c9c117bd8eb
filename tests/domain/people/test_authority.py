"""Who appoints whom where, held against the mission's rule said again, in other words, here."""

import pytest

from domain.access.permits import HeldRole, Permit, Place, grant
from domain.access.roles import Role
from domain.access.scopes import LASTING, Scope
from domain.errors import DomainError
from domain.people.appointments.authority import (
    MayNotAppoint,
    OwnAppointment,
    appointing,
    check_authority,
)
from domain.people.appointments.model import LEVEL_OF
from tests.domain.people.people import ANA, ME

# A small country: two regions, two UGELs in the first, two schools in the first UGEL.
NATION = "pe"
REGION, OTHER_REGION = "pe.010000", "pe.200000"
UGEL, OTHER_UGEL, FAR_UGEL = f"{REGION}.010001", f"{REGION}.010002", f"{OTHER_REGION}.200001"
SCHOOL, OTHER_SCHOOL = f"{UGEL}.0123457-0", f"{UGEL}.0123458-0"
FAR_SCHOOL = f"{FAR_UGEL}.0123459-0"
PLACES = [
    NATION, REGION, OTHER_REGION, UGEL, OTHER_UGEL, FAR_UGEL, SCHOOL, OTHER_SCHOOL, FAR_SCHOOL,
]  # fmt: skip
DEPTH = {"nation": 1, "region": 2, "iged": 3, "institution": 4}
IN_SCHOOLS = {Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER}


def mission_allows(who: Role, at: str, whom: Role, where: str) -> bool:
    """F51: a DRE its UGELs' specialists. F55, F61, F62: a UGEL its directors and staff. A director
    the staff of the school. The ministry its own team and the DREs. Nobody beside, above or
    elsewhere, and nobody to a machine's role."""
    if not where.startswith(at):
        return False
    match who:
        case Role.MINEDU:
            return whom in {Role.MINEDU, Role.DRE}
        case Role.DRE:
            return whom is Role.UGEL
        case Role.UGEL:
            return whom is Role.DIRECTOR or whom in IN_SCHOOLS
        case Role.DIRECTOR:
            return whom in IN_SCHOOLS
        case _:
            return False


def places_of(role: Role) -> list[str]:
    level = LEVEL_OF.get(role)
    return [p for p in PLACES if level is None or p.count(".") + 1 == DEPTH[level]]


def permit_of(who: Role, at: str, *, temporary: bool = False) -> Permit:
    """What somebody in the role may do about appointments, or `NoRoleCarries`."""
    held = [HeldRole(who, Place(at), None, temporary)]
    return grant(ME, Scope.ACTORS_WRITE, scopes=frozenset(Scope), held=held)


def may(who: Role, at: str, whom: Role, where: str, *, temporary: bool = False) -> bool:
    try:
        permit = permit_of(who, at, temporary=temporary)
        check_authority(permit, whom, Place(where), person_id=ANA)
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("who", list(Role))
def test_each_appoints_exactly_whom_the_mission_says_and_where(who: Role) -> None:
    verdicts = {
        (at, whom, where): (may(who, at, whom, where), mission_allows(who, at, whom, where))
        for at in places_of(who)
        for whom in Role
        for where in places_of(whom)
    }
    assert {case: pair for case, pair in verdicts.items() if pair[0] != pair[1]} == {}


def test_the_table_tries_both_answers() -> None:
    tried = [
        mission_allows(who, at, whom, where)
        for who in Role
        for at in places_of(who)
        for whom in Role
        for where in places_of(whom)
    ]
    assert len(tried) > 1000
    assert 30 < sum(tried) < len(tried) / 10


@pytest.mark.parametrize("who", list(Role))
def test_nobody_appoints_to_their_own_level_or_above_it(who: Role) -> None:
    if who is Role.MINEDU:
        return  # nobody stands above the ministry's team, which renews itself
    for at in places_of(who):
        for whom in Role:
            for where in places_of(whom):
                if where.count(".") < at.count(".") or (whom is who):
                    assert not may(who, at, whom, where), (who, at, whom, where)


@pytest.mark.parametrize("who", [Role.MINEDU, Role.DRE, Role.UGEL, Role.DIRECTOR])
def test_what_is_held_for_a_time_only_appoints_nobody(who: Role) -> None:
    for at in places_of(who):
        for whom in Role:
            assert not any(may(who, at, whom, where, temporary=True) for where in places_of(whom))


@pytest.mark.parametrize("role", list(Role))
def test_what_is_held_for_a_time_only_gives_nobody_access(role: Role) -> None:
    lasting, passing = (
        HeldRole(role, Place("pe"), None),
        HeldRole(role, Place("pe"), None, temporary=True),
    )
    assert passing.carries == lasting.carries - LASTING
    assert {Scope.ACTORS_WRITE, Scope.ACCESS_GRANT, Scope.ACCOUNTS_ENROL} <= LASTING


@pytest.mark.parametrize("who", [Role.MINEDU, Role.DRE, Role.UGEL, Role.DIRECTOR])
def test_nobody_appoints_themselves_to_anything(who: Role) -> None:
    at = places_of(who)[0]
    for whom in Role:
        with pytest.raises(OwnAppointment):
            check_authority(permit_of(who, at), whom, Place(at), person_id=ME)


def test_a_right_in_one_place_appoints_nobody_in_another() -> None:
    held = [HeldRole(Role.DIRECTOR, Place(SCHOOL), 1), HeldRole(Role.CP, Place(OTHER_SCHOOL), 1)]
    permit = grant(ME, Scope.ACTORS_WRITE, scopes=frozenset(Scope), held=held)
    check_authority(permit, Role.CP, Place(SCHOOL), person_id=ANA)
    with pytest.raises(MayNotAppoint):
        check_authority(permit, Role.CP, Place(OTHER_SCHOOL), person_id=ANA)


def test_who_appoints_to_a_role_can_be_told() -> None:
    assert appointing(Role.CP) == [Role.UGEL, Role.DIRECTOR]
    assert appointing(Role.DIRECTOR) == [Role.UGEL]
    assert appointing(Role.UGEL) == [Role.DRE]
    assert appointing(Role.DRE) == appointing(Role.MINEDU) == [Role.MINEDU]
