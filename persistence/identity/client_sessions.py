"""How machine clients sign in: found by their id before anyone is known, so without a reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.scopes import Scope
from persistence.database import Reading, Storing

CLIENT_WITH_SECRETS = """
select c.version, c.scopes, s.id as secret, s.secret_hash
from client c
join client_secret s on s.client_id = c.id and (s.expires_at is null or s.expires_at > $2)
where c.id = $1 and c.disabled_at is null
"""

# Waits for whoever changes the client, and begins nothing for what was read before that change.
BEGIN_OF_CLIENT = """
with client_used as (
    update client set used_at = $1::timestamptz
    where id = $2 and version = $3 and disabled_at is null
    returning id
), secret_used as (
    update client_secret set used_at = $1
    where id = $4 and client_id = (select id from client_used)
    and (expires_at is null or expires_at > $1)
    returning id
)
insert into session (
    id, client_id, scopes, second_factor, agent, started_at, used_at, expires_at, seed, turned_at
)
select $5, c.id, $6::text[], false, $7, $1, $1, $8::timestamptz, ''::bytea, $1
from client_used c, secret_used
returning id
"""


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """A secret that is good now, by its hash."""

    id: UUID
    hash: bytes


@dataclass(frozen=True, slots=True)
class KeptClient:
    """A client that is not switched off and has a good secret."""

    id: UUID
    version: int
    scopes: frozenset[Scope]
    secrets: Sequence[KeptSecret]


@dataclass(frozen=True, slots=True)
class Opening:
    """A session about to begin, of a client as it was read, by one of its secrets."""

    id: UUID
    client: KeptClient
    secret: UUID
    scopes: frozenset[Scope]
    agent: str | None
    expires_at: datetime


async def client_of(db: Reading, id: UUID, *, now: datetime) -> KeptClient | None:
    """A client that may sign in, with its good secrets; None when there is none."""
    rows = await db.fetch(CLIENT_WITH_SECRETS, id, now)
    if not rows:
        return None
    scopes = frozenset(Scope(scope) for scope in rows[0]["scopes"])
    secrets = [KeptSecret(row["secret"], row["secret_hash"]) for row in rows]
    return KeptClient(id, rows[0]["version"], scopes, secrets)


async def begin(db: Storing, opening: Opening, *, now: datetime) -> bool:
    """Begin the session and note the use; False when client or secret changed meanwhile."""
    row = await db.once(
        BEGIN_OF_CLIENT,
        now,
        opening.client.id,
        opening.client.version,
        opening.secret,
        opening.id,
        sorted(opening.scopes),
        opening.agent,
        opening.expires_at,
    )
    return row is not None
