"""Requests about what accompaniment came to."""

from tests.access.call import Call
from tests.access.targets import Target


def practice_calls(t: Target) -> dict[str, Call]:
    """By operationId."""
    page = f"/v1/institutions/{t.code}/practice?year=2024"
    return {
        "getPractice": Call("GET", "/v1/practice?year=2024&by=institution", about=False),
        "getInstitutionPractice": Call("GET", page),
        "listTeacherPractice": Call(
            "GET", "/v1/practice/teachers?year=2024&limit=200", about=False
        ),
        "getMyPractice": Call("GET", "/v1/me/practice?year=2024", about=False),
    }
