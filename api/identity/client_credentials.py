"""What a machine client sent to prove itself: in the form, or as HTTP Basic (RFC 6749, 2.3.1)."""

import base64
import binascii
from typing import Any
from urllib.parse import unquote_plus

from api.calls import PublicCall
from api.identity.token_requests import TokenRequest
from auth.clients import ClientCredentials, InvalidClient
from domain.errors import Finding, InvalidRequest

LONGEST_HEADER = 1024


def presented(call: PublicCall[Any], form: TokenRequest) -> ClientCredentials:
    """The client's id and secret; `InvalidRequest` when both ways are used at once or none is."""
    header = call.request.headers.get("authorization")
    if header is None:
        return ClientCredentials(form.need("client_id"), form.need("client_secret"), call.origin)
    if form.client_id is not None or form.client_secret is not None:
        raise InvalidRequest([_TWICE], count=1)
    return ClientCredentials(*_basic(header), call.origin)


_TWICE = Finding(
    "/client_secret",
    "two-ways-at-once",
    "Envíe el secreto en el formulario o en la cabecera Authorization, no en ambos.",
    "Send the secret in the form or in the Authorization header, not in both.",
)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic" or len(encoded) > LONGEST_HEADER:
        raise InvalidClient
    try:
        plain = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as bad:
        raise InvalidClient from bad
    client, colon, secret = plain.partition(":")
    if not colon:
        raise InvalidClient
    return unquote_plus(client), unquote_plus(secret)
