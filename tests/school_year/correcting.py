"""What was told of a visit, told otherwise by whoever told it (record 0022)."""

from datetime import timedelta

from tests.school_year import visiting
from tests.school_year.diary import Visit
from tests.school_year.people import Year


async def took_longer(year: Year, visit: Visit) -> None:
    """Another hour and another lesson than was told first."""
    path = await look(year, visit)
    visit.began_at = visit.starts_at + timedelta(minutes=year.chance.randint(0, 9))
    visit.finished_at = visit.began_at + timedelta(minutes=year.chance.randint(35, 50))
    body = visiting.took(visit) | {"students_present": 19}
    await year.service.do(visit.visitor, "PUT", f"{path}/done", body, seen=True)
    other = visiting.drafted(visit) | {"section": "2.º C"}
    await year.service.do(visit.visitor, "PUT", path, other, seen=True)


async def was_not_done(year: Year, visit: Visit) -> None:
    path = await look(year, visit)
    await year.service.do(visit.visitor, "PUT", f"{path}/not-done", visiting.WHY, seen=True)
    visit.state, visit.began_at, visit.finished_at = "not_done", None, None


async def was_done(year: Year, visit: Visit) -> None:
    """Of one that was told as not done."""
    await look(year, visit)
    await visiting.record_done(year, visit, seen=True)


async def look(year: Year, visit: Visit) -> str:
    """As it stands: an agreement or a dialogue may have raised its version."""
    path = f"/v1/visits/{visit.id}"
    await year.service.do(visit.visitor, "GET", path)
    return path
