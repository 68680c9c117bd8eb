"""A whole year of one school through the API: every state passed, every guard refused once, its
figures at each look those that were reckoned apart."""

import pytest

from domain.errors import kinds
from tests.clock import Clock
from tests.school_year.guards_of_reports import REFUSED
from tests.school_year.looking import Look
from tests.school_year.people import Year
from tests.school_year.reckoning_hours import days_off
from tests.school_year.service import MACHINES, Service
from tests.school_year.story import Story

pytestmark = pytest.mark.slow

OF_THE_AREA = (
    "collaborative_sessions", "commitments", "dialogues", "learning_assessments", "plans",
    "referrals", "school_actions", "school_breaks", "school_work", "visits", "work_entries",
    "workload_assignments", "workloads",
)  # fmt: skip
GUARDED = ("bookings", "errors", *(f"accompaniment.{name}" for name in OF_THE_AREA))
"""Modules of the domain that the work between the cuts is decided by."""


@pytest.fixture(scope="module")
async def story(service: Service, clock: Clock) -> Story:
    story = Story(Year(service, clock, seed=2025))
    await story.tell()
    return story


async def test_what_is_told_is_what_was_reckoned_apart(story: Story) -> None:
    assert len(story.looks) == 7
    for day, looks in story.looks.items():
        for look in looks:
            assert look.shown == look.reckoned, (day, look.what)


async def test_every_state_was_passed(story: Story) -> None:
    every = {(machine, state) for machine, states in MACHINES.items() for state in states}
    assert story.year.service.states == every


async def test_every_guard_refused_once(story: Story) -> None:
    modules = tuple(f"domain.{name}" for name in GUARDED)
    guards = {kind.code for kind in kinds() if kind.__module__.startswith(modules)}
    assert len(guards) > 50
    assert (guards | REFUSED) - story.year.service.codes == set()


async def test_it_was_a_year_of_a_whole_school(story: Story) -> None:
    """What is equal is not equal because it is nothing."""
    diary = story.year.diary
    done = [visit for visit in diary.visits if visit.state == "done"]
    assert len(done) > 50
    assert {visit.role for visit in done} == {"cp", "ct"}
    assert len({visit.visitor for visit in done}) == 3, "a CP, a CT and the CT's successor"
    assert {report.state for report in diary.reports} == {"submitted", "approved", "annulled"}
    assert {each.what for each in diary.tutoring} == {
        "group", "individual", "participation", "families", "guidance",
    }  # fmt: skip
    promised = {each.state for each in diary.commitments if each.session}
    assert promised >= {"met", "not_met", "carried_over"}, "in sessions too"
    assert len(days_off(diary, story.school.code)) == 29, "counted by hand"
    late = {what for looks in story.looks.values() for what in _late(looks)}
    assert len(late) >= 7, late


def _late(looks: list[Look]) -> set[str]:
    (shown,) = [look.shown for look in looks if look.what == "late"]
    return {what for what, *_ in shown}
