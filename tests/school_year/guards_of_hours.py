"""Each guard of hours refuses once: templates, what is given, what is entered."""

from datetime import date
from uuid import uuid4

from tests.school_year.days import YEAR, cut_code, day_of
from tests.school_year.diary import Assignment
from tests.school_year.people import School, Year

TEMPLATE = f"/v1/years/{YEAR}/workloads/cp"
SMALL = {
    "norm": "RVM 326-2019-MINEDU",
    "total": 12,
    "lines": [{"code": "sesiones", "name": "Dictado", "hours": 12, "proof": "entries"}],
}


def assignment(school: School, **more: object) -> dict[str, object]:
    its = {"year": YEAR, "institution": school.code, "role": "cp", "actor_id": str(school.cp)}
    return its | more


async def before_publication(year: Year, school: School) -> None:
    """A draft is nobody's measure yet, and is changed by whoever saw it as it is."""
    refuse, minedu = year.service.refuse, year.minedu
    given = f"/v1/workload-assignments/{uuid4()}"
    await refuse("workload-not-published", school.director, "PUT", given, assignment(school))
    await refuse("version-required", minedu, "PUT", TEMPLATE, SMALL)
    await refuse("stale-version", minedu, "PUT", TEMPLATE, SMALL, tag='"99"')
    seen = (await year.service.ask(minedu, "GET", TEMPLATE)).headers["etag"]
    faults = await refuse(
        "invalid-workload", minedu, "PUT", TEMPLATE, SMALL | {"total": 13}, tag=seen
    )
    assert faults == ["does-not-add-up"]


async def once_published(year: Year, school: School, given: Assignment) -> None:
    """What is published stays, and what is given is somebody's."""
    refuse, director = year.service.refuse, school.director
    await refuse("workload-published", year.minedu, "PUT", TEMPLATE, SMALL, tag='"1"')
    mine, new = (f"/v1/workload-assignments/{id}" for id in (given.id, uuid4()))
    nowhere = {"shares": [{"code": "deporte", "hours": 1}], "justification": "Taller de deporte."}
    faults = await refuse("invalid-assignment", director, "PUT", new, assignment(school, **nowhere))
    assert faults == ["unknown-line"]
    teacher = str(school.teachers[0])
    await refuse("post-not-held", director, "PUT", new, assignment(school, actor_id=teacher))
    await refuse("hours-already-assigned", director, "PUT", new, assignment(school))
    of_another = assignment(school, role="ct", actor_id=str(school.ct))
    await refuse("assignment-is-anothers", director, "PUT", mine, of_another)


async def of_whoever_directs_for_a_time(year: Year, school: School) -> None:
    """Who coordinates gives themselves no hours."""
    new = f"/v1/workload-assignments/{uuid4()}"
    await year.service.refuse("own-hours", school.cp, "PUT", new, assignment(school))


async def of_entries(year: Year, given: Assignment) -> None:
    """Only what nothing else proves is entered, and no more than a day holds."""
    refuse, today = year.service.refuse, day_of(year.clock.moment).isoformat()
    entry = f"/v1/workload-assignments/{given.id}/entries/{uuid4()}"
    visits = {"line": "visitas", "worked_on": today, "minutes": 45}
    assert await refuse("invalid-work-entry", given.person, "PUT", entry, visits) == [
        "proved-otherwise"
    ]
    whole = {"line": "sesiones", "worked_on": today, "minutes": 720}
    await refuse("day-is-full", given.person, "PUT", entry, whole)


async def once_consolidated(year: Year, given: Assignment, day: date) -> None:
    """What was done by then is published."""
    entry = f"/v1/workload-assignments/{given.id}/entries/{uuid4()}"
    late = {"line": "sesiones", "worked_on": day.isoformat(), "minutes": 45}
    await year.service.refuse("hours-consolidated", given.person, "PUT", entry, late)


async def once_the_year_is(year: Year, school: School, given: Assignment) -> None:
    """No hours change any more."""
    path = f"/v1/workload-assignments/{given.id}"
    seen = (await year.service.ask(school.director, "GET", path)).headers["etag"]
    fewer = {
        "shares": [{"code": "sesiones", "hours": 9}], "justification": "Una sección menos ahora.",
    }  # fmt: skip
    body = assignment(school, **fewer)
    await year.service.refuse(
        "hours-year-consolidated", school.director, "PUT", path, body, tag=seen
    )


async def consolidate(year: Year, cut: int) -> None:
    """By the ministry, once nothing of the cut is received any more."""
    path = f"/v1/report-cuts/{cut_code(cut)}/consolidation"
    await year.service.do(year.minedu, "POST", path)
