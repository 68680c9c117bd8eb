"""Sound requests for the operations of what is owed."""

from tests.access.call import Call
from tests.access.targets import Target


def obligation_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    return {
        "explainObligation": Call("GET", f"/v1/obligations/{t.owed}/explanation"),
        "settleObligations": Call(
            "POST", "/v1/obligations/settlement", {"dry_run": True}, about=False
        ),
        "listObligations": Call("GET", "/v1/obligations?limit=200", about=False),
        "getObligation": Call("GET", f"/v1/obligations/{t.owed}"),
        "exemptObligation": Call(
            "PUT", f"/v1/obligations/{t.owed}/exemption", {"reason": "Cierre temporal del local."}
        ),
        "withdrawExemption": Call("DELETE", f"/v1/obligations/{t.owed}/exemption"),
    }
