"""Sound requests for the operations of reports: drafts, filing, review, revisions, discussion."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import today


def report_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    report = {
        "obligation_id": str(t.owed),
        "sworn": True,
        "observations": [
            {
                "id": str(uuid4()),
                "instrument": "ficha-implementacion",
                "version": 1,
                "observed_on": today().isoformat(),
                "answers": {},
            }
        ],
    }
    v1, report_id = "/v1", f"/v1/reports/{t.report}"
    work = {"obligation_id": str(t.owed)}
    approval = {"review_id": str(uuid4()), "report_id": str(t.report), "version": 1}
    draft = f"{v1}/report-drafts/{t.report}"
    return {
        "listReports": Call("GET", f"{v1}/reports?limit=200", about=False),
        "getReport": Call("GET", report_id),
        "fileReport": Call("PUT", f"{v1}/reports/{uuid4()}", report),
        "listReportDrafts": Call("GET", f"{v1}/report-drafts", about=False),
        "getReportDraft": Call("GET", draft, about=False),
        "putReportDraft": Call("PUT", f"{v1}/report-drafts/{uuid4()}", work),
        "saveDraftSection": Call(
            "PATCH", f"{draft}/observations/{uuid4()}", {"answers": {}}, about=False
        ),
        "checkReportDraft": Call("GET", f"{draft}/check", about=False),
        "submitReportDraft": Call("POST", f"{draft}/submission", {"sworn": True}, about=False),
        "discardReportDraft": Call("DELETE", draft, about=False),
        "listReviews": Call("GET", f"{report_id}/reviews"),
        "reviewReport": Call(
            "PUT", f"{report_id}/reviews/{uuid4()}", {"version": 1, "decision": "approved"}
        ),
        "annulReport": Call(
            "PUT",
            f"{report_id}/annulments/{uuid4()}",
            {"version": 1, "reason": "Declarado por error."},
        ),
        "approveReports": Call(
            "POST", f"{v1}/report-approvals", {"items": [approval]}, about=False
        ),
        "listRevisions": Call("GET", f"{report_id}/revisions"),
        "getRevision": Call("GET", f"{report_id}/revisions/1"),
        "compareRevisions": Call("GET", f"{report_id}/revisions/1/difference?since=1"),
        "listMessages": Call("GET", f"{report_id}/messages"),
        "writeMessage": Call("PUT", f"{report_id}/messages/{uuid4()}", {"text": "¿Evidencia?"}),
        "listMyObservations": Call("GET", f"{v1}/me/observations", about=False),
        "replyToObservation": Call(
            "PUT",
            f"{v1}/me/observations/{uuid4()}/reply",
            {"text": "De acuerdo.", "agrees": True},
            about=False,
        ),
    }
