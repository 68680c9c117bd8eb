"""The hours of the coordinators: published, given by the director, and what they enter."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from demonstration.accompaniment.team import Work
from demonstration.people import invented_id
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.work_entries import WorkEntry, enter
from domain.accompaniment.workload_assignments import Assignment, Whose, assign
from domain.accompaniment.workloads import Coordinator
from domain.versions import Change
from persistence.accompaniment import work_entries, workload_assignments
from persistence.accompaniment.workloads import load_template_facts
from persistence.calls import Call
from persistence.database import Storing
from services.accompaniment import workloads

DEVIATION = {"visitas": 5, "preparacion": 3, "dialogo": 3, "acciones": 3}
"""A CT's hours that are not the norm's: an hour of visits less, one of planning more."""
JUSTIFIED = "Demostración: los tutores de quinto comparten sección; se prepara el día familiar."
DONE = {
    Role.CP: (("sesiones", 1, 360, 1), ("resultados", 3, 90, 4)),
    Role.CT: (("sesiones", 2, 360, 1), ("acciones", 3, 90, 4)),
}
"""The line, the day from Monday, the minutes, and every how many weeks."""
NOTES = {
    "sesiones": "Sesiones de aprendizaje del horario.",
    "resultados": "Entrega de resultados al equipo directivo.",
    "acciones": "Preparación del día familiar.",
}


async def publish_workloads(call: Call[Storing], *, year: int) -> None:
    """As the ministry does, once it has looked at what was copied from the year before."""
    for role in Coordinator:
        facts = await load_template_facts(call, year, role)
        if facts.present is not None:
            await workloads.publish(replace(call, if_match=facts.version), year, role)


async def give_hours(work: Work) -> None:
    """To the CP the norm's; to the CT others, with the reason."""
    await _give(work, Role.CP, {}, None)
    await _give(work, Role.CT, DEVIATION, JUSTIFIED)


async def _give(work: Work, role: Role, shares: dict[str, int], why: str | None) -> None:
    person, director = work.team.posts[role], work.may(Role.DIRECTOR, Scope.WORKLOADS_ASSIGN)
    post, id = Coordinator(role), assignment_of(work, role)
    place, desk = await workload_assignments.load_desk(
        work.db,
        id,
        work.team.code,
        year=work.year,
        role=post,
        person=person,
        reach=director.reach,
    )
    asked = Assignment(Whose(work.year, post, place, person), shares, why)
    await workload_assignments.store_assignment(
        work.db,
        id,
        asked,
        assign(desk, asked, if_match=None),
        desk,
        by=director.person,
        now=work.days.now,
        reach=director.reach,
    )


def assignment_of(work: Work, role: Role) -> UUID:
    """The id under which a coordinator has their hours."""
    return invented_id(work.named("workload-assignment", role))


async def enter_work(work: Work) -> None:
    """What no other record proves, week after week."""
    for role, lines in DONE.items():
        for line, day, minutes, every in lines:
            for monday in work.days.weeks()[::every]:
                on = monday + timedelta(days=day)
                await _enter(work, role, WorkEntry(line, on, minutes, NOTES[line]))


async def _enter(work: Work, role: Role, entry: WorkEntry) -> None:
    permit, assignment = work.may(role, Scope.HOURS_WRITE), assignment_of(work, role)
    id = invented_id(work.named("entry", role, entry.line, entry.worked_on))
    desk = await work_entries.load_desk(
        work.db, assignment, id, entry.worked_on, by=permit.person, reach=permit.reach
    )
    change = enter(desk, entry, if_match=None, today=work.days.today)
    if change is Change.CREATE:
        await work_entries.store_entry(
            work.db,
            assignment,
            id,
            entry,
            change,
            replaces=None,
            now=work.days.now,
            reach=permit.reach,
        )
