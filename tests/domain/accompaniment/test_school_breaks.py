"""Who writes days without lessons is told each fault, and nothing published is rewritten."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access.permits import NATION, Place
from domain.accompaniment.hours.days import ConsolidatedCut, DaySpan
from domain.accompaniment.school_breaks import (
    BreakAlreadyThere,
    BreakConsolidated,
    BreakFacts,
    BreakKind,
    InvalidBreak,
    SchoolBreak,
    remove_break,
    write_break,
)
from domain.errors import DomainError, NotFound
from domain.versions import Change

YEAR = DaySpan(date(2024, 3, 11), date(2024, 12, 20))
BAGUA = Place("pe.010000.010002")
FIRST, LAST = date(2024, 7, 22), date(2024, 8, 2)
VACATION = SchoolBreak(
    place=BAGUA, kind=BreakKind.MANAGEMENT, name="Segundo bloque de gestión", first_on=FIRST,
    last_on=LAST,
)  # fmt: skip
CUT = ConsolidatedCut("2024-teacher_accompaniment-1", date(2024, 6, 30))
EMPTY = BreakFacts(
    year=YEAR, consolidated=[], place=BAGUA, already_there=False, present=None, version=None,
    foreign=False,
)  # fmt: skip
THERE = replace(EMPTY, present=VACATION, version=3)


def test_days_are_written_changed_and_found_again() -> None:
    assert write_break(VACATION, EMPTY, if_match=None) is Change.CREATE
    assert write_break(VACATION, THERE, if_match=None) is Change.NOTHING
    shorter = replace(VACATION, last_on=date(2024, 7, 26))
    assert write_break(shorter, THERE, if_match=3) is Change.REPLACE
    remove_break(THERE)


@pytest.mark.parametrize(
    ("facts", "if_match", "refusal"),
    [
        (replace(THERE, foreign=True), 3, NotFound),
        (replace(EMPTY, already_there=True), None, BreakAlreadyThere),
        (replace(THERE, already_there=True), 3, BreakAlreadyThere),
        (replace(THERE, consolidated=[replace(CUT, last_on=LAST)]), 3,
         BreakConsolidated),
        (replace(EMPTY, consolidated=[replace(CUT, last_on=FIRST)]), None,
         BreakConsolidated),
    ],
)  # fmt: skip
def test_what_cannot_be_written_now_is_refused(
    facts: BreakFacts, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        write_break(replace(VACATION, name="Vacaciones"), facts, if_match=if_match)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"first_on": date(2024, 3, 10), "last_on": date(2024, 3, 11)},
         [("/first_on", "outside-school-year")]),
        ({"first_on": date(2024, 12, 20), "last_on": date(2024, 12, 21)},
         [("/last_on", "outside-school-year")]),
        ({"first_on": date(2025, 7, 1), "last_on": date(2025, 7, 1)},
         [("/first_on", "outside-school-year"), ("/last_on", "outside-school-year")]),
        ({"first_on": date(2024, 5, 2), "last_on": date(2024, 5, 1)},
         [("/last_on", "ends-before-start")]),
        ({"place": NATION, "kind": BreakKind.LESSONS}, [("/kind", "nothing-above")]),
    ],
)  # fmt: skip
def test_each_fault_is_named(changed: dict[str, object], faults: list[tuple[str, str]]) -> None:
    request = replace(VACATION, **changed)  # type: ignore[arg-type]  # of each field its own
    with pytest.raises(InvalidBreak) as refused:
        write_break(request, EMPTY, if_match=None)
    assert [(each.field, each.code) for each in refused.value.findings] == faults


def test_a_cut_that_is_consolidated_holds_what_came_before_it_and_nothing_after() -> None:
    consolidated = replace(EMPTY, consolidated=[CUT])
    assert write_break(VACATION, consolidated, if_match=None) is Change.CREATE
    feast = replace(VACATION, first_on=CUT.last_on, last_on=CUT.last_on)
    with pytest.raises(BreakConsolidated) as refused:
        write_break(feast, consolidated, if_match=None)
    assert "30/06/2024" in str(refused.value)
    with pytest.raises(BreakConsolidated):  # neither moved out of it
        write_break(VACATION, replace(consolidated, present=feast, version=1), if_match=1)
    with pytest.raises(BreakConsolidated):
        remove_break(replace(consolidated, present=feast, version=1))
    assert write_break(feast, replace(consolidated, present=feast, version=1), if_match=None) is (
        Change.NOTHING
    )


@pytest.mark.parametrize("facts", [EMPTY, replace(THERE, foreign=True)])
def test_what_is_not_there_is_not_taken_back(facts: BreakFacts) -> None:
    with pytest.raises(NotFound):
        remove_break(facts)
