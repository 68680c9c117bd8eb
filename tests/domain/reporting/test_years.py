"""Opening a year: the same calendar in another year, and one that is open today."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.peru_time import LIMA, start_of
from domain.reporting.calendar.cuts import Cut, CutStage, SchoolYear
from domain.reporting.calendar.years import (
    InvalidYear,
    OpeningFacts,
    YearAlreadyOpen,
    YearPlan,
    YearRequest,
    cuts_of_year,
    demonstration_cuts,
    open_year,
)
from persistence.reference import reading as reference

ONE_DAY = timedelta(days=1)
CALENDAR = reference.calendar()
SHIPPED = SchoolYear(
    CALENDAR.year,
    CALENDAR.school_year.starts_on,
    CALENDAR.school_year.ends_on,
    CALENDAR.school_year.weekly_hours,
    demonstration=False,
)
CUTS = {
    stream.code: tuple(
        Cut(
            each.ordinal,
            CutStage(each.stage),
            start_of(each.opens_on),
            start_of(each.closes_on + ONE_DAY),
            each.period_from,
            each.period_to,
        )
        for each in stream.cuts
    )
    for stream in CALENDAR.streams
}
every_stream = pytest.mark.parametrize("stream", sorted(CUTS))


def school_year(year: int, *, demonstration: bool = False) -> SchoolYear:
    return SchoolYear(year, date(year, 3, 10), date(year, 12, 19), 45, demonstration)


def in_order(cuts: Sequence[Cut]) -> bool:
    return (
        [cut.ordinal for cut in cuts] == sorted(cut.ordinal for cut in cuts)
        and all(cut.opens_at < cut.closes_at for cut in cuts)
        and all(a.closes_at <= b.opens_at for a, b in pairwise(cuts))
    )


def contiguous(cuts: Sequence[Cut]) -> bool:
    return all(b.period_from == a.period_to + ONE_DAY for a, b in pairwise(cuts)) and all(
        cut.period_from <= cut.period_to for cut in cuts
    )


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


@st.composite
def calendars(draw: st.DrawFn) -> tuple[SchoolYear, tuple[Cut, ...]]:
    """A year with up to four windows of whole months."""
    year = draw(st.integers(2015, 2099))
    months = sorted(draw(st.sets(st.integers(3, 11), min_size=1, max_size=4)))
    source = SchoolYear(year, date(year, 3, 1), date(year, 12, 20), 45, demonstration=False)
    cuts, since = [], source.starts_on
    for ordinal, month in enumerate(months, start=1):
        following = date(year, month + 1, 1)
        opens, closes = start_of(date(year, month, 1)), start_of(following)
        cuts.append(Cut(ordinal, CutStage.PROCESS, opens, closes, since, following - ONE_DAY))
        since = following
    return source, tuple(cuts)


@every_stream
def test_the_year_2024_copied_onto_itself_is_itself(stream: str) -> None:
    assert cuts_of_year(CUTS[stream], source=SHIPPED, target=SHIPPED) == CUTS[stream]


@given(calendar=calendars(), year=st.integers(2015, 2099))
def test_whole_months_are_whole_months_again(
    calendar: tuple[SchoolYear, tuple[Cut, ...]], year: int
) -> None:
    source, cuts = calendar
    target = SchoolYear(year, date(year, 3, 1), date(year, 12, 18), 45, demonstration=False)
    moved = cuts_of_year(cuts, source=source, target=target)
    for before, after in zip(cuts, moved, strict=True):
        assert after.opens_at == start_of(date(year, before.first_day.month, 1))
        assert after.closes_at == start_of(date(year, before.first_day.month + 1, 1))
    assert in_order(moved)
    assert contiguous(moved)
    assert moved[0].period_from == target.starts_on


def february(year: int) -> tuple[SchoolYear, Cut]:
    first, march = date(year, 2, 1), date(year, 3, 1)
    source = SchoolYear(year, date(year, 1, 10), date(year, 12, 20), 45, demonstration=False)
    window = (start_of(first), start_of(march))
    return source, Cut(1, CutStage.DIAGNOSTIC, *window, source.starts_on, march - ONE_DAY)


@pytest.mark.parametrize(("year", "last"), [(2028, 29), (2026, 28), (2100, 28)])
@pytest.mark.parametrize("copied", [2023, 2024])
def test_a_whole_february_stays_whole(copied: int, year: int, last: int) -> None:
    source, cut = february(copied)
    (moved,) = cuts_of_year([cut], source=source, target=replace(source, year=year,
        starts_on=date(year, 1, 10), ends_on=date(year, 12, 20)))  # fmt: skip
    assert (moved.first_day, moved.last_day) == (date(year, 2, 1), date(year, 2, last))
    assert moved.period_to == date(year, 2, last)


@given(year=st.integers(2015, 2099), last=st.integers(1, 28), hour=st.integers(1, 23))
def test_the_cut_that_ends_with_the_school_year_ends_with_the_new_one(
    year: int, last: int, hour: int
) -> None:
    target = replace(school_year(year), ends_on=date(year, 12, last))
    *_, december = cuts_of_year(CUTS["implementation"], source=SHIPPED, target=target)
    assert december.last_day == target.ends_on == december.period_to
    early = datetime(2024, 12, 20, hour, tzinfo=LIMA)
    *before, third = CUTS["implementation"]
    *_, december = cuts_of_year(
        [*before, replace(third, closes_at=early)], source=SHIPPED, target=target
    )
    assert december.closes_at == datetime(year, 12, last, hour, tzinfo=LIMA)


@given(
    source_year=st.integers(2015, 2099),
    year=st.integers(2015, 2099),
    edges=st.lists(
        st.datetimes(datetime(2024, 1, 1), datetime(2024, 12, 31)),  # noqa: DTZ001  told in Lima below
        min_size=2,
        max_size=8,
        unique=True,
    ),
)
def test_windows_of_any_hours_never_cross_in_another_year(
    source_year: int, year: int, edges: list[datetime]
) -> None:
    assume(source_year % 4 == 0 or not any((e.month, e.day) == (2, 29) for e in edges))
    assume(source_year != 2100)
    ordered = sorted(edge.replace(year=source_year, tzinfo=LIMA) for edge in edges)
    windows = list(zip(ordered[::2], ordered[1::2], strict=False))
    day = date(source_year, 6, 1)
    cuts = [Cut(n, CutStage.PROCESS, a, b, day, day) for n, (a, b) in enumerate(windows, start=1)]
    source = replace(school_year(source_year), ends_on=date(source_year, 12, 31))
    target = replace(school_year(year), ends_on=date(year, 12, 31))
    moved = cuts_of_year(cuts, source=source, target=target)
    assert all(a.closes_at <= b.opens_at for a, b in pairwise(moved))
    assert all(cut.opens_at <= cut.closes_at for cut in moved)


@every_stream
@pytest.mark.parametrize("year", [2024, 2026])
def test_in_a_demonstration_exactly_one_cut_is_open_all_of_every_day(
    stream: str, year: int
) -> None:
    copied = cuts_of_year(CUTS[stream], source=SHIPPED, target=school_year(year))
    for today in days_of(year):
        moved = demonstration_cuts(copied, today)
        open_all_day = [c for c in moved if c.first_day <= today <= c.last_day]
        assert len(open_all_day) == 1, today
        (open_cut,) = open_all_day
        assert open_cut.opens_at <= start_of(today) < start_of(today + ONE_DAY)
        assert start_of(today + ONE_DAY) <= open_cut.closes_at
        assert in_order(moved), today
        assert contiguous(moved), today
        assert open_cut.period_from <= today <= open_cut.period_to, today


@every_stream
def test_a_demonstration_moves_one_window_and_no_further_than_needed(stream: str) -> None:
    copied = cuts_of_year(CUTS[stream], source=SHIPPED, target=school_year(2026))
    for today in days_of(2026):
        moved = demonstration_cuts(copied, today)
        shifts = [abs(a.opens_at - b.opens_at) for a, b in zip(copied, moved, strict=True)]
        lengths = [c.closes_at - c.opens_at for c in moved]
        assert lengths == [c.closes_at - c.opens_at for c in copied]
        nearest = min(max(c.first_day - today, today - c.last_day, timedelta(0)) for c in copied)
        assert sum(shifts, timedelta(0)) == nearest, today
        assert sum(shift > timedelta(0) for shift in shifts) <= 1, today


@every_stream
def test_a_demonstration_that_is_open_today_already_is_left_alone(stream: str) -> None:
    for cut in CUTS[stream]:
        for today in (cut.first_day, cut.last_day):
            assert demonstration_cuts(CUTS[stream], today) == CUTS[stream]


def test_a_demonstration_kept_day_by_day_keeps_one_cut_open() -> None:
    cuts: tuple[Cut, ...] = CUTS["implementation"]
    for today in days_of(2024):
        cuts = demonstration_cuts(cuts, today)
        assert sum(c.first_day <= today <= c.last_day for c in cuts) == 1, today
        assert in_order(cuts), today


def test_of_two_cuts_as_near_the_coming_one_opens() -> None:
    june, september, december = CUTS["implementation"]
    today = date(2024, 10, 31)  # 31 days after September, 31 before December
    _, _, moved = demonstration_cuts([june, september, december], today)
    assert moved.first_day == today


def test_a_stream_without_cuts_stays_without() -> None:
    assert demonstration_cuts([], date(2026, 1, 1)) == ()


REQUEST = YearRequest(2025, 2024, date(2025, 3, 17), date(2025, 12, 19), None, demonstration=False)
FACTS = OpeningFacts(SHIPPED, CUTS, present=False, opened_by=None)
TODAY = date(2025, 1, 20)


def plan(request: YearRequest, facts: OpeningFacts = FACTS) -> YearPlan:
    opened = open_year(request, facts, today=TODAY)
    assert opened is not None
    return opened


def test_the_year_2025_has_the_months_of_2024_and_its_own_end() -> None:
    opened = plan(REQUEST)
    windows = {
        stream: [(cut.first_day, cut.last_day) for cut in cuts]
        for stream, cuts in opened.cuts.items()
    }
    june = (date(2025, 6, 1), date(2025, 6, 30))
    september = (date(2025, 9, 1), date(2025, 9, 30))
    november = (date(2025, 11, 1), date(2025, 11, 30))
    assert windows == {
        "implementation": [june, september, (date(2025, 12, 1), date(2025, 12, 19))],
        "coordinator": [
            (date(2025, 4, 1), date(2025, 4, 30)),
            (date(2025, 7, 1), date(2025, 7, 31)),
            november,
        ],
        "teacher_accompaniment": [june, september, november],
    }
    assert all(cuts[0].period_from == REQUEST.starts_on for cuts in opened.cuts.values())
    assert opened.year.weekly_hours == 45


def test_a_demonstration_year_has_a_cut_of_each_stream_open_today() -> None:
    opened = plan(replace(REQUEST, demonstration=True))
    for cuts in opened.cuts.values():
        assert sum(cut.first_day <= TODAY <= cut.last_day for cut in cuts) == 1


@pytest.mark.parametrize(
    ("faulty", "found"),
    [
        ({"starts_on": date(2024, 3, 17)}, [("/starts_on", "not-in-year")]),
        ({"ends_on": date(2026, 1, 9)}, [("/ends_on", "not-in-year")]),
        ({"ends_on": date(2025, 3, 17)}, [("/ends_on", "ends-before-start")]),
        (
            {"starts_on": date(2026, 1, 1)},
            [("/starts_on", "not-in-year"), ("/ends_on", "ends-before-start")],
        ),
        ({"ends_on": date(2025, 11, 15)}, [("/ends_on", "cut-does-not-fit")]),
        ({"starts_on": date(2025, 5, 5)}, [("/starts_on", "cut-does-not-fit")]),
    ],
)
def test_a_year_that_cannot_be_opened_is_told_why(
    faulty: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidYear) as refused:
        plan(replace(REQUEST, **faulty))
    assert [(each.field, each.code) for each in refused.value.findings] == found


def test_a_year_is_copied_from_one_that_is_open() -> None:
    with pytest.raises(InvalidYear) as refused:
        plan(REQUEST, OpeningFacts(None, {}, present=False, opened_by=None))
    assert [(each.field, each.code) for each in refused.value.findings] == [
        ("/copy_from", "unknown-year")
    ]


def test_a_day_of_a_leap_year_that_the_new_one_lacks_is_told_not_dropped() -> None:
    leap = Cut(
        1, CutStage.DIAGNOSTIC, start_of(date(2024, 2, 29)), start_of(date(2024, 3, 1)),
        date(2024, 2, 1), date(2024, 2, 29),
    )  # fmt: skip
    source = replace(SHIPPED, starts_on=date(2024, 2, 1))
    facts = OpeningFacts(source, {"implementation": [leap]}, present=False, opened_by=None)
    with pytest.raises(InvalidYear, match="2025"):
        plan(replace(REQUEST, starts_on=date(2025, 2, 1)), facts)


OPENED_BY = replace(REQUEST, weekly_hours=45)


@pytest.mark.parametrize("again", [REQUEST, OPENED_BY])
def test_the_same_request_finds_the_year_it_opened(again: YearRequest) -> None:
    facts = OpeningFacts(SHIPPED, CUTS, present=True, opened_by=OPENED_BY)
    assert open_year(again, facts, today=TODAY) is None


@pytest.mark.parametrize(
    "other",
    [
        {"copy_from": 2023},
        {"starts_on": date(2025, 3, 10)},
        {"ends_on": date(2025, 12, 12)},
        {"weekly_hours": 40},
        {"demonstration": True},
    ],
)
def test_another_request_for_an_open_year_is_refused(other: dict[str, Any]) -> None:
    facts = OpeningFacts(SHIPPED, CUTS, present=True, opened_by=OPENED_BY)
    with pytest.raises(YearAlreadyOpen):
        open_year(replace(REQUEST, **other), facts, today=TODAY)


def test_the_shipped_year_was_opened_by_no_request() -> None:
    facts = OpeningFacts(SHIPPED, CUTS, present=True, opened_by=None)
    with pytest.raises(YearAlreadyOpen):
        open_year(REQUEST, facts, today=TODAY)
