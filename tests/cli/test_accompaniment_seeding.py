"""The accompaniment of the demonstration: every state there is, by the product's own rules, and
the days on which the walk-through can live through a visit."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from demonstration.accompaniment.days import SchoolDays
from demonstration.accompaniment.visit_plan import Fate, Pace, visits_of
from demonstration.schools import MAIN_SCHOOL
from demonstration.walkthrough.accompaniment import hours_of
from domain.access.roles import Role
from domain.peru_time import LIMA
from tests.cli.seeding import HARD_DAYS, MORNING, keep
from tests.world import Connection

TEACHERS = 8
STATES = {
    "classroom_visit": {"planned", "confirmed", "done", "not_done", "cancelled", "moved"},
    "reflective_dialogue": {"preparing", "prepared", "held", "agreed", "disagreed"},
    "commitment": {"open", "met", "not_met", "carried_over"},
    "accompaniment_plan": {"submitted", "returned", "in_execution"},
    "collaborative_session": {"scheduled", "held", "minuted", "cancelled"},
    "learning_assessment": {"recorded", "returned", "validated"},
    "referral": {"attended"},
}
COUNTED = (
    *STATES,
    "workload_assignment",
    "work_entry",
    "tutoring_record",
    "school_action",
    "report_draft",
    "booking",
    "event",
)
ASKS_FOR_ANOTHER = "select count(*) from classroom_visit where status = 'planned' and reason <> ''"
OVERDUE = "select count(*) from commitment where status = 'open' and due_on < $1"
UNCARRIED = """
select count(*) from commitment c where c.status = 'carried_over'
and not exists (select from commitment n where n.carried_from = c.id)
"""
DRAFTS = """
select o.subject, jsonb_array_length(d.content -> 'observations') as observations, exists (
    select from classroom_visit v, jsonb_array_elements(d.content -> 'observations') f
    where v.id::text = f ->> 'id'
) as from_work
from report_draft d join obligation o on o.id = d.obligation_id order by o.subject
"""
AHEAD_OF_NOW = """
select count(*) from classroom_visit where coalesce(finished_at, confirmed_at) > $1
union all select count(*) from reflective_dialogue where held_to > $1
union all select count(*) from event where at > $1
"""


@pytest.mark.slow
async def test_every_state_is_there_and_something_is_late(connection: Connection) -> None:
    await keep(connection, MORNING)
    for table, states in STATES.items():
        rows = await connection.fetch(f"select distinct status from {table}")
        assert {row[0] for row in rows} == states, table
    assert await connection.fetchval(ASKS_FOR_ANOTHER) == 2
    assert await connection.fetchval(OVERDUE, MORNING.date()) > 0
    assert await connection.fetchval(UNCARRIED) == 0
    in_pat = "select count(*) from accompaniment_plan where pat_at is not null"
    assert await connection.fetchval(in_pat) == 4


@pytest.mark.slow
async def test_nothing_happened_after_today(connection: Connection) -> None:
    await keep(connection, MORNING)
    assert [row[0] for row in await connection.fetch(AHEAD_OF_NOW, MORNING)] == [0, 0, 0]


@pytest.mark.slow
async def test_two_reports_are_begun_one_of_them_from_the_work(connection: Connection) -> None:
    await keep(connection, MORNING)
    cp, ct = await connection.fetch(DRAFTS)
    assert (cp["subject"], cp["from_work"]) == ("cp", True)
    assert cp["observations"] > 1
    assert (ct["subject"], ct["observations"], ct["from_work"]) == ("ct", 1, False)


@pytest.mark.slow
async def test_a_later_start_and_a_new_year_do_none_of_it_twice(connection: Connection) -> None:
    async def counts() -> dict[str, int]:
        return {t: await connection.fetchval(f"select count(*) from {t}") for t in COUNTED}

    await keep(connection, MORNING)
    first = await counts()
    await keep(connection, MORNING + timedelta(minutes=5))
    assert await counts() == first
    await keep(connection, MORNING + timedelta(days=150))
    years = "select year, count(*) from classroom_visit group by year order by year"
    this, following = await connection.fetch(years)
    assert (this["year"], following["year"]) == (2026, 2027)
    assert this["count"] == first["classroom_visit"]


@pytest.mark.slow
@pytest.mark.parametrize("day", HARD_DAYS, ids=lambda d: f"{d:%Y-%m-%d}")
async def test_on_any_day_the_school_year_holds_today(
    connection: Connection, day: datetime
) -> None:
    await keep(connection, day)
    held = "select count(*) from school_year where year = $1 and $2 between starts_on and ends_on"
    assert await connection.fetchval(held, day.year, day.date()) == 1
    plans = "select count(*) from accompaniment_plan where subpath(place, 3, 1)::text = $1"
    assert await connection.fetchval(plans, MAIN_SCHOOL) == 3


def days(now: datetime = MORNING) -> SchoolDays:
    return SchoolDays(date(2026, 3, 11), date(2026, 12, 20), now)


def test_half_a_year_is_told_and_never_this_week() -> None:
    weeks = days().weeks()
    assert len(weeks) == 26
    assert weeks[-1] == date(2026, 11, 16)
    assert all(week.weekday() == 0 for week in weeks)


def test_a_year_that_has_just_begun_has_no_weeks_behind() -> None:
    assert days(datetime(2026, 3, 13, 9, tzinfo=LIMA)).weeks() == []


def test_a_year_that_is_over_has_no_days_ahead() -> None:
    assert list(days(datetime(2026, 12, 20, 9, tzinfo=LIMA)).ahead()) == []


def test_nobody_is_in_two_lessons_and_one_teacher_waits() -> None:
    visits = visits_of(days(), Pace.WHOLE, TEACHERS)
    assert {visit.teacher for visit in visits} == set(range(TEACHERS - 1))
    for who in ("role", "teacher"):
        times = Counter((getattr(visit, who), visit.starts_at) for visit in visits)
        assert set(times.values()) == {1}
    assert {visit.fate for visit in visits} == set(Fate)
    assert Counter(visit.role for visit in visits) == {Role.CP: 52, Role.CT: 13}


@pytest.mark.parametrize("hour", ["00:06", "00:40", "09:00", "14:35", "23:49", "23:58"])
def test_a_visit_can_be_lived_through_now(hour: str) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{hour}:30-05:00")
    hours = hours_of(now)
    assert hours is not None
    assert hours.began < hours.finished < hours.talked == now < hours.ends
    assert {hours.began.date(), hours.ends.date()} == {now.date()}
    assert timedelta(minutes=20) <= hours.ends - hours.began <= timedelta(minutes=180)


@pytest.mark.parametrize("hour", ["00:00:30", "00:04:59", "23:59:30"])
def test_around_midnight_there_are_no_lessons(hour: str) -> None:
    assert hours_of(datetime.fromisoformat(f"2026-11-23T{hour}-05:00")) is None
