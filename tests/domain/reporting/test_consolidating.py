"""When a cut is consolidated, and who must look before changing one, refusal by refusal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.peru_time import start_of
from domain.reporting.calendar.consolidating import (
    ConsolidationFacts,
    CutConsolidated,
    CutNotOver,
    CutStillReceives,
    ExtensionNotOver,
    ExtensionRequestOpen,
    consolidate,
)
from domain.reporting.calendar.cuts import Cut, CutFacts, CutStage, SchoolYear, write_cut
from domain.reporting.calendar.previewing import (
    PreviewRequired,
    PreviewStale,
    check_previewed,
    needs_preview,
)
from domain.versions import Change

MICROSECOND = timedelta(microseconds=1)
CLOSES = datetime(2024, 7, 1, 5, tzinfo=UTC)
RECEIVES = CLOSES + timedelta(days=15)
OVER = ConsolidationFacts("2024-implementation-1", CLOSES, None, RECEIVES, 0, None)
YEAR = SchoolYear(2024, date(2024, 3, 11), date(2024, 12, 20), 45, demonstration=False)
JUNE = Cut(
    1, CutStage.PROCESS, start_of(date(2024, 6, 1)), CLOSES, YEAR.starts_on, date(2024, 6, 30)
)


@pytest.mark.parametrize(
    ("changed", "now", "refusal"),
    [
        ({}, CLOSES - MICROSECOND, CutNotOver),
        ({}, CLOSES, CutStillReceives),
        ({}, RECEIVES - MICROSECOND, CutStillReceives),
        ({"extended_to": RECEIVES}, CLOSES, ExtensionNotOver),
        ({"extended_to": RECEIVES}, RECEIVES - MICROSECOND, ExtensionNotOver),
        ({"requests_open": 1}, RECEIVES, ExtensionRequestOpen),
    ],
)
def test_a_cut_that_is_not_over_is_not_consolidated(
    changed: dict[str, Any], now: datetime, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        consolidate(replace(OVER, **changed), now=now)


def test_a_cut_is_consolidated_from_the_instant_on_at_which_nothing_more_arrives() -> None:
    assert consolidate(OVER, now=RECEIVES) is Change.CREATE


@pytest.mark.parametrize("now", [CLOSES - MICROSECOND, RECEIVES])
def test_what_is_consolidated_stays_so_whatever_stands_in_the_way(now: datetime) -> None:
    done = replace(OVER, consolidated_at=CLOSES, requests_open=1)
    assert consolidate(done, now=now) is Change.NOTHING


def test_a_consolidated_cut_is_not_moved_and_may_be_sent_again_as_it_is() -> None:
    facts = CutFacts(YEAR, [], JUNE, 2, consolidated=True)
    assert write_cut(JUNE, facts, if_match=None) is Change.NOTHING
    with pytest.raises(CutConsolidated):
        write_cut(replace(JUNE, stage=CutStage.CLOSING), facts, if_match=2)


@pytest.mark.parametrize(
    ("now", "change", "looks"),
    [
        (JUNE.opens_at - MICROSECOND, Change.REPLACE, False),
        (JUNE.opens_at, Change.REPLACE, True),
        (JUNE.closes_at, Change.REPLACE, True),
        (JUNE.opens_at, Change.NOTHING, False),
    ],
)
def test_only_changing_a_cut_that_has_opened_needs_a_look(
    now: datetime, change: Change, *, looks: bool
) -> None:
    assert needs_preview(CutFacts(YEAR, [], JUNE, 1, consolidated=False), change, now=now) is looks


def test_adding_a_cut_needs_no_look() -> None:
    assert not needs_preview(
        CutFacts(YEAR, [], None, None, consolidated=False), Change.CREATE, now=CLOSES
    )


@pytest.mark.parametrize(("shown", "refusal"), [(None, PreviewRequired), ("b", PreviewStale)])
def test_what_was_not_shown_is_not_done(shown: str | None, refusal: type[Exception]) -> None:
    check_previewed("a", does="a", cut="2024-implementation-1")
    with pytest.raises(refusal):
        check_previewed(shown, does="a", cut="2024-implementation-1")
