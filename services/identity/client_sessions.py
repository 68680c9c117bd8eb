"""How machine clients sign in: OAuth 2 client credentials (RFC 6749, 4.4). No refresh token: the
secret is the lasting one, and a session ends with its access token.

Attempts are counted by where they come from, and only those that fail: nobody guesses 256 bits, so
the count spares the database and not the secret, and a stranger who knows a client's id locks
nobody out. Tokens are counted by client: one that asks for a new one with each request is stopped.
"""

from uuid import uuid4

import structlog

from auth.clients import ClientCredentials, InvalidClient, matching_secret
from auth.counting import Counter
from auth.sessions import OpenedSession, SessionRequest
from auth.tokens import LIFETIME, TokenSigner
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.identity.throttling import Rate, TooManyAttempts
from persistence.calls import OpenCall
from persistence.database import Storing
from persistence.identity.client_sessions import (
    NewClientSession,
    StoredClient,
    StoredSecret,
    begin_session_of_client,
    find_client,
)
from persistence.identity.throttles import take
from services.running import retried

TOKENS = Rate(per_minute=12, burst=30)
"""For one client; each lives a quarter of an hour."""
_log = structlog.get_logger()


@retried
async def sign_in_client(
    call: OpenCall[Storing],
    sent: ClientCredentials,
    request: SessionRequest,
    *,
    counter: Counter,
    tokens: TokenSigner,
) -> OpenedSession:
    """A token of a client, for all its scopes or those asked for; or `InvalidClient`,
    `TooManyAttempts`. A failed attempt ends here, so none is counted twice; of the client's own
    rate, one that was changed meanwhile spends again."""
    client = await find_client(call, sent.id)
    secret = matching_secret(sent, client)
    if client is None or secret is None:
        await counter.no_client(call, sent.origin)
        raise InvalidClient
    await _check_rate(call, client)
    new = _new_session(call, client, secret, request)
    await begin_session_of_client(call, new)
    _log.info("client-signed-in", client=str(client.id), session=str(new.id))
    id = PersonId(client.id)
    return OpenedSession(tokens.issue(id, new.scopes, session=new.id, now=call.now), None, None)


def _new_session(
    call: OpenCall[Storing], client: StoredClient, secret: StoredSecret, request: SessionRequest
) -> NewClientSession:
    return NewClientSession(
        id=uuid4(),
        client=client,
        secret=secret.id,
        scopes=_carried(client, request.wanted_scopes),
        agent=request.agent,
        expires_at=call.now + LIFETIME,
    )


def _carried(client: StoredClient, wanted_scopes: frozenset[str]) -> frozenset[Scope]:
    """Its own scopes, as far as a machine may have them today and as it asked for them."""
    allowed = client.scopes & ROLE_SCOPES[Role.INTEGRATOR]
    return frozenset(
        scope for scope in allowed if not wanted_scopes or scope.value in wanted_scopes
    )


async def _check_rate(call: OpenCall[Storing], client: StoredClient) -> None:
    wait = await take(call, f"client-tokens:{client.id}", TOKENS)
    if wait is not None:
        raise TooManyAttempts(wait)
