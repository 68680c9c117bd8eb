"""Visits to lessons: planned, agreed or declined, moved, called off, done or not done."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import MORNING
from tests.school_year.diary import Visit
from tests.school_year.people import School, Year

LESSON = timedelta(minutes=45)
WHY = {"reason": "La docente salió en comisión."}
STAGES = {3: "diagnosis", 4: "diagnosis", 5: "diagnosis", 6: "diagnosis"}
"""By month; process until September, closing after it."""


def drafted(visit: Visit) -> dict[str, Any]:
    month = visit.starts_at.month
    return {
        "institution": visit.school,
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
    await year.service.do(visitor, "PUT", f"/v1/visits/{visit.id}", drafted(visit))
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


async def record_done(year: Year, visit: Visit, *, seen: bool = False) -> None:
    """As it was: it began some minutes late and lasted a while."""
    visit.began_at = visit.starts_at + timedelta(minutes=year.chance.randint(0, 9))
    visit.finished_at = visit.began_at + timedelta(minutes=year.chance.randint(35, 50))
    path = f"/v1/visits/{visit.id}/done"
    await year.service.do(visit.visitor, "PUT", path, took(visit), seen=seen)
    visit.state = "done"


def took(visit: Visit) -> dict[str, Any]:
    assert visit.began_at
    assert visit.finished_at
    return {
        "began_at": visit.began_at.isoformat(),
        "finished_at": visit.finished_at.isoformat(),
        "students_present": 24,
    }
