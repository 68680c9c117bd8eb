"""The hours of the coordinators: published, given by the director, and what they enter."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from demonstration.accompaniment.team import Work
from demonstration.people import invented_id
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.work_entries import WorkEntry, enter
from domain.accompaniment.workload_assignments import AssignmentRequest, WorkloadShare
from domain.accompaniment.workloads import Coordinator
from domain.versions import Change
from persistence.accompaniment.work_entries import load_entry_facts, store_entry
from persistence.accompaniment.workloads import load_template_facts
from persistence.calls import Call
from persistence.database import Storing
from services.accompaniment import workload_assignments, workloads

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


async def assign_hours(work: Work) -> None:
    """To the CP the norm's; to the CT others, with the reason."""
    await _assign(work, Role.CP, {}, None)
    await _assign(work, Role.CT, DEVIATION, JUSTIFIED)


async def _assign(work: Work, role: Role, shares: dict[str, int], why: str | None) -> None:
    request = AssignmentRequest(
        year=work.year,
        institution=work.team.code,
        role=Coordinator(role),
        person_id=work.team.posts[role],
        shares=[WorkloadShare(code, hours) for code, hours in shares.items()],
        justification=why,
    )
    director = work.may(Role.DIRECTOR, Scope.WORKLOADS_ASSIGN)
    call = Call(work.store, work.days.now, director)
    await workload_assignments.assign(call, assignment_of(work, role), request)


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
    call = Call(work.db, work.days.now, work.may(role, Scope.HOURS_WRITE))
    assignment = assignment_of(work, role)
    id = invented_id(work.named("entry", role, entry.line, entry.worked_on))
    facts = await load_entry_facts(call, assignment, id, entry.worked_on)
    if enter(entry, facts, if_match=None, today=call.today) is Change.CREATE:
        await store_entry(call, assignment, id, entry, version=None)
