"""Sound requests for the operations of one's own account: sessions, password, second factor."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target


def account_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    return {
        "getMe": Call("GET", "/v1/me", about=False),
        "explainAccess": Call(
            "GET", f"/v1/me/access?operation=putAppointment&place={t.level}:{t.code}", about=False
        ),
        "getMyCalendarLink": Call("GET", "/v1/me/calendar-link", about=False),
        "makeMyCalendarLink": Call("PUT", "/v1/me/calendar-link", about=False),
        "deleteMyCalendarLink": Call("DELETE", "/v1/me/calendar-link", about=False),
        "listMySessions": Call("GET", "/v1/me/sessions", about=False),
        "endMySession": Call("DELETE", f"/v1/me/sessions/{uuid4()}", about=False),
        "endMyOtherSessions": Call("DELETE", "/v1/me/sessions", about=False),
        "changeMyPassword": Call(
            "PUT",
            "/v1/me/password",
            {"current": "cumbia en Bagua 77", "new": "tunantada sobre la pampa 8"},
            about=False,
        ),
        "getMySecondFactor": Call("GET", "/v1/me/second-factor", about=False),
        "beginMySecondFactor": Call(
            "POST", "/v1/me/second-factor", {"password": "cumbia en Bagua 77"}, about=False
        ),
        "confirmMySecondFactor": Call(
            "PUT", "/v1/me/second-factor", {"code": "123456"}, about=False
        ),
        "removeMySecondFactor": Call(
            "DELETE", "/v1/me/second-factor", {"password": "cumbia en Bagua 77"}, about=False
        ),
        "listMyExternalIdentities": Call("GET", "/v1/me/external-identities", about=False),
        "confirmMyExternalIdentity": Call(
            "POST",
            f"/v1/me/external-identities/{uuid4()}/confirmation",
            {"password": "cumbia en Bagua 77"},
            about=False,
        ),
        "undoMyExternalIdentity": Call(
            "DELETE", f"/v1/me/external-identities/{uuid4()}", about=False
        ),
    }
