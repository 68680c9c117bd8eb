"""Sound requests for the operations of plans; the target's plan has its report's id."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target


def plan_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    plan = f"/v1/plans/{t.report}"
    draft = {"institution": t.code, "year": 2024, "kind": "accompaniment"}
    amendment = f"{plan}/amendments/{t.report}"
    amends = {"reason": "Se recuperan clases."}
    balance = {"balance": "Se cumplieron todas las visitas."}
    return {
        "listPlans": Call("GET", "/v1/plans?limit=200", about=False),
        "getPlan": Call("GET", plan),
        "getPlanHistory": Call("GET", f"{plan}/history"),
        "putPlan": Call("PUT", f"/v1/plans/{uuid4()}", draft),
        "submitPlan": Call("POST", f"{plan}/submission"),
        "returnPlan": Call("POST", f"{plan}/return", {"note": "Precise los objetivos."}),
        "approvePlan": Call("POST", f"{plan}/approval"),
        "markPlanInPat": Call("PUT", f"{plan}/pat", {"incorporated": True}),
        "startPlan": Call("POST", f"{plan}/execution"),
        "closePlan": Call("POST", f"{plan}/closure", balance),
        "listPlanAmendments": Call("GET", f"{plan}/amendments"),
        "getPlanAmendment": Call("GET", amendment),
        "putPlanAmendment": Call("PUT", f"{plan}/amendments/{uuid4()}", amends),
        "submitPlanAmendment": Call("POST", f"{amendment}/submission"),
        "withdrawPlanAmendment": Call("POST", f"{amendment}/withdrawal"),
        "returnPlanAmendment": Call("POST", f"{amendment}/return", {"note": "Precise."}),
        "approvePlanAmendment": Call("POST", f"{amendment}/approval"),
        "listMyPlans": Call("GET", "/v1/me/plans", about=False),
        "getMyPlan": Call("GET", f"/v1/me/plans/{uuid4()}", about=False),
    }
