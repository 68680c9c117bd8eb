"""Plans in force are amended, and fall to whoever comes after their author (record 0021); each
guard of an amendment refuses once."""

from uuid import UUID, uuid4

from tests.school_year import planning
from tests.school_year.diary import Plan
from tests.school_year.people import School, Year

WHY = {"reason": "Llegaron docentes nuevos."}
NOTE = {"note": "Diga a quién deja de visitar."}


def amended(school: School, plan: Plan, *, visits: int) -> dict[str, object]:
    """The plan, with so many visits to each."""
    whole = planning.plan_of(school, plan.kind, school.teachers)
    content = {n: v for n, v in whole.items() if n not in {"institution", "year", "kind"}}
    return content | WHY | {"teachers": [t | {"visits": visits} for t in whole["teachers"]]}


async def _act(year: Year, who: UUID, path: str, act: str, body: object = None) -> None:
    await year.service.do(who, "GET", path)
    await year.service.do(who, "POST", f"{path}/{act}", body, seen=True)


async def submit(year: Year, school: School, plan: Plan, by: UUID | None = None) -> str:
    """One is written and submitted; its path."""
    path, by = f"/v1/plans/{plan.id}/amendments/{uuid4()}", by or plan.author
    await year.service.do(by, "PUT", path, amended(school, plan, visits=9))
    await _act(year, by, path, "submission")
    return path


async def amend(year: Year, school: School, plan: Plan) -> None:
    """Given back, submitted again and approved; meanwhile what was approved is the plan."""
    refuse, mine = year.service.refuse, plan.author
    empty = amended(school, plan, visits=8) | {"reason": ""}
    path, other = (f"/v1/plans/{plan.id}/amendments/{uuid4()}" for _ in range(2))
    await year.service.do(mine, "PUT", path, empty)
    faults = await refuse("invalid-plan", mine, "POST", f"{path}/submission", seen=True)
    assert "reason-missing" in faults
    await refuse("not-found", school.director, "POST", f"{path}/approval", tag='"1"')
    await refuse("amendment-open", mine, "PUT", other, amended(school, plan, visits=3))
    body = amended(school, plan, visits=9)
    await year.service.do(mine, "PUT", path, body, seen=True)
    await _act(year, mine, path, "submission")
    fewer = amended(school, plan, visits=4)
    await refuse("amendment-not-in-state", mine, "PUT", path, fewer, seen=True)
    balance = {"balance": "Se visitó a cada docente."}
    await year.service.do(mine, "GET", f"/v1/plans/{plan.id}")
    closure = f"/v1/plans/{plan.id}/closure"
    await refuse("amendment-open", mine, "POST", closure, balance, seen=True)
    await _act(year, school.director, path, "return", NOTE)
    assert await _visits(year, school, plan) == {8}
    await _act(year, mine, path, "submission")
    await _act(year, school.director, path, "approval")
    assert await _visits(year, school, plan) == {9}


async def take_over(year: Year, school: School, plan: Plan, waiting: str) -> None:
    """Whoever comes after the author withdraws what waits, and writes their own."""
    theirs = amended(school, plan, visits=5)
    await year.service.do(school.ct, "GET", waiting)
    refused = ("not-amendment-author", school.ct, "PUT", waiting, theirs)
    await year.service.refuse(*refused, seen=True)
    await _act(year, school.ct, waiting, "withdrawal")
    path = await submit(year, school, plan, school.ct)
    await _act(year, school.director, path, "approval")


async def _visits(year: Year, school: School, plan: Plan) -> set[int]:
    """How many the plan has for each."""
    body = await year.service.do(school.director, "GET", f"/v1/plans/{plan.id}")
    return {each["visits"] for each in body["teachers"]}
