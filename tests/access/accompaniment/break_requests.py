"""Requests about days without lessons: a target's have the id of its extension."""

from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.places import LEVELS


def break_calls(t: Target) -> dict[str, Call]:
    """By operationId."""
    path = "/v1/years/2024/breaks"
    days = {
        "place": t.at, "kind": "holiday", "name": "Fiesta patronal",
        "first_on": "2024-08-30", "last_on": "2024-08-30",
    }  # fmt: skip
    return {
        "listSchoolBreaks": Call("GET", f"{path}?limit=200", about=False),
        "getSchoolBreak": Call("GET", f"{path}/{t.extension}", levels=LEVELS),
        "putSchoolBreak": Call("PUT", f"{path}/{uuid4()}", days, levels=LEVELS),
        "deleteSchoolBreak": Call("DELETE", f"{path}/{t.extension}", levels=LEVELS),
    }
