"""Which requests belong to the security log, and as what (OWASP ASVS 16.3).

Every request is one line; those that an investigation begins with carry `security` besides, where
they came from (`origin`), and why they were refused (`problem`). docs/operations.md lists them.
"""

import hmac
from secrets import token_bytes

from starlette.types import Scope as Asgi

from api import contract
from domain.access.scopes import Scope

PROBLEM = "jec.problem"
"""Where a request's scope tells the code of the problem that it was answered with."""
SESSION = "jec.session"
"""Where it tells the session of a good token."""

GIVES_ACCESS = frozenset(
    {
        Scope.ME_WRITE,
        Scope.ACTORS_WRITE,
        Scope.ACCESS_GRANT,
        Scope.ACCOUNTS_ENROL,
        Scope.CLIENTS_WRITE,
        Scope.PRIVACY_ANSWER,
    }
)
"""What is done with these decides who may sign in, as what, or what is held about somebody."""

REFUSED = {
    400: "input-refused",
    401: "authentication-refused",
    403: "access-refused",
    404: "not-found",
    409: "rule-refused",
    413: "input-refused",
    415: "input-refused",
    422: "input-refused",
    429: "limited",
}
ALARMING = frozenset({401, 403, 429, 503})
"""Answers whose line is a warning."""


def kind_of(request: Asgi, status: int | None) -> str | None:
    """What a request is to the security log; None when it is nothing to it."""
    if status is None or status >= 400:
        return REFUSED.get(status or 0)
    operation = getattr(request.get("route"), "operation_id", None)
    if request["method"] == "GET" or operation is None:
        return None
    scope = contract.scopes_by_operation().get(operation)
    if scope is None:  # signing in and out, enrolling: before anybody is known
        return "authentication"
    return "access-changed" if scope in GIVES_ACCESS else None


class Origins:
    """Network addresses under names that tell nothing of them, the same for the same address.

    An address is personal data, and eight bytes of a keyed hash are enough to see that a thousand
    attempts came from one place. `secret` is the processes' common one; alone, each has its own.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or token_bytes(32)

    def name(self, request: Asgi) -> str | None:
        """The name of where a request came from."""
        client = request.get("client")
        if not client:
            return None
        return hmac.digest(self._secret, str(client[0]).encode(), "sha256")[:8].hex()
