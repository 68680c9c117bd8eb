"""Events for tests of the log: committed long ago, in the order they are made."""

import json
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from asyncpg import InFailedSQLTransactionError
from httpx import AsyncClient

from domain.events import EventKind
from tests.clock import now
from tests.world import Auth, Connection, World

_order = count(1)
KINDS = {kind.value: kind for kind in EventKind}
WRITTEN = """
select distinct e.kind, array(select jsonb_object_keys(e.payload)) as names
from event e where e.tx = pg_current_xact_id_if_assigned()
"""


async def holds_what_is_declared(connection: Connection) -> None:
    """Every event that a test leaves is of a known kind, and its data holds what the kind declares;
    save those of `happened`, whose transactions are over."""
    try:
        written = await connection.fetch(WRITTEN)
    except InFailedSQLTransactionError:
        return
    for kind, names in written:
        declared = KINDS[kind]
        assert declared.needed <= set(names) <= declared.names, f"{kind} holds {sorted(names)}"


async def happened(
    world: World, kind: str, subject: str, place: str, *, by: UUID | None = None, **data: Any
) -> int:
    """An event of a transaction that is over, later than those before it; answers its id."""
    n = next(_order)
    id: int = await world.db.fetchval(
        "insert into event (tx, at, actor_id, place, kind, subject, payload, machine)"
        " values ($1::text::xid8, $2, $3, $4::text::ltree, $5, $6, $7,"
        " exists (select from client c where c.id = $3)) returning seq",
        str(n),
        now() - timedelta(days=1) + timedelta(seconds=n),
        by,
        place,
        kind,
        subject,
        json.dumps(data),
    )
    return id


async def read_events(client: AsyncClient, auth: Auth, **params: Any) -> list[dict[str, Any]]:
    """The events of one page."""
    answer = await client.get("/v1/events", params=params, headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def fed(
    client: AsyncClient, auth: Auth, cursor: str | None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """The next page of the feed, and where to read on."""
    params: dict[str, Any] = {"order": "oldest", "limit": limit}
    params |= {"cursor": cursor} if cursor else {}
    answer = await client.get("/v1/events", params=params, headers=auth)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"], answer.json()["next_cursor"]


async def events(connection: Connection, subject: str) -> list[str]:
    """The kinds of the events of a subject, in order."""
    rows = await connection.fetch("select kind from event where subject = $1 order by seq", subject)
    return [row["kind"] for row in rows]
