"""`responses=` of a route: which refusals an operation can answer with."""

from typing import Any

from api.problems import MEDIA_TYPE

NAMES = {
    400: "Malformed",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "Stale",
    413: "TooLarge",
    415: "WrongMediaType",
    422: "Invalid",
    428: "Unconditional",
    429: "Limited",
    500: "Unexpected",
    503: "Unavailable",
}
SECURED = (401, 403, 422, 429, 503)
BODY = (400, 413, 415)
WRITES = (*SECURED, *BODY, 404, 409)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Each status answers with a Problem."""
    ref = {"$ref": "#/components/schemas/Problem"}
    return {
        s: {"description": NAMES[s], "content": {MEDIA_TYPE: {"schema": ref}}} for s in statuses
    }


def reads(*more: int) -> dict[int | str, dict[str, Any]]:
    """The refusals every secured read has, and `more`."""
    return refusals(*SECURED, *more)


def writes_without_body(*more: int) -> dict[int | str, dict[str, Any]]:
    """The refusals every secured write without a body has, and `more`."""
    return refusals(*SECURED, *more)


def writes(*more: int) -> dict[int | str, dict[str, Any]]:
    """The refusals every secured write with a JSON body has, and `more`."""
    return refusals(*WRITES, *more)


OWN = refusals(*SECURED, *BODY, 409)
"""The refusals of a write, with a JSON body, to what is the caller's own and so always there."""

CREATED: dict[int | str, dict[str, Any]] = {
    201: {"description": "Created", "content": {"application/json": {}}}
}


def keeps() -> dict[int | str, dict[str, Any]]:
    """A `PUT` to what carries no version: repeating it is harmless, so no `If-Match`."""
    return CREATED | writes()


def puts(*more: int) -> dict[int | str, dict[str, Any]]:
    """A `PUT` to a client-made id: 201 when it created, 200 when it changed or found the same."""
    return CREATED | writes(412, 428, *more)


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not modified"}}


def reads_version(*more: int) -> dict[int | str, dict[str, Any]]:
    """A read that carries an ETag: 304 when the caller holds this version."""
    return NOT_MODIFIED | reads(404, *more)
