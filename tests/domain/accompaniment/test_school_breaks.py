"""Who writes days without lessons is told each fault, and nothing published is rewritten."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access.permits import NATION, Place
from domain.accompaniment.hours import Span
from domain.accompaniment.school_breaks import (
    BreakConsolidated,
    BreakDesk,
    BreakKind,
    InvalidBreak,
    SchoolBreak,
    keep_break,
    remove_break,
)
from domain.errors import DomainError, NotFound, StaleVersion, VersionRequired
from domain.versions import Change

YEAR = Span(date(2024, 3, 11), date(2024, 12, 20))
BAGUA = Place("pe.010000.010002")
WEEKS = Span(date(2024, 7, 22), date(2024, 8, 2))
VACATION = SchoolBreak(BAGUA, BreakKind.MANAGEMENT, "Segundo bloque de gestión", WEEKS)
CUT = ("2024-teacher_accompaniment-1", date(2024, 6, 30))
EMPTY = BreakDesk(YEAR, [], BAGUA, None, None)
THERE = replace(EMPTY, present=VACATION, version=3)


def test_days_are_written_changed_and_found_again() -> None:
    assert keep_break(EMPTY, VACATION, if_match=None) is Change.CREATE
    assert keep_break(THERE, VACATION, if_match=None) is Change.NOTHING
    shorter = replace(VACATION, days=Span(date(2024, 7, 22), date(2024, 7, 26)))
    assert keep_break(THERE, shorter, if_match=3) is Change.REPLACE
    remove_break(THERE)


@pytest.mark.parametrize(
    ("desk", "if_match", "refusal"),
    [
        (THERE, None, VersionRequired),
        (THERE, 2, StaleVersion),
        (EMPTY, 1, StaleVersion),
        (replace(THERE, foreign=True), 3, NotFound),
        (replace(THERE, consolidated=[("2024-teacher_accompaniment-2", WEEKS.last)]), 3,
         BreakConsolidated),
        (replace(EMPTY, consolidated=[("2024-teacher_accompaniment-2", WEEKS.first)]), None,
         BreakConsolidated),
    ],
)  # fmt: skip
def test_what_cannot_be_written_now_is_refused(
    desk: BreakDesk, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        keep_break(desk, replace(VACATION, name="Vacaciones"), if_match=if_match)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"days": Span(date(2024, 3, 10), date(2024, 3, 11))},
         [("/first_on", "outside-school-year")]),
        ({"days": Span(date(2024, 12, 20), date(2024, 12, 21))},
         [("/last_on", "outside-school-year")]),
        ({"days": Span(date(2025, 7, 1), date(2025, 7, 1))},
         [("/first_on", "outside-school-year"), ("/last_on", "outside-school-year")]),
        ({"days": Span(date(2024, 5, 2), date(2024, 5, 1))}, [("/last_on", "ends-before-start")]),
        ({"place": NATION, "kind": BreakKind.LESSONS}, [("/kind", "nothing-above")]),
    ],
)  # fmt: skip
def test_each_fault_is_named(changed: dict[str, object], faults: list[tuple[str, str]]) -> None:
    asked = replace(VACATION, **changed)  # type: ignore[arg-type]  # of each field its own
    with pytest.raises(InvalidBreak) as refused:
        keep_break(EMPTY, asked, if_match=None)
    assert [(each.field, each.code) for each in refused.value.findings] == faults


def test_a_cut_that_is_consolidated_holds_what_came_before_it_and_nothing_after() -> None:
    consolidated = replace(EMPTY, consolidated=[CUT])
    assert keep_break(consolidated, VACATION, if_match=None) is Change.CREATE
    feast = replace(VACATION, days=Span(CUT[1], CUT[1]))
    with pytest.raises(BreakConsolidated) as refused:
        keep_break(consolidated, feast, if_match=None)
    assert "30/06/2024" in str(refused.value)
    with pytest.raises(BreakConsolidated):  # neither moved out of it
        keep_break(replace(consolidated, present=feast, version=1), VACATION, if_match=1)
    with pytest.raises(BreakConsolidated):
        remove_break(replace(consolidated, present=feast, version=1))
    assert keep_break(replace(consolidated, present=feast, version=1), feast, if_match=None) is (
        Change.NOTHING
    )


@pytest.mark.parametrize("desk", [EMPTY, replace(THERE, foreign=True)])
def test_what_is_not_there_is_not_taken_back(desk: BreakDesk) -> None:
    with pytest.raises(NotFound):
        remove_break(desk)
