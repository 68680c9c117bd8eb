"""Visits to lessons: planned, agreed or declined, moved, called off, done or not done."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import A_DAY, MORNING, at, day_of
from tests.school_year.diary import Visit
from tests.school_year.people import School, Year

LESSON = timedelta(minutes=45)
WHY = {"reason": "La docente salió en comisión."}
STAGES = {3: "diagnosis", 4: "diagnosis", 5: "diagnosis", 6: "diagnosis"}
"""By month; process until September, closing after it."""

Follows = Callable[[Visit], Awaitable[None]]


def drafted(school: School, visit: Visit) -> dict[str, Any]:
    month = visit.starts_at.month
    return {
        "institution": school.code,
        "role": visit.role,
        "teacher_id": str(visit.teacher),
        "stage": STAGES.get(month, "process" if month < 10 else "closing"),
        "section": "2.º B",
        "area": "Matemática",
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
    }


async def plan_visit(year: Year, school: School, role: str, teacher: UUID, day: date) -> Visit:
    """At the first hour that both have free from a day on."""
    visitor = school.coordinator(role)
    starts = year.hours.take((visitor, teacher), day, MORNING)
    visit = Visit(uuid4(), school.code, visitor, role, teacher, starts, starts + LESSON)
    await year.service.do(visitor, "PUT", f"/v1/visits/{visit.id}", drafted(school, visit))
    year.diary.visits.append(visit)
    return visit


async def confirm(year: Year, visit: Visit) -> None:
    path = f"/v1/me/visits/{visit.id}/confirmation"
    await year.service.do(visit.teacher, "PUT", path)
    visit.state = "confirmed"


async def decline(year: Year, visit: Visit) -> None:
    """It stays planned, with the teacher's reason."""
    await year.service.do(visit.teacher, "PUT", f"/v1/me/visits/{visit.id}/refusal", WHY)
    visit.state = "planned"


async def move(year: Year, visit: Visit, day: date) -> Visit:
    """To another day; another visit carries it on."""
    starts = year.hours.take((visit.visitor, visit.teacher), day, MORNING)
    later = Visit(
        uuid4(), visit.school, visit.visitor, visit.role, visit.teacher, starts, starts + LESSON
    )
    times = {"starts_at": starts.isoformat(), "ends_at": later.ends_at.isoformat()}
    path = f"/v1/visits/{visit.id}/moves/{later.id}"
    await year.service.do(visit.visitor, "PUT", path, times | WHY)
    await year.service.do(visit.visitor, "GET", f"/v1/visits/{visit.id}")
    visit.state = "moved"
    year.diary.visits.append(later)
    return later


async def cancel(year: Year, visit: Visit) -> None:
    await year.service.do(visit.visitor, "PUT", f"/v1/visits/{visit.id}/cancellation", WHY)
    visit.state = "cancelled"


async def miss(year: Year, visit: Visit) -> None:
    await year.service.do(visit.visitor, "PUT", f"/v1/visits/{visit.id}/not-done", WHY)
    visit.state = "not_done"


async def record_done(year: Year, visit: Visit) -> None:
    """As it was: it began some minutes late and lasted a while."""
    visit.began_at = visit.starts_at + timedelta(minutes=year.chance.randint(0, 9))
    visit.finished_at = visit.began_at + timedelta(minutes=year.chance.randint(35, 50))
    took = {
        "began_at": visit.began_at.isoformat(),
        "finished_at": visit.finished_at.isoformat(),
        "students_present": 24,
    }
    await year.service.do(visit.visitor, "PUT", f"/v1/visits/{visit.id}/done", took)
    visit.state = "done"


COURSES = (
    "agreed", "without-notice", "declined-then-moved", "moved", "declined-then-agreed",
    "cancelled", "missed", "forgotten", "agreed-then-declined",
)  # fmt: skip
"""What may become of a visit."""


def let_it_come(year: Year, visit: Visit, course: str, follows: Follows) -> None:
    """Put on the agenda what becomes of a planned visit; `follows` a visit that was done."""
    day, agenda = day_of(visit.starts_at), year.agenda

    def on(moment: datetime, act: Callable[[], Awaitable[None]]) -> None:
        agenda.put(max(moment, year.clock.moment), act)

    async def done() -> None:
        await record_done(year, visit)
        await follows(visit)

    async def moved() -> None:
        let_it_come(year, await move(year, visit, day + 2 * A_DAY), "agreed", follows)

    before, after = at(day - 3 * A_DAY, 18), at(day, 13, 30)
    if "declined" in course and course != "agreed-then-declined":
        on(before, lambda: decline(year, visit))
    if "agreed" in course or course == "forgotten":
        on(before + timedelta(hours=1), lambda: confirm(year, visit))
    if course == "agreed-then-declined":
        on(before + timedelta(hours=2), lambda: decline(year, visit))
    if "moved" in course:
        on(before + timedelta(hours=2), moved)
    elif course == "cancelled":
        on(before + timedelta(hours=2), lambda: cancel(year, visit))
    elif course in {"missed", "agreed-then-declined"}:
        on(after, lambda: miss(year, visit))
    elif course != "forgotten":
        on(after, done)
