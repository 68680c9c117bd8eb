"""Opaque cursors: encrypted, so that no one can forge one or read the name it ends at out of an
address, and bound to the list they came from."""

import base64
import binascii
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request, Response

from api.calls import HttpCall
from domain.errors import Invalid
from persistence.paging import Page, PageWanted

NONCE_BYTES = 12
LONGEST_CURSOR = 1024


class InvalidCursor(Invalid):
    """Forged, cut short, or of another list or other filters."""

    code = "invalid-cursor"
    title_es, title_en = "Cursor no válido", "Invalid cursor"
    es = "El cursor no es de esta lista o de estos filtros. Pida la lista desde el principio."
    en = "The cursor is not of this list or of these filters. Ask for the list from the start."


class CursorCipher:
    """Seals and opens cursors (AES-GCM) with a key derived from the service's own secret."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"cursor\0" + secret.encode()).digest())

    def seal(self, key: tuple[str, ...], context: str) -> str:
        """A cursor that starts after `key`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps(key).encode(), context.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, cursor: str, context: str) -> tuple[str, ...]:
        """The key inside, or `InvalidCursor`."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            body = self._cipher.decrypt(nonce, sealed, context.encode())
        except (binascii.Error, ValueError, InvalidTag) as bad:
            raise InvalidCursor from bad
        return tuple(json.loads(body))


def _context(request: Request) -> str:
    """The list and its filters: a cursor continues that list only."""
    filters = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"cursor", "limit"}
    )
    return json.dumps([request.url.path, filters])


def opened(request: Request, limit: int, cursor: str | None) -> PageWanted:
    """The page that a limit and a cursor ask for, or `InvalidCursor`."""
    cursors: CursorCipher = request.app.state.cursors
    return PageWanted(limit, None if cursor is None else cursors.open(cursor, _context(request)))


def paged(call: HttpCall[Any] | Request, page: Page) -> Response:
    """A page as the wire has it: `items`, and `next_cursor` (null on the last page)."""
    request = call if isinstance(call, Request) else call.request
    cursors: CursorCipher = request.app.state.cursors
    sealed = "null" if page.last is None else f'"{cursors.seal(page.last, _context(request))}"'
    body = f'{{"items":{page.items},"next_cursor":{sealed}}}'
    return Response(body, media_type="application/json")
