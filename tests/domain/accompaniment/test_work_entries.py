"""What may be entered: one's own work, of a day that came, for a line that nothing else proves."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.accompaniment.hours.days import ConsolidatedCut, DaySpan
from domain.accompaniment.hours.execution import HoursLine
from domain.accompaniment.work_entries import (
    DayIsFull,
    EntryFacts,
    HoursConsolidated,
    InvalidWorkEntry,
    WorkEntry,
    enter,
    remove,
)
from domain.accompaniment.workloads import Proof
from domain.errors import NotFound
from domain.versions import Change

LINES = [
    HoursLine("sesiones", None, "Dictado", 12, Proof.ENTRIES),
    HoursLine("acompanamiento", None, "Acompañamiento", 8, None),
    HoursLine("visitas", "acompanamiento", "Visitas", 8, Proof.VISITS),
]
TODAY = date(2024, 8, 1)
YEAR = DaySpan(date(2024, 3, 11), date(2024, 12, 20))
FACTS = EntryFacts(
    lines=LINES,
    year=YEAR,
    held=[DaySpan(date(2024, 4, 1), YEAR.last)],
    consolidated=[],
    others=0,
    present=None,
    version=None,
    foreign=False,
)
ENTRY = WorkEntry("sesiones", date(2024, 7, 1), 90, None)
ENTERED = replace(FACTS, present=ENTRY, version=4)
LAST_CUT = [ConsolidatedCut("2024-x-1", date(2024, 6, 30))]


def test_work_is_entered_today_and_any_day_before() -> None:
    for day in (TODAY, date(2024, 4, 1)):
        entry = replace(ENTRY, worked_on=day)
        assert enter(entry, FACTS, if_match=None, today=TODAY) is Change.CREATE


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"line": "recreo"}, [("/line", "unknown-line")]),
        ({"line": "acompanamiento"}, [("/line", "line-has-parts")]),
        ({"line": "visitas"}, [("/line", "proved-otherwise")]),
        ({"worked_on": date(2024, 8, 2)}, [("/worked_on", "in-the-future")]),
        ({"worked_on": date(2024, 3, 10)}, [("/worked_on", "outside-school-year")]),
        ({"worked_on": date(2024, 3, 31)}, [("/worked_on", "post-not-held")]),
        (
            {"line": "visitas", "worked_on": date(2024, 12, 21)},
            [
                ("/line", "proved-otherwise"),
                ("/worked_on", "in-the-future"),
                ("/worked_on", "outside-school-year"),
            ],
        ),
    ],
)
def test_what_cannot_be_entered_is_named(
    changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidWorkEntry) as refused:
        enter(replace(ENTRY, **changed), FACTS, if_match=None, today=TODAY)
    assert [(found.field, found.code) for found in refused.value.findings] == expected


def test_a_day_holds_so_much() -> None:
    full = replace(FACTS, others=630)
    assert enter(ENTRY, full, if_match=None, today=TODAY) is Change.CREATE
    with pytest.raises(DayIsFull):
        enter(ENTRY, replace(full, others=631), if_match=None, today=TODAY)


@pytest.mark.parametrize("day", [date(2024, 6, 30), date(2024, 4, 2)])
def test_what_a_consolidated_cut_covers_or_follows_stays(day: date) -> None:
    facts = replace(FACTS, consolidated=LAST_CUT)
    with pytest.raises(HoursConsolidated):
        enter(replace(ENTRY, worked_on=day), facts, if_match=None, today=TODAY)
    assert enter(ENTRY, facts, if_match=None, today=TODAY) is Change.CREATE


def test_nothing_is_taken_out_of_a_consolidated_cut() -> None:
    there = replace(ENTRY, worked_on=date(2024, 6, 30))
    facts = replace(ENTERED, present=there, consolidated=LAST_CUT)
    with pytest.raises(HoursConsolidated):
        enter(ENTRY, facts, if_match=4, today=TODAY)
    with pytest.raises(HoursConsolidated):
        remove(facts)


@pytest.mark.parametrize(
    ("facts", "minutes", "if_match", "outcome"),
    [
        (ENTERED, 90, None, Change.NOTHING),
        (ENTERED, 45, 4, Change.REPLACE),
        (replace(ENTERED, foreign=True), 90, None, NotFound),
    ],
)
def test_an_entry_is_changed_by_who_has_read_it(
    facts: EntryFacts, minutes: int, if_match: int | None, outcome: Any
) -> None:
    entry = replace(ENTRY, minutes=minutes)
    if isinstance(outcome, Change):
        assert enter(entry, facts, if_match=if_match, today=TODAY) is outcome
    else:
        with pytest.raises(outcome):
            enter(entry, facts, if_match=if_match, today=TODAY)


def test_what_is_there_and_ones_own_is_deleted() -> None:
    remove(ENTERED)
    for facts in (FACTS, replace(ENTERED, foreign=True)):
        with pytest.raises(NotFound):
            remove(facts)
