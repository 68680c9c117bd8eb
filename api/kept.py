"""`PUT` to what carries no version: sending it again is harmless, so it needs no `If-Match`."""

from typing import Any

from fastapi import Response

from api.answers import JSON
from api.refusals import writes
from persistence.database import Versioned
from persistence.kept import Kept


def kept(resource: Kept) -> Response:
    """201 when the request made it, 200 when it changed it or found it the same."""
    return Response(resource.body, 201 if resource.created else 200, media_type=JSON)


def keeps() -> dict[int | str, dict[str, Any]]:
    """`responses=` of such a `PUT`."""
    return {201: {"description": "Created", "content": {JSON: {}}}} | writes()


def as_of_now(resource: Versioned) -> Response:
    """200 with the ETag that a change names. Never 304: part of the body follows the clock."""
    return Response(resource.body, headers={"ETag": f'"{resource.version}"'}, media_type=JSON)
