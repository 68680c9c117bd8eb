"""Before classes: the ministry opens the year, directors give hours, coordinators write plans."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import A_DAY, FIRST, LAST, YEAR, at
from tests.school_year.diary import Assignment, Entry, Plan
from tests.school_year.people import School, Year

WEEK = {
    "cp": {
        "sesiones": 12, "visitas": 8, "preparacion": 4, "dialogo": 4, "colaborativo": 2,
        "resultados": 2,
    },
    "ct": {
        "sesiones": 12, "visitas": 6, "preparacion": 3, "dialogo": 3, "colegiado": 4,
        "resultados": 2, "acciones": 2,
    },
}  # fmt: skip
"""The hours of F44 and F50, by line."""
FORMATIVE = ("visit", "dialogue", "gia", "rtc")
PHASES = {"diagnosis": (4, 6), "process": (7, 9), "closing": (10, 11)}


async def open_year(year: Year) -> None:
    """As a copy of the year before, with its two templates published."""
    body = {"copy_from": 2024, "starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat()}
    await year.service.do(year.minedu, "PUT", f"/v1/years/{YEAR}", body)


async def publish(year: Year, role: str) -> None:
    path = f"/v1/years/{YEAR}/workloads/{role}"
    tag = (await year.service.ask(year.minedu, "GET", path)).headers["etag"]
    await year.service.do(year.minedu, "POST", f"{path}/publication", tag=tag)


async def give_hours(
    year: Year, school: School, role: str, shares: dict[str, int] | None = None
) -> Assignment:
    """The template's hours, but for `shares`, which need a reason."""
    person, id = school.coordinator(role), uuid4()
    await year.service.do(
        school.director, "PUT", f"/v1/workload-assignments/{id}",
        {
            "year": YEAR, "institution": school.code, "role": role, "actor_id": str(person),
            "shares": [{"code": code, "hours": hours} for code, hours in (shares or {}).items()],
            "justification": "Hay una sección menos este año." if shares else None,
        },
    )  # fmt: skip
    given = Assignment(id, school.code, person, role, WEEK[role] | (shares or {}))
    year.diary.assignments.append(given)
    return given


async def enter_work(year: Year, given: Assignment, line: str, day: date, minutes: int) -> UUID:
    id = uuid4()
    entry = {"line": line, "worked_on": day.isoformat(), "minutes": minutes}
    path = f"/v1/workload-assignments/{given.id}/entries/{id}"
    await year.service.do(given.person, "PUT", path, entry)
    year.diary.entries.append(Entry(given.id, line, day, minutes))
    return id


def plan_of(school: School, kind: str, people: list[UUID]) -> dict[str, Any]:
    """A complete plan."""
    chosen = FORMATIVE if kind == "accompaniment" else ("group", "individual", "families")
    return {
        "institution": school.code,
        "year": YEAR,
        "kind": kind,
        "diagnosis": "Las y los docentes formulan pocas preguntas que hagan pensar.",
        "goals": ["Que cada docente formule preguntas que hagan pensar."],
        "strategies": [{"code": code} for code in chosen],
        "calendar": [
            {
                "stage": stage,
                "starts_on": date(YEAR, begins, 1).isoformat(),
                "ends_on": date(YEAR, ends, 28).isoformat(),
            }
            for stage, (begins, ends) in PHASES.items()
        ],
        "teachers": [{"id": str(person), "visits": 8} for person in people],
    }


STEPS = ("submission", "approval", "execution", "closure")
LEADS_TO = {
    "submission": "submitted", "approval": "approved", "execution": "in_execution",
    "closure": "closed",
}  # fmt: skip


async def begin_plan(year: Year, school: School, role: str, kind: str) -> Plan:
    author = school.coordinator(role)
    plan = Plan(uuid4(), school.code, author, kind)
    people = school.teachers if role == "cp" else school.tutors
    sent = plan_of(school, kind, people)
    await year.service.do(author, "PUT", f"/v1/plans/{plan.id}", sent)
    year.diary.plans.append(plan)
    return plan


async def step(year: Year, school: School, plan: Plan, name: str, by: UUID | None = None) -> None:
    """What its author does with a plan, or `by` to whom it fell; or the director, who approves."""
    by = school.director if name == "approval" else by or plan.author
    body = {"balance": "Se visitó a cada docente."} if name == "closure" else None
    path = f"/v1/plans/{plan.id}"
    await year.service.do(by, "GET", path)
    await year.service.do(by, "POST", f"{path}/{name}", body, seen=True)
    plan.state = LEADS_TO[name]
    if name == "submission":
        plan.submitted_at = year.clock.moment
    if name == "approval":
        plan.approved_at = year.clock.moment


async def give_back(year: Year, school: School, plan: Plan) -> None:
    """The director wants something clearer; it waits for its author."""
    note = {"note": "Precise los objetivos."}
    path = f"/v1/plans/{plan.id}/return"
    await year.service.do(school.director, "POST", path, note, seen=True)
    plan.state, plan.returned_at = "returned", year.clock.moment


async def mark_in_pat(year: Year, school: School, plan: Plan, *, incorporated: bool = True) -> None:
    path = f"/v1/plans/{plan.id}/pat"
    body = {"incorporated": incorporated}
    await year.service.do(school.director, "PUT", path, body, seen=True)
    plan.in_pat = incorporated


def bring(year: Year, school: School, plan: Plan, upto: str, since: datetime) -> None:
    """Step by step, each a day after the other and the last in December, as far as it goes."""
    days = (0, 1, 2, (at(date(YEAR, 12, 15), 9) - since).days)
    names = STEPS[: 1 + [LEADS_TO[name] for name in STEPS].index(upto)] if upto != "draft" else ()
    for name, day in zip(names, days, strict=False):

        async def act(name: str = name) -> None:
            await step(year, school, plan, name)

        year.agenda.put(since + day * A_DAY, act)
