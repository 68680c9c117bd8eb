"""Requests about the hours of coordinators: the target's stand under its report's id."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import today


def hours_calls(t: Target) -> dict[str, Call]:
    """By operationId."""
    v1 = "/v1"
    path = f"{v1}/workload-assignments/{t.report}"
    template = {
        "norm": "RVM 326-2019-MINEDU",
        "total": 12,
        "lines": [{"code": "sesiones", "name": "Dictado", "hours": 12, "proof": "entries"}],
    }
    hours = {"year": 2024, "institution": t.code, "role": "cp", "actor_id": str(t.staff)}
    work = {"line": "sesiones", "worked_on": today().isoformat(), "minutes": 90}
    return {
        "getWorkloads": Call("GET", f"{v1}/years/2024/workloads", about=False),
        "getWorkload": Call("GET", f"{v1}/years/2024/workloads/cp", about=False),
        "putWorkload": Call("PUT", f"{v1}/years/2024/workloads/cp", template, about=False),
        "publishWorkload": Call("POST", f"{v1}/years/2024/workloads/cp/publication", about=False),
        "listWorkloadAssignments": Call("GET", f"{v1}/workload-assignments?limit=200", about=False),
        "getWorkloadAssignment": Call("GET", path),
        "putWorkloadAssignment": Call("PUT", f"{v1}/workload-assignments/{uuid4()}", hours),
        "getWorkloadExecution": Call("GET", f"{path}/execution"),
        "listWorkEntries": Call("GET", f"{path}/entries"),
        "getWorkEntry": Call("GET", f"{path}/entries/{t.report}"),
        "putWorkEntry": Call("PUT", f"{path}/entries/{uuid4()}", work),
        "deleteWorkEntry": Call("DELETE", f"{path}/entries/{t.report}"),
        "getMyHours": Call("GET", f"{v1}/me/hours", about=False),
    }
