"""Sound requests for the operations of visits, aimed at one target."""

from datetime import datetime, timedelta
from uuid import uuid4

from domain.peru_time import LIMA
from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import today


def visit_calls(t: Target) -> dict[str, Call]:
    """By operationId. The target's visit has its report's id, and is of somebody who left."""
    tomorrow = datetime(today().year, today().month, today().day, 15, tzinfo=LIMA) + timedelta(
        days=1
    )
    times = {
        "starts_at": tomorrow.isoformat(),
        "ends_at": (tomorrow + timedelta(minutes=45)).isoformat(),
    }
    school = t.school.rpartition(".")[2] if t.level != "institution" else t.code
    draft = {
        "institution": school, "teacher_id": str(t.staff), "stage": "process", "section": "2.º B",
        **times,
    }  # fmt: skip
    why = {"reason": "Por lluvias."}
    done = {
        "began_at": times["starts_at"], "finished_at": times["ends_at"], "students_present": 20,
    }  # fmt: skip
    visits, visit, mine = "/v1/visits", f"/v1/visits/{t.report}", f"/v1/me/visits/{t.report}"
    return {
        "getMyAgenda": Call("GET", "/v1/me/agenda", about=False),
        "listVisits": Call("GET", f"{visits}?limit=200", about=False),
        "getVisit": Call("GET", visit),
        "planVisit": Call("PUT", f"{visits}/{uuid4()}", draft),
        "moveVisit": Call("PUT", f"{visit}/moves/{uuid4()}", times | why),
        "recordVisitDone": Call("PUT", f"{visit}/done", done),
        "recordVisitNotDone": Call("PUT", f"{visit}/not-done", why),
        "cancelVisit": Call("PUT", f"{visit}/cancellation", why),
        "listMyVisits": Call("GET", "/v1/me/visits", about=False),
        "getMyVisit": Call("GET", mine, about=False),
        "confirmMyVisit": Call("PUT", f"{mine}/confirmation", about=False),
        "declineMyVisit": Call("PUT", f"{mine}/refusal", why, about=False),
        "suggestVisits": Call("GET", "/v1/me/visit-suggestions", about=False),
    }
