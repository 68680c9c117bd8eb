"""Which kinds of events there are, and whom each is told."""

from uuid import uuid4

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place, Reach
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.events import EventKind
from domain.exchange.event_feed import EventVisibility, visible_kinds, widest


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_is_written_as_it_is_named(kind: EventKind) -> None:
    assert kind.name == kind.upper().replace(".", "_").replace("-", "_")
    assert len(set(kind.names)) == len(kind.data)
    assert kind.needed <= kind.names


def permit(*held: HeldRole, scopes: frozenset[Scope] = frozenset(Scope)) -> Permit:
    return Permit(PersonId(uuid4()), Scope.EVENTS_READ, held, scopes)


def test_a_whole_office_is_told_everywhere_all_that_it_may_read() -> None:
    office = permit(HeldRole(Role.DRE, Place("pe.010000"), 1))
    known = sorted(kind for kind in EventKind if kind.read_by in ROLE_SCOPES[Role.DRE])
    assert visible_kinds(office) == EventVisibility((Place("pe.010000"),), tuple(known), ())
    assert EventKind.REPORT_FILED in known
    assert EventKind.LEARNING_ASSESSMENT_MADE not in known
    assert EventKind.PASSWORD_CHANGED not in known


def test_what_is_carried_in_a_part_of_the_territory_is_told_in_that_part() -> None:
    mine, lent = Place("pe.010000.010002.a"), Place("pe.010000.010002.b")
    kinds = visible_kinds(
        permit(
            HeldRole(Role.DIRECTOR, mine, 1), HeldRole(Role.DIRECTOR, lent, None, temporary=True)
        )
    )
    assert EventKind.REPORT_FILED in kinds.everywhere
    assert (EventKind.ENROLMENT_MADE, mine) in kinds.there
    assert EventKind.CLIENT_MADE not in kinds.everywhere
    assert {place for _, place in kinds.there} == {mine}


def test_no_scope_no_kind() -> None:
    only = permit(HeldRole(Role.MINEDU, Place("pe"), None), scopes=frozenset({Scope.EVENTS_READ}))
    assert visible_kinds(only) == EventVisibility((Place("pe"),), (), ())
    assert Scope.CLIENTS_WRITE not in ROLE_SCOPES[Role.UGEL]


def test_who_may_all_is_told_each_kind_that_has_a_reader() -> None:
    ministry = permit(HeldRole(Role.MINEDU, Place("pe"), None))
    kinds = {kind for kind in EventKind if kind.read_by in ROLE_SCOPES[Role.MINEDU]}
    assert set(visible_kinds(ministry).everywhere) == kinds
    assert all(kind.read_by is not None for kind in kinds)


def test_a_place_within_another_adds_nothing() -> None:
    reach = Reach(PersonId(uuid4()), (Place("pe.1.2"), Place("pe.1"), Place("pe.12"), Place("pe")))
    assert widest(reach) == ("pe",)
    assert widest(Reach(reach.person_id, reach.roots[:3])) == ("pe.1", "pe.12")
