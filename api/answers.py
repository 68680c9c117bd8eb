"""Answers whose body PostgreSQL wrote: sent as they are, never parsed."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from fastapi import Request, Response

from api.calls import HttpCall
from api.entity_tags import ANY, tags_of
from persistence.database import Json, StoredResource, Versioned

JSON = "application/json"
FOR_EVERYBODY = {"Cache-Control": "public, max-age=300"}
"""For what is the same for every caller, and official: any cache may keep it for a while."""
ASKED_AGAIN = {"Cache-Control": "private, no-cache"}
"""For what is no person's, but changes: a browser keeps it, and asks each time if it stands."""
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})
_TAG_LENGTH = 32


def ok(body: Json) -> Response:
    """200 with the body."""
    return Response(body, media_type=JSON)


def versioned(
    call: HttpCall[Any] | Request, resource: Versioned, more: Mapping[str, str] = NOTHING_MORE
) -> Response:
    """200 or 201 with an ETag; 304 when the caller already holds this version."""
    request = call if isinstance(call, Request) else call.request
    etag = f'"{resource.version}"'
    headers = {"ETag": etag, **more}
    if request.method == "GET" and (same := not_modified(request, etag, headers)):
        return same
    status = 201 if resource.created else 200
    return Response(resource.body, status, headers, JSON)


def kept(call: HttpCall[Any], body: Json, headers: Mapping[str, str]) -> Response:
    """200 with a tag of the content, to be kept as the headers say; 304 for who holds it."""
    etag = f'"{sha256(str(body).encode()).hexdigest()[:_TAG_LENGTH]}"'
    headers = {"ETag": etag, **headers}
    return not_modified(call.request, etag, headers) or Response(body, 200, headers, JSON)


def not_modified(request: Request, etag: str, headers: Mapping[str, str]) -> Response | None:
    """304 when the caller named this tag among those it holds (RFC 9110, 13.1.2)."""
    held = tags_of(request, "if-none-match") or frozenset()
    known = ANY in held or etag.strip('"') in held
    return Response(status_code=304, headers=headers) if known else None


def created_or_ok(resource: StoredResource) -> Response:
    """201 when the request made it, 200 when it changed it or found it the same."""
    return Response(resource.body, 201 if resource.created else 200, media_type=JSON)


def with_etag(resource: Versioned) -> Response:
    """200 with the ETag that a change names. Never 304: part of the body follows the clock."""
    return Response(resource.body, headers={"ETag": f'"{resource.version}"'}, media_type=JSON)
