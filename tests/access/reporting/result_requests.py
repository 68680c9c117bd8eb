"""Sound requests for the operations of figures: results, coverage, agreement and quality."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target


def result_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    return {
        "getResults": Call("GET", f"/v1/results?cut={t.cut}&by=institution", about=False),
        "getResultChanges": Call(
            "GET",
            "/v1/result-changes?from=2024-implementation-8&to=2024-implementation-9",
            about=False,
        ),
        "releaseResults": Call("PUT", f"/v1/results/{t.cut}", about=False),
        "getCoverage": Call("GET", "/v1/coverage?by=institution", about=False),
        "getAgreement": Call(
            "GET", "/v1/agreement?instrument=matriz-dialogo&version=1&year=2024", about=False
        ),
        "scoreAgain": Call(
            "PUT",
            f"/v1/observations/{t.report}/second-scorings/{uuid4()}",
            {"was_present": True, "answers": {}},
        ),
        "getQuality": Call("GET", f"/v1/reports/{t.report}/quality"),
        "listQuality": Call("GET", f"/v1/report-quality?id={t.report}", about=False),
    }
