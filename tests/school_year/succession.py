"""What one leaves and another takes up: promises of sessions, visits and sessions of leavers."""

from datetime import date

from tests.school_year import guards_of_school_work, meeting, visiting
from tests.school_year.days import YEAR
from tests.school_year.diary import Session
from tests.school_year.people import School, Year


async def promise_in_sessions(year: Year, school: School, earlier: Session) -> None:
    """What one session left is carried over by the next, of the same day."""
    first, later = [
        await meeting.convene(year, school, "rtc", "cp", date(YEAR, 5, 12), "forgotten")
        for _ in range(2)
    ]
    await year.agenda.live_until(later.ends_at)
    await meeting.attend(year, first)
    await meeting.minute(year, first)
    promised = year.diary.commitments[-1]
    guards = guards_of_school_work.of_what_sessions_promised
    await guards(year, earlier, promised, later)
    await meeting.review(year, school.cp, promised, later, "carried_over")


async def somebody_leaves(year: Year, school: School) -> Session:
    """A teacher and the CT, with visits and a session to come; the session."""
    gone, before = school.teachers.pop(0), school.ct
    for role, teacher in (("cp", gone), ("ct", school.tutors[0])):
        visit = await visiting.plan_visit(year, school, role, teacher, date(YEAR, 8, 12))
        await visiting.confirm(year, visit)
    to_come = await meeting.convene(year, school, "workshop", "ct", date(YEAR, 8, 5), "forgotten")
    for person in (gone, before):
        await year.leave(school, person, date(YEAR, 7, 31))
    assert [v.state for v in year.diary.visits[-2:]] == ["cancelled", "cancelled"]
    return to_come
