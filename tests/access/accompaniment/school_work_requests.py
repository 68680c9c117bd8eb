"""Sound requests for the operations of collective work and school work."""

from datetime import timedelta
from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import now, today
from tests.school_work import promise_of


def school_work_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target; without the version that a change would name."""
    v1, this_day = "/v1", today().isoformat()
    session = f"{v1}/collaborative-sessions/{t.report}"
    scheduled = {
        "institution": t.code,
        "kind": "rtc",
        "title": "Reunión de trabajo colegiado",
        "agenda": ["Planificación de la unidad"],
        "starts_at": (now() + timedelta(days=1)).isoformat(),
        "ends_at": (now() + timedelta(days=1, hours=2)).isoformat(),
        "convened": [str(t.staff)],
    }
    tutoring = {
        "institution": t.code, "section": "3° A", "strategy": "group", "held_on": this_day,
        "participants": 28, "text": "Sesión sobre convivencia en el aula.",
    }  # fmt: skip
    action = {
        "institution": t.code, "kind": "families", "held_on": this_day, "title": "Jornada",
        "text": "Jornada con familias de tercero.", "participants": 40,
        "evidence": [{"text": "Acta", "url": "https://example.org/acta.pdf"}],
    }  # fmt: skip
    counts = {
        "institution": t.code, "kind": "diagnostic", "section": "3A", "area": "mathematics",
        "held_on": this_day, "enrolled": 30, "assessed": 28,
        "levels": {"c": 10, "b": 10, "a": 6, "ad": 2},
    }  # fmt: skip
    validated = {"decision": "validated"}
    reason, minutes = "Se superpone con otra.", {"text": "Acta de la reunión.", "agreements": []}
    attendance = {"people": [{"person_id": str(t.staff), "attended": True}]}
    assessment = f"{v1}/learning-assessments/{t.report}"
    return {
        "listCollaborativeSessions": Call("GET", f"{v1}/collaborative-sessions", about=False),
        "getCollaborativeSession": Call("GET", session),
        "putCollaborativeSession": Call("PUT", f"{v1}/collaborative-sessions/{uuid4()}", scheduled),
        "cancelCollaborativeSession": Call("PUT", f"{session}/cancellation", {"reason": reason}),
        "holdCollaborativeSession": Call("PUT", f"{session}/attendance", attendance),
        "minuteCollaborativeSession": Call("PUT", f"{session}/minutes", minutes),
        "reviewSessionCommitment": Call(
            "PUT",
            f"{v1}/commitments/{promise_of(t.report)}/session-review",
            {"session_id": None, "outcome": "met"},
        ),
        "listMyCollaborativeSessions": Call("GET", f"{v1}/me/collaborative-sessions", about=False),
        "getMyCollaborativeSession": Call(
            "GET", f"{v1}/me/collaborative-sessions/{t.report}", about=False
        ),
        "listTutoringRecords": Call("GET", f"{v1}/tutoring-records", about=False),
        "getTutoringRecord": Call("GET", f"{v1}/tutoring-records/{t.report}"),
        "putTutoringRecord": Call("PUT", f"{v1}/tutoring-records/{uuid4()}", tutoring),
        "getTutoringCoverage": Call(
            "GET", f"{v1}/institutions/{t.code}/tutoring-coverage?year=2024"
        ),
        "listSchoolActions": Call("GET", f"{v1}/school-actions", about=False),
        "getSchoolAction": Call("GET", f"{v1}/school-actions/{t.report}"),
        "putSchoolAction": Call("PUT", f"{v1}/school-actions/{uuid4()}", action),
        "listLearningAssessments": Call("GET", f"{v1}/learning-assessments", about=False),
        "getLearningAssessment": Call("GET", assessment),
        "putLearningAssessment": Call("PUT", f"{v1}/learning-assessments/{uuid4()}", counts),
        "decideLearningAssessment": Call("PUT", f"{assessment}/decision", validated),
        "getLearningSummary": Call("GET", f"{v1}/institutions/{t.code}/learning-summary?year=2024"),
    }
