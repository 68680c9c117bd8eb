"""Which kinds of events there are, and that each was thought of."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from domain.access import ROLE_SCOPES, Held, Permit, PersonId, Place, Reach, Role, Scope
from domain.events import KEPT_FROM_OTHERS, READ_BY, EventKind, Told, told_to, widest

ROOT = Path(__file__).parents[2]
KIND = re.compile(
    r"(?:kind ?= ?|[ ,(]|then |else |\n)['\"]"
    r"([a-z][a-z_-]{3,}\.(?:[a-z]+ed|made|secret-[a-z]+|[a-z-]+-changed|changed)|[a-z_-]{4,}\.)['\"]"
)


def kinds_written() -> set[str]:
    """Every kind that a statement of persistence writes, or what stands before its dot."""
    return {
        kind
        for module in (ROOT / "persistence").rglob("*.py")
        for kind in KIND.findall(module.read_text("utf-8"))
    }


def test_there_are_kinds_to_think_of() -> None:
    known = {"report.filed", "obligation.exempted", "client.secret-made", "instrument_version."}
    assert known <= kinds_written()


@pytest.mark.parametrize("kind", sorted(kinds_written()))
def test_a_kind_is_told_to_somebody_or_kept_from_all_but_never_both(kind: str) -> None:
    names = {kind, kind.partition(".")[0]}
    assert bool(names & READ_BY.keys()) != bool(names & KEPT_FROM_OTHERS), (
        "say in domain/events.py who is told"
    )


def permit(*held: Held, scopes: frozenset[Scope] = frozenset(Scope)) -> Permit:
    return Permit(PersonId(uuid4()), Scope.EVENTS_READ, held, scopes)


def test_a_whole_office_is_told_everywhere_all_that_it_may_read() -> None:
    office = permit(Held(Role.DRE, Place("pe.010000"), 1))
    known = sorted(what for what, scope in READ_BY.items() if scope in ROLE_SCOPES[Role.DRE])
    assert told_to(office) == Told(tuple(known), ())
    assert "report" in known
    assert "learning_assessment" not in known


def test_what_is_carried_in_a_part_of_the_territory_is_told_in_that_part() -> None:
    mine, lent = Place("pe.010000.010002.a"), Place("pe.010000.010002.b")
    told = told_to(
        permit(Held(Role.DIRECTOR, mine, 1), Held(Role.DIRECTOR, lent, None, temporary=True))
    )
    assert "report" in told.everywhere
    assert ("enrolment.made", mine) in told.there
    assert "client" not in told.everywhere
    assert {place for _, place in told.there} == {mine}


def test_no_scope_no_kind() -> None:
    only = permit(Held(Role.MINEDU, Place("pe"), None), scopes=frozenset({Scope.EVENTS_READ}))
    assert told_to(only) == Told((), ())
    assert Scope.CLIENTS_WRITE not in ROLE_SCOPES[Role.UGEL]


def test_a_place_within_another_adds_nothing() -> None:
    reach = Reach(PersonId(uuid4()), (Place("pe.1.2"), Place("pe.1"), Place("pe.12"), Place("pe")))
    assert widest(reach) == ("pe",)
    assert widest(Reach(reach.person, reach.roots[:3])) == ("pe.1", "pe.12")


def test_a_kind_says_itself_who_reads_it() -> None:
    for kind in EventKind:
        told = READ_BY.get(kind) or READ_BY.get(kind.partition(".")[0])
        assert kind.read_by is told, kind
