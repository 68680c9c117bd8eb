"""Answers whose body PostgreSQL wrote: sent as they are, never parsed."""

from typing import Any

from fastapi import Request, Response

from api.calls import HttpCall
from persistence.database import Json, StoredResource, Versioned

JSON = "application/json"
FRESH = {"Cache-Control": "no-store"}
"""For what carries a secret: nobody on the way keeps it (RFC 6749, 5.1)."""


def ok(body: Json) -> Response:
    """200 with the body."""
    return Response(body, media_type=JSON)


def versioned(call: HttpCall[Any] | Request, resource: Versioned) -> Response:
    """200 or 201 with an ETag; 304 when the caller already holds this version."""
    request = call if isinstance(call, Request) else call.request
    etag = f'"{resource.version}"'
    if request.method == "GET" and (same := not_modified(request, etag, {"ETag": etag})):
        return same
    status = 201 if resource.created else 200
    return Response(resource.body, status, {"ETag": etag}, JSON)


def not_modified(request: Request, etag: str, headers: dict[str, str]) -> Response | None:
    """304 when the caller named this tag among those it holds (RFC 9110, 13.1.2)."""
    named = request.headers.get("if-none-match", "").split(",")
    tags = {tag.strip().removeprefix("W/") for tag in named}
    return Response(status_code=304, headers=headers) if {etag, "*"} & tags else None


def created_or_ok(resource: StoredResource) -> Response:
    """201 when the request made it, 200 when it changed it or found it the same."""
    return Response(resource.body, 201 if resource.created else 200, media_type=JSON)


def with_etag(resource: Versioned) -> Response:
    """200 with the ETag that a change names. Never 304: part of the body follows the clock."""
    return Response(resource.body, headers={"ETag": f'"{resource.version}"'}, media_type=JSON)
