"""How machine clients sign in: found by their id before anyone is known, so without a reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.scopes import Scope
from persistence.calls import OpenCall
from persistence.database import DatabaseUnavailable, Overtaken, Reading, Storing
from persistence.statements import Command, Query

CLIENT_WITH_SECRETS = Query("""
select c.version, c.scopes, s.id as secret, s.secret_hash
from client c
join client_secret s on s.client_id = c.id and (s.expires_at is null or s.expires_at > :now)
where c.id = :id and c.disabled_at is null
""")

# Waits for whoever changes the client, and begins nothing for what was read before that change.
BEGIN_SESSION_OF_CLIENT = Command("""
with client_used as (
    update client set used_at = :now::timestamptz
    where id = :client and version = :version and disabled_at is null
    returning id
), secret_used as (
    update client_secret set used_at = :now
    where id = :secret and client_id = (select id from client_used)
    and (expires_at is null or expires_at > :now)
    returning id
)
insert into session (
    id, client_id, scopes, second_factor, agent, started_at, used_at, expires_at, seed, turned_at
)
select :id, c.id, :scopes::text[], false, :agent, :now, :now, :expires_at::timestamptz, ''::bytea,
    :now
from client_used c, secret_used
returning id
""")


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A secret that is good now, by its hash."""

    id: UUID
    hash: bytes


@dataclass(frozen=True, slots=True)
class StoredClient:
    """A client that is not switched off and has a good secret."""

    id: UUID
    version: int
    scopes: frozenset[Scope]
    secrets: Sequence[StoredSecret]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClientSession:
    """A session about to begin, of a client as it was read, by one of its secrets."""

    id: UUID
    client: StoredClient
    secret: UUID
    scopes: frozenset[Scope]
    agent: str | None
    expires_at: datetime


async def find_client(call: OpenCall[Reading], id: UUID) -> StoredClient | None:
    """A client that may sign in, with its good secrets; None when there is none."""
    rows = await CLIENT_WITH_SECRETS.rows(call, id=id)
    if not rows:
        return None
    scopes = frozenset(Scope(scope) for scope in rows[0]["scopes"])
    secrets = [StoredSecret(row["secret"], row["secret_hash"]) for row in rows]
    return StoredClient(id, rows[0]["version"], scopes, secrets)


async def begin_session_of_client(call: OpenCall[Storing], session: NewClientSession) -> None:
    """Begin the session and note the use; `Overtaken` when client or secret changed meanwhile."""
    row = await BEGIN_SESSION_OF_CLIENT.row(
        call,
        client=session.client.id,
        version=session.client.version,
        secret=session.secret,
        id=session.id,
        scopes=sorted(session.scopes),
        agent=session.agent,
        expires_at=session.expires_at,
    )
    if row is None:
        raise Overtaken(DatabaseUnavailable())
