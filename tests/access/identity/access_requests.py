"""Sound requests for what gives others access: enrolments, grants, clients, outside identities."""

from datetime import timedelta
from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import GIVEN, Target
from tests.clock import now
from tests.places import LEVELS


def access_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    machine = {
        "name": "Otro sistema",
        "contact": "sistemas@example.org",
        "place": t.at,
        "scopes": ["institutions:read"],
    }
    access = {
        "actor_id": str(t.staff),
        "role": GIVEN[t.level],
        "place": t.at,
        "reason": "Reemplazo por licencia de salud.",
        "expires_at": (now() + timedelta(days=30)).isoformat(),
    }
    return {
        "endSessionsOfActor": Call("DELETE", f"/v1/actors/{t.director}/sessions", levels=LEVELS),
        "listEnrolments": Call("GET", "/v1/enrolments?limit=200", about=False),
        "enrol": Call("POST", "/v1/enrolments", {"actors": [str(t.director)]}, about=False),
        "enrolOnPaper": Call(
            "POST", "/v1/enrolments/sheets", {"actors": [str(t.director)]}, about=False
        ),
        "listAccessGrants": Call("GET", "/v1/access-grants?limit=200", about=False),
        "getAccessGrant": Call("GET", f"/v1/access-grants/{t.grant}", levels=LEVELS),
        "putAccessGrant": Call("PUT", f"/v1/access-grants/{uuid4()}", access, levels=LEVELS),
        "endAccessGrant": Call(
            "PUT",
            f"/v1/access-grants/{t.grant}/end",
            {"reason": "La titular volvió antes."},
            levels=LEVELS,
        ),
        "listClients": Call("GET", "/v1/clients?limit=200", about=False),
        "getClient": Call("GET", f"/v1/clients/{t.client}", levels=LEVELS),
        "putClient": Call("PUT", f"/v1/clients/{uuid4()}", machine, levels=LEVELS),
        "makeClientSecret": Call(
            "POST", f"/v1/clients/{t.client}/secrets", {"overlap_days": 7}, levels=LEVELS
        ),
        "withdrawClientSecret": Call(
            "DELETE", f"/v1/clients/{t.client}/secrets/{t.client}", levels=LEVELS
        ),
        "listExternalIdentities": Call("GET", "/v1/external-identities?limit=200", about=False),
        "linkExternalIdentity": Call(
            "PUT",
            f"/v1/external-identities/{uuid4()}",
            {"actor_id": str(t.director), "subject": "otra cuenta"},
            levels=LEVELS,
        ),
        "unlinkExternalIdentity": Call(
            "DELETE", f"/v1/external-identities/{t.client}", levels=LEVELS
        ),
    }
