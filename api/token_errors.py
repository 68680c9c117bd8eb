"""What RFC 6749, 5.2 asks of a refusal at the token endpoint, beside our own fields.

Programs that know OAuth read `error`; people, and our own programs, what every refusal has. The
status stays that of the family (a wrong password is 401, as everywhere), and so does its type.
"""

import re
from collections.abc import Mapping

from fastapi import Request

from api.safe_headers import FRESH
from auth.clients import InvalidClient
from domain.errors import DomainError

ENDPOINTS = frozenset({"/v1/auth/token", "/v1/auth/revoke"})
_BY_STATUS: Mapping[int, str] = {
    401: "invalid_grant",
    403: "unauthorized_client",
    429: "temporarily_unavailable",
    500: "server_error",
    503: "temporarily_unavailable",
}
_OTHERWISE = "invalid_request"
_NOT_TAKEN = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")


def members(request: Request, refusal: DomainError, status: int) -> dict[str, str]:
    """`error` and `error_description`; nothing where no token was asked for."""
    if request.url.path not in ENDPOINTS:
        return {}
    told = _NOT_TAKEN.sub("'", refusal.text("en"))
    return {"error": _error(refusal, status), "error_description": told}


def headers(request: Request, refusal: DomainError) -> dict[str, str]:
    """Nobody keeps it; and who showed a secret in a header is asked for it in the same way."""
    if request.url.path not in ENDPOINTS:
        return {}
    shown = "authorization" in request.headers and isinstance(refusal, InvalidClient)
    return FRESH | ({"WWW-Authenticate": 'Basic realm="jec"'} if shown else {})


def _error(refusal: DomainError, status: int) -> str:
    if isinstance(refusal, InvalidClient):
        return "invalid_client"
    if any((f.field, f.code) == ("/grant_type", "literal-error") for f in refusal.findings):
        return "unsupported_grant_type"
    return _BY_STATUS.get(status, _OTHERWISE)
