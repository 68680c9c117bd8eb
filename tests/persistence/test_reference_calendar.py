"""Calendar, streams and weekly hours that the product ships: what they must say."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from persistence.reference import reading as reference
from persistence.reference.reading import CutDates, StreamPlan, WorkloadNode
from tests.persistence.reference import CALENDAR, STREAMS

every_stream = pytest.mark.parametrize("code", sorted(STREAMS))


def test_the_school_year_runs_from_11_march_to_20_december() -> None:
    year = CALENDAR.school_year
    assert (year.starts_on, year.ends_on) == (date(2024, 3, 11), date(2024, 12, 20))
    assert year.weekly_hours == 45
    assert (CALENDAR.year, CALENDAR.time_zone) == (2024, "America/Lima")


def test_three_streams_have_three_cuts_in_their_months() -> None:
    assert {code: [cut.month for cut in each.cuts] for code, each in STREAMS.items()} == {
        "implementation": [6, 9, 12],
        "coordinator": [4, 7, 11],
        "teacher_accompaniment": [6, 9, 11],
    }


@every_stream
def test_cuts_are_numbered_staged_and_do_not_overlap(code: str) -> None:
    cuts = STREAMS[code].cuts
    assert [(cut.ordinal, cut.stage) for cut in cuts] == [
        (1, "diagnostic"),
        (2, "process"),
        (3, "closing"),
    ]
    assert all(before.closes_on < after.opens_on for before, after in pairwise(cuts))
    assert all(cut.opens_on <= cut.closes_on for cut in cuts)


def last_day(cut: CutDates) -> date:
    following = cut.opens_on.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


@every_stream
def test_a_window_is_its_whole_month_but_december_ends_with_the_year(code: str) -> None:
    for cut in STREAMS[code].cuts:
        assert (cut.opens_on.month, cut.opens_on.day) == (cut.month, 1)
        assert cut.closes_on == min(last_day(cut), CALENDAR.school_year.ends_on)


@every_stream
def test_periods_follow_one_another_without_gaps_up_to_the_close(code: str) -> None:
    cuts = STREAMS[code].cuts
    assert cuts[0].period_from == CALENDAR.school_year.starts_on
    assert all(cut.period_to == cut.closes_on for cut in cuts)
    for before, after in pairwise(cuts):
        assert after.period_from == before.period_to + timedelta(days=1)


def test_a_stream_is_who_declares_about_whom_with_what_and_who_reviews() -> None:
    assert {code: settings_of(stream) for code, stream in STREAMS.items()} == {
        "implementation": (
            ("ugel",),
            "institution",
            "declarant",
            {"ugel": "ficha-implementacion"},
            "dre",
        ),
        "coordinator": (
            ("director",),
            "coordinator",
            "subject",
            {"cp": "ficha-cp", "ct": "ficha-ct"},
            "ugel",
        ),
        "teacher_accompaniment": (
            ("cp", "ct"),
            "teacher",
            "declarant",
            {"cp": "matriz-dialogo", "ct": "ficha-tutoria-grupal"},
            "director",
        ),
    }
    assert all(stream.review_required for stream in STREAMS.values())


def test_every_stage_has_its_words() -> None:
    used = {cut.stage for stream in STREAMS.values() for cut in stream.cuts}
    assert CALENDAR.stage_labels.keys() == used
    assert CALENDAR.stage_labels["process"].es == "Proceso"


def test_a_year_that_is_not_shipped_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        reference.calendar(2031)


def hours(nodes: tuple[WorkloadNode, ...]) -> list[object]:
    return [[node.hours, hours(node.children)] if node.children else node.hours for node in nodes]


def test_the_weeks_of_both_coordinators_are_those_of_the_norm() -> None:
    plans = {plan.role: plan for plan in reference.workloads()}
    assert hours(plans["cp"].lines) == [12, [16, [8, 4, 4]], 2, 2]
    assert hours(plans["ct"].lines) == [12, [12, [6, 3, 3]], 4, 2, 2]
    assert {plan.total for plan in plans.values()} == {32}
    assert {plan.unit for plan in plans.values()} == {"horas pedagógicas a la semana"}


def sums_up(nodes: tuple[WorkloadNode, ...], whole: int) -> bool:
    """Parts with hours, each code once, that make their whole, all the way down."""
    return (
        sum(node.hours for node in nodes) == whole
        and all(node.hours > 0 for node in nodes)
        and len({node.code for node in nodes}) == len(nodes)
        and all(sums_up(node.children, node.hours) for node in nodes if node.children)
    )


def settings_of(stream: StreamPlan) -> tuple[object, ...]:
    roles, chosen_by = stream.declarant_roles, stream.instrument_by
    return (roles, stream.subject_kind, chosen_by, dict(stream.instruments), stream.reviewer_role)


@pytest.mark.parametrize("plan", reference.workloads(), ids=lambda plan: plan.role)
def test_the_shipped_weeks_add_up(plan: reference.WorkloadPlan) -> None:
    assert sums_up(plan.lines, plan.total)
