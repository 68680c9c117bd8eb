"""Cuts: half-open to the microsecond, in Peru's days, whatever zone the server lives in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.peru_time import LIMA, day_of, start_of
from domain.reporting.calendar.cuts import (
    Cut,
    CutCode,
    CutFacts,
    CutsOutOfOrder,
    CutsOverlap,
    CutStage,
    CutState,
    InvalidCut,
    SchoolYear,
    check_cut,
    write_cut,
)
from domain.versions import Change

MICROSECOND = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
YEAR = SchoolYear(2024, date(2024, 3, 11), date(2024, 12, 20), 45, demonstration=False)

days = st.dates(date(2015, 1, 1), date(2100, 12, 30))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


def cut(first: date, last: date, *, ordinal: int = 1, **more: Any) -> Cut:
    """A cut of whole days, both inside."""
    about = Cut(
        ordinal, CutStage.PROCESS, start_of(first), start_of(last + ONE_DAY), YEAR.starts_on, last
    )
    return replace(about, **more)


JUNE = cut(date(2024, 6, 1), date(2024, 6, 30))
SEPTEMBER = cut(date(2024, 9, 1), date(2024, 9, 30), ordinal=2)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (JUNE.opens_at - MICROSECOND, CutState.SCHEDULED),
        (JUNE.opens_at, CutState.OPEN),
        (JUNE.closes_at - MICROSECOND, CutState.OPEN),
        (JUNE.closes_at, CutState.CLOSED),
    ],
)
def test_a_window_is_open_from_its_first_instant_to_its_last(
    moment: datetime, state: CutState
) -> None:
    assert JUNE.state_at(moment) is state


def test_a_cut_of_june_closes_when_july_begins_in_lima() -> None:
    assert JUNE.opens_at.isoformat() == "2024-06-01T05:00:00+00:00"
    assert JUNE.closes_at.isoformat() == "2024-07-01T05:00:00+00:00"


@given(first=days, length=st.integers(0, 400), zone=offsets)
def test_a_window_holds_its_last_microsecond_and_not_the_next_in_any_zone(
    first: date, length: int, zone: timezone
) -> None:
    last = min(first + timedelta(days=length), date(2100, 12, 30))
    window = cut(first, last)
    end = datetime(last.year, last.month, last.day, 23, 59, 59, 999_999, LIMA)
    assert window.state_at(end.astimezone(zone)) is CutState.OPEN
    assert window.state_at((end + MICROSECOND).astimezone(zone)) is CutState.CLOSED
    assert window.state_at((start_of(first) - MICROSECOND).astimezone(zone)) is CutState.SCHEDULED
    assert (window.first_day, window.last_day) == (first, last)


@given(year=st.integers(2015, 2100), month=st.integers(1, 12))
def test_a_month_ends_with_its_last_day_leap_or_not(year: int, month: int) -> None:
    following = date(year + month // 12, month % 12 + 1, 1)
    window = cut(date(year, month, 1), following - ONE_DAY)
    assert window.closes_at == start_of(following)
    assert window.last_day == following - ONE_DAY


@given(day=days, zone=offsets)
def test_the_day_is_lima_s_whatever_zone_tells_the_instant(day: date, zone: timezone) -> None:
    begins = start_of(day)
    assert begins.tzinfo is UTC
    assert day_of(begins.astimezone(zone)) == day
    assert day_of((begins - MICROSECOND).astimezone(zone)) == day - ONE_DAY


def test_windows_that_touch_share_no_instant() -> None:
    july = cut(date(2024, 7, 1), date(2024, 7, 31), ordinal=2)
    check_cut(july, others=[JUNE], year=YEAR)
    states = [each.state_at(july.opens_at) for each in (JUNE, july)]
    assert states == [CutState.CLOSED, CutState.OPEN]


@pytest.mark.parametrize(
    ("faulty", "found"),
    [
        ({"closes_at": JUNE.opens_at}, [("/closes_at", "closes-before-opening")]),
        (
            {"closes_at": JUNE.opens_at - MICROSECOND},
            [("/closes_at", "closes-before-opening")],
        ),
        (
            {"period_from": date(2024, 7, 1), "period_to": date(2024, 6, 30)},
            [("/period_to", "period-reversed")],
        ),
        ({"period_from": date(2024, 3, 10)}, [("/period_from", "outside-school-year")]),
        ({"period_to": date(2024, 12, 21)}, [("/period_to", "outside-school-year")]),
        (
            {"closes_at": JUNE.opens_at, "period_from": date(2025, 1, 2)},
            [
                ("/closes_at", "closes-before-opening"),
                ("/period_to", "period-reversed"),
                ("/period_from", "outside-school-year"),
            ],
        ),
    ],
)
def test_dates_that_cannot_be_right_are_all_told(
    faulty: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidCut) as refused:
        check_cut(replace(JUNE, **faulty), others=[], year=YEAR)
    assert [(each.field, each.code) for each in refused.value.findings] == found


@pytest.mark.parametrize("edge", [{"period_from": YEAR.starts_on}, {"period_to": YEAR.ends_on}])
def test_the_school_year_includes_both_of_its_days(edge: dict[str, Any]) -> None:
    check_cut(replace(JUNE, **edge), others=[], year=YEAR)


def test_a_demonstration_year_takes_observations_of_any_day() -> None:
    january = cut(date(2024, 1, 1), date(2024, 1, 31), period_from=date(2024, 1, 1))
    check_cut(january, others=[], year=replace(YEAR, demonstration=True))
    with pytest.raises(InvalidCut):
        check_cut(january, others=[], year=YEAR)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 9, 30), date(2024, 10, 15)),
        (date(2024, 8, 15), date(2024, 9, 1)),
        (date(2024, 9, 10), date(2024, 9, 11)),
        (date(2024, 8, 1), date(2024, 10, 31)),
    ],
)
def test_cuts_of_a_stream_never_overlap_and_the_other_one_is_named(first: date, last: date) -> None:
    with pytest.raises(CutsOverlap) as refused:
        check_cut(cut(first, last, ordinal=3), others=[JUNE, SEPTEMBER], year=YEAR)
    (finding,) = refused.value.findings
    assert "corte 2" in finding.es


@pytest.mark.parametrize(("ordinal", "month"), [(1, 10), (3, 8), (3, 4)])
def test_ordinals_follow_dates(ordinal: int, month: int) -> None:
    others = [each for each in (JUNE, SEPTEMBER) if each.ordinal != ordinal]
    moved = cut(date(2024, month, 1), date(2024, month, 28), ordinal=ordinal)
    with pytest.raises(CutsOutOfOrder):
        check_cut(moved, others=others, year=YEAR)


@given(st.lists(st.tuples(st.integers(0, 270), st.integers(1, 60)), min_size=2, max_size=2))
def test_two_cuts_stand_side_by_side_exactly_when_one_ends_before_the_other_begins(
    spans: list[tuple[int, int]],
) -> None:
    one, two = (
        cut(
            date(2024, 1, 1) + timedelta(days=start),
            date(2024, 1, 1) + timedelta(days=start + length - 1),
            ordinal=n,
            period_to=YEAR.ends_on,
        )
        for n, (start, length) in enumerate(spans, start=1)
    )
    try:
        check_cut(two, others=[one], year=YEAR)
        stands = True
    except (CutsOverlap, CutsOutOfOrder):
        stands = False
    assert stands is (one.last_day < two.first_day)


@pytest.mark.parametrize(
    ("present", "version", "if_match", "cut", "change"),
    [
        (None, None, None, JUNE, Change.CREATE),
        (JUNE, 3, None, JUNE, Change.NOTHING),
        (JUNE, 3, 1, JUNE, Change.NOTHING),
        (JUNE, 3, 3, replace(JUNE, stage=CutStage.CLOSING), Change.REPLACE),
    ],
)
def test_a_cut_is_added_moved_or_left(
    present: Cut | None, version: int | None, if_match: int | None, cut: Cut, change: Change
) -> None:
    assert (
        write_cut(cut, CutFacts(YEAR, [], present, version, consolidated=False), if_match=if_match)
        is change
    )


def test_a_code_says_year_stream_and_ordinal() -> None:
    code = CutCode.read("2024-teacher_accompaniment-3")
    assert code == (2024, "teacher_accompaniment", 3)
    assert code.text == "2024-teacher_accompaniment-3"
