"""Sound requests for the operations of territory: regions, IGEDs and schools."""

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import today


def institution_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    school = {
        "name": "Otro nombre",
        "iged": "010002",
        "area": "rural",
        "management": "public",
        "ubigeo": "010203",
    }
    return {
        "listRegions": Call("GET", "/v1/regions", about=False),
        "getRegion": Call("GET", "/v1/regions/010000", about=False),
        "listIgeds": Call("GET", "/v1/igeds", about=False),
        "getIged": Call("GET", "/v1/igeds/010002", about=False),
        "getCatalogue": Call("GET", "/v1/catalogue", about=False),
        "listInstitutions": Call("GET", "/v1/institutions?limit=200", about=False),
        "getInstitution": Call("GET", f"/v1/institutions/{t.code}"),
        "putInstitution": Call("PUT", f"/v1/institutions/{t.code}", school),
        "putJecStatus": Call(
            "PUT",
            f"/v1/institutions/{t.code}/jec-status",
            {
                "status": "exclusion_in_process",
                "since": today().isoformat(),
                "act_number": "RVM 1-2026",
                "act_date": today().isoformat(),
                "reason": "Causa documentada.",
            },
        ),
        "listInstitutionYears": Call("GET", f"/v1/institutions/{t.code}/years"),
        "getInstitutionYear": Call("GET", f"/v1/institutions/{t.code}/years/2024"),
        "putInstitutionYear": Call(
            "PUT", f"/v1/institutions/{t.code}/years/2025", {"students": 300}
        ),
    }
