"""Sound requests for the operations of the calendar: years, streams and cuts."""

from datetime import timedelta

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import now


def calendar_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    stream = {
        "ordinal": 9, "name": "Director a docente", "name_en": "Director to teacher",
        "declarant_roles": ["director"], "subject_kind": "coordinator",
        "instruments": [{"subject": "cp", "instrument": "ficha-cp"}],
        "review_required": False, "enabled": False,
    }  # fmt: skip
    window = {
        "stage": "process",
        "opens_at": (now() - timedelta(days=6)).isoformat(),
        "closes_at": (now() + timedelta(days=6)).isoformat(),
        "period_from": "2024-03-11",
        "period_to": "2024-06-30",
    }
    return {
        "listYears": Call("GET", "/v1/years", about=False),
        "getYear": Call("GET", "/v1/years/2024", about=False),
        "openYear": Call(
            "PUT",
            "/v1/years/2031",
            {"copy_from": 2024, "starts_on": "2031-03-10", "ends_on": "2031-12-19"},
            about=False,
        ),
        "listStreams": Call("GET", "/v1/streams?year=2024", about=False),
        "putStream": Call("PUT", "/v1/years/2024/streams/director_teacher", stream, about=False),
        "listReportCuts": Call("GET", "/v1/report-cuts", about=False),
        "getReportCut": Call("GET", f"/v1/report-cuts/{t.cut}", about=False),
        "putReportCut": Call("PUT", f"/v1/report-cuts/{t.cut}", window, about=False),
        "previewReportCut": Call("POST", f"/v1/report-cuts/{t.cut}/preview", window, about=False),
        "consolidateReportCut": Call("POST", f"/v1/report-cuts/{t.cut}/consolidation", about=False),
    }
