"""Sound requests for the operations of more time: asked for, and granted."""

from datetime import timedelta
from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import now
from tests.places import LEVELS


def extension_calls(t: Target) -> dict[str, Call]:
    """By operationId, aimed at one target."""
    return {
        "listExtensions": Call("GET", f"/v1/report-cuts/{t.cut}/extensions", about=False),
        "getExtension": Call(
            "GET", f"/v1/report-cuts/{t.cut}/extensions/{t.extension}", levels=LEVELS[1:]
        ),
        "putExtension": Call(
            "PUT",
            f"/v1/report-cuts/2024-coordinator-9/extensions/{uuid4()}",
            {
                "place": t.at,
                "closes_at": (now() + timedelta(days=30)).isoformat(),
                "reason": "Sin energía eléctrica.",
            },
            levels=LEVELS[1:],
        ),
        "listExtensionRequests": Call(
            "GET", f"/v1/report-cuts/{t.cut}/extension-requests", about=False
        ),
        "getExtensionRequest": Call(
            "GET", f"/v1/report-cuts/{t.cut}/extension-requests/{t.extension}", levels=LEVELS[2:]
        ),
        "askExtension": Call(
            "PUT",
            f"/v1/report-cuts/2024-coordinator-9/extension-requests/{uuid4()}",
            {
                "place": t.at,
                "closes_at": (now() + timedelta(days=30)).isoformat(),
                "reason": "Sin energía eléctrica.",
            },
            levels=LEVELS[2:],
        ),
        "withdrawExtensionRequest": Call(
            "DELETE",
            f"/v1/report-cuts/{t.cut}/extension-requests/{t.extension}",
            levels=LEVELS[2:],
        ),
        "answerExtensionRequest": Call(
            "POST",
            f"/v1/report-cuts/{t.cut}/extension-requests/{t.extension}/answer",
            {"granted": False, "answer": "El plazo ya fue ampliado una vez."},
            levels=LEVELS[2:],
        ),
    }
