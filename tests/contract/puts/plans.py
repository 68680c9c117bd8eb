"""The `PUT`s about plans of accompaniment and the hours given to it."""

from uuid import uuid4

from domain.access.roles import Role
from tests.api.accompaniment.amending import amending
from tests.api.accompaniment.planning import planned
from tests.clock import today
from tests.contract.puts.calendar import year
from tests.contract.puts.put import Put, Row, Stage
from tests.hours import YEAR, give, this_year
from tests.places import code_of
from tests.world import BAGUA

OTHERWISE = [{"code": "sesiones", "hours": 14}, {"code": "visitas", "hours": 6}]


async def plan(stage: Stage) -> Put:
    it = await planned(stage.client, stage.world)
    return Put(
        it.path,
        it.auth,
        it.body(),
        it.body(diagnosis="Otro diagnóstico."),
        stranger=await stage.beside(Role.CP),
    )


async def amendment(stage: Stage) -> Put:
    it = await amending(stage.client, stage.world)
    return Put(
        it.path,
        it.plan.auth,
        it.body(),
        it.body(diagnosis="Otro diagnóstico."),
        stranger=await stage.beside(Role.CP),
    )


async def plan_in_pat(stage: Stage) -> Put:
    it = await (await planned(stage.client, stage.world)).bring("approved")
    return Put(
        f"{it.path}/pat",
        it.directing,
        {"incorporated": True},
        {"incorporated": False},
        seen=it.version,
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def workload(stage: Stage) -> Put:
    """The template of a year that was opened without one."""
    opened = await year(stage)
    await opened.first(stage.client)
    path = f"{opened.path}/workloads/cp"
    data = (await stage.client.get(path, headers=opened.by)).json()
    body = {name: data[name] for name in ("norm", "total", "lines")}
    for table in ("workload_line", "workload_template"):
        await stage.world.db.execute(f"delete from {table} where year = 2031 and role = 'cp'")
    return Put(path, opened.by, body, body | {"norm": "RVM 1-2031-MINEDU"})


async def workload_assignment(stage: Stage) -> Put:
    await this_year(stage.world)
    school = await stage.world.school(BAGUA)
    cp = await stage.world.appoint(Role.CP, school)
    body = {"year": YEAR, "role": "cp", "institution": code_of(school), "actor_id": str(cp)}
    return Put(
        f"/v1/workload-assignments/{uuid4()}",
        await stage.world.login(Role.DIRECTOR, school),
        body,
        body | {"shares": OTHERWISE, "justification": "Sección nueva en el turno."},
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def work_entry(stage: Stage) -> Put:
    await this_year(stage.world)
    mine = await give(stage.world)
    body = {"line": "sesiones", "worked_on": today().isoformat(), "minutes": 90, "note": "3B."}
    return Put(
        f"{mine.path}/entries/{uuid4()}",
        mine.auth,
        body,
        body | {"minutes": 45},
        stranger=await stage.beside(Role.CP),
    )


ROWS: dict[str, Row] = {
    "putPlan": plan,
    "putPlanAmendment": amendment,
    "markPlanInPat": plan_in_pat,
    "putWorkload": workload,
    "putWorkloadAssignment": workload_assignment,
    "putWorkEntry": work_entry,
}
