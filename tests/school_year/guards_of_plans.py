"""Each guard of plans refuses once."""

from uuid import UUID, uuid4

from tests.school_year import planning
from tests.school_year.diary import Plan
from tests.school_year.people import School, Year


async def of_drafts(year: Year, school: School, mine: Plan) -> None:
    """A plan is its kind's and its author's one; a draft is nothing to others."""
    refuse, new = year.service.refuse, f"/v1/plans/{uuid4()}"
    path = f"/v1/plans/{mine.id}"
    toece = planning.plan_of(school, "toece", school.tutors)
    same = planning.plan_of(school, "accompaniment", school.tutors)
    await refuse("not-the-planner", school.cp, "PUT", new, toece)
    await refuse("other-plan", mine.author, "PUT", path, toece)
    await refuse("plan-exists", mine.author, "PUT", new, same)
    await refuse("not-found", school.director, "GET", path)
    await refuse("not-found", school.director, "POST", f"{path}/approval", tag='"1"')


async def of_what_is_missing(year: Year, school: School, mine: Plan) -> None:
    """All of it is told when a plan is submitted, not before."""
    path = f"/v1/plans/{mine.id}"
    bare = planning.plan_of(school, mine.kind, school.tutors) | {"goals": [], "diagnosis": ""}
    await year.service.do(mine.author, "PUT", path, bare, seen=True)
    submit = ("POST", f"{path}/submission")
    faults = await year.service.refuse("invalid-plan", mine.author, *submit, seen=True)
    assert faults == ["diagnosis-missing", "goal-missing"]
    await year.service.refuse("version-required", mine.author, *submit)
    whole = planning.plan_of(school, mine.kind, school.tutors)
    await year.service.do(mine.author, "PUT", path, whole, seen=True)


async def of_submitted(year: Year, school: School, plan: Plan, colleague: UUID) -> None:
    """Others read it, and its author waits."""
    refuse, path = year.service.refuse, f"/v1/plans/{plan.id}"
    changed = planning.plan_of(school, plan.kind, school.teachers)
    other = changed | {"diagnosis": "Otra lectura de las sesiones observadas."}
    await refuse("not-plan-author", colleague, "PUT", path, other, tag='"9"')
    await refuse("plan-not-in-state", plan.author, "PUT", path, other, seen=True)
    await refuse("plan-not-in-state", plan.author, "POST", f"{path}/execution", seen=True)
    await refuse("stale-version", school.director, "POST", f"{path}/approval", tag='"99"')


async def of_whoever_directs_for_a_time(year: Year, plan: Plan) -> None:
    """Nobody approves what they wrote."""
    path = f"/v1/plans/{plan.id}/approval"
    await year.service.refuse("own-plan", plan.author, "POST", path, seen=True)
