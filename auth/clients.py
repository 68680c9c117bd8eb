"""How machine clients sign in: OAuth 2 client credentials (RFC 6749, 4.4). No refresh token: the
secret is the lasting one, and a session ends with its access token.

Attempts are counted by where they come from, and only those that fail: nobody guesses 256 bits, so
the count spares the database and not the secret, and a stranger who knows a client's id locks
nobody out. Tokens are counted by client: one that asks for a new one with each request is stopped.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from auth.client_secrets import hash_of, is_it
from auth.counting import Counter
from auth.sessions import LONGEST_AGENT, Opened
from auth.tokens import LIFETIME, TokenOffice
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.errors import Unauthenticated
from domain.identity.throttling import Rate, TooManyAttempts
from persistence.database import DatabaseUnavailable, Reading, Storing
from persistence.identity.client_sessions import KeptClient, KeptSecret, Opening, begin, client_of
from persistence.identity.throttles import take

TOKENS = Rate(per_minute=12, burst=30)
"""For one client; each lives a quarter of an hour."""
_RACES = 3
_NO_SECRET = KeptSecret(UUID(int=0), hash_of(""))
_log = structlog.get_logger()


class InvalidClient(Unauthenticated):
    """Unknown or switched off, or the secret is wrong or past: never told apart."""

    code = "invalid-client"
    title_es, title_en = "Cliente o secreto incorrectos", "Wrong client or secret"
    es = "El cliente o su secreto no son correctos, o ya no están vigentes."
    en = "The client or its secret is not right, or no longer good."


@dataclass(frozen=True, slots=True)
class Presented:
    """What a client sent, and the network address it came from."""

    client: str
    secret: str = field(repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ClientOffice:
    """Begins the sessions of machine clients."""

    tokens: TokenOffice
    counter: Counter

    async def sign_in(
        self,
        db: Storing,
        sent: Presented,
        *,
        asked: frozenset[str],
        agent: str | None,
        now: datetime,
    ) -> Opened:
        """A token of a client, for all its scopes or those asked for; or `InvalidClient`,
        `TooManyAttempts`."""
        for _ in range(_RACES):
            found = await _found(db, sent, now=now)
            if found is None:
                await self.counter.no_client(db, sent.origin, now=now)
                raise InvalidClient
            client, secret = found
            await _check_rate(db, client, now=now)
            scopes = _carried(client, asked)
            agent = agent and agent[:LONGEST_AGENT]
            opening = Opening(uuid4(), client, secret.id, scopes, agent, now + LIFETIME)
            if await begin(db, opening, now=now):
                _log.info("client-signed-in", client=str(client.id), session=str(opening.id))
                id = PersonId(client.id)
                issued = self.tokens.issue(id, scopes, session=opening.id, now=now)
                return Opened(issued, None, None)
        raise DatabaseUnavailable


def _carried(client: KeptClient, asked: frozenset[str]) -> frozenset[Scope]:
    """Its own scopes, as far as a machine may have them today and as it asked for them."""
    given = client.scopes & ROLE_SCOPES[Role.INTEGRATOR]
    return frozenset(scope for scope in given if not asked or scope.value in asked)


async def _found(
    db: Reading, sent: Presented, *, now: datetime
) -> tuple[KeptClient, KeptSecret] | None:
    """The client with the very secret that was sent; the work is the same when there is none."""
    id = _id_of(sent.client)
    client = await client_of(db, id, now=now)
    secrets = client.secrets if client else (_NO_SECRET,)
    good = [secret for secret in secrets if is_it(sent.secret, secret.hash)]
    return (client, good[0]) if client and good else None


def _id_of(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        return UUID(int=0)  # nobody's


async def _check_rate(db: Storing, client: KeptClient, *, now: datetime) -> None:
    subject = f"client-tokens:{client.id}"
    wait = await take(db, subject, per_minute=TOKENS.per_minute, burst=TOKENS.burst, now=now)
    if wait is not None:
        raise TooManyAttempts(wait)
