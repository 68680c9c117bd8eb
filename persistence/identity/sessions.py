"""Sessions in PostgreSQL. They are found by a secret or by their owner, so without a reach."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.identity.sessions import EndReason, Standing
from persistence.database import Json, Reading, Storing

# Only while the password and the second factor are still those that were shown: checking them takes
# time in which they may have been changed, and a change ends the sessions that it finds.
OPEN = """
insert into session (
    id, person_id, scopes, second_factor, agent, started_at, used_at, expires_at, seed, turned_at
)
select $1, a.person_id, $4::text[], $5, $6, $7, $7, $8, $9, $7
from account a
where a.person_id = $2 and a.password_hash = $3 and $5 = exists (
    select from second_factor f where f.person_id = $2 and f.confirmed_at is not null
)
for share of a
returning id
"""

SESSION = """
select person_id, scopes, second_factor, started_at, seed, turn, turned_at, expires_at,
    ended_at is not null as ended
from session where id = $1 and person_id is not null
"""

TURN = """
update session set turn = turn + 1, turned_at = $3, used_at = $3, expires_at = $4
where id = $1 and turn = $2 and ended_at is null and expires_at > $3
returning turn
"""

END_ONE = """
update session set ended_at = $3, ended_reason = $4
where id = $1 and person_id is not distinct from coalesce($2, person_id) and ended_at is null
returning id
"""

END_ALL = """
update session set ended_at = $3, ended_reason = $4
where person_id = $1 and id is distinct from $2 and ended_at is null and expires_at > $3
"""

END_OF_CLIENT = """
update session set ended_at = $2, ended_reason = $3
where client_id = $1 and ended_at is null and expires_at > $2
"""

MINE = """
select json_build_object('items', coalesce(json_agg(json_build_object(
    'id', s.id, 'agent', s.agent, 'started_at', s.started_at, 'used_at', s.used_at,
    'expires_at', s.expires_at, 'second_factor', s.second_factor, 'current', s.id = $2::uuid
) order by s.used_at desc, s.id), '[]'))::text
from (
    select * from session
    where person_id = $1 and ended_at is null and expires_at > $3
    order by used_at desc, id limit 200
) s
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A session about to begin, of whoever showed the password of this hash. `asked`: the scopes
    wanted; empty means all that the roles carry."""

    id: UUID
    person: PersonId
    password_hash: str = field(repr=False)
    asked: frozenset[str]
    second_factor: bool
    agent: str | None
    seed: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's session as it is kept."""

    person: PersonId
    asked: frozenset[str]
    second_factor: bool
    started_at: datetime
    seed: bytes
    standing: Standing


async def begin(db: Storing, opening: Opening, *, now: datetime) -> bool:
    """Keep a new session; False when what was shown to open it has been changed meanwhile."""
    kept = await db.once(
        OPEN,
        opening.id,
        opening.person,
        opening.password_hash,
        sorted(opening.asked),
        opening.second_factor,
        opening.agent,
        now,
        opening.expires_at,
        opening.seed,
    )
    return kept is not None


async def session_of(db: Reading, id: UUID) -> Kept | None:
    """A person's session, live or over; None when there never was one."""
    row = await db.fetchrow(SESSION, id)
    if row is None:
        return None
    standing = Standing(row["turn"], row["turned_at"], row["expires_at"], row["ended"])
    asked = frozenset(row["scopes"])
    person = PersonId(row["person_id"])
    return Kept(person, asked, row["second_factor"], row["started_at"], row["seed"], standing)


async def turn(db: Storing, id: UUID, over: int, *, until: datetime, now: datetime) -> int | None:
    """Make the next refresh token the good one; None when the session moved on meanwhile."""
    row = await db.once(TURN, id, over, now, until)
    return row[0] if row else None


async def end(
    db: Storing, id: UUID, *, of: PersonId | None, reason: EndReason, now: datetime
) -> bool:
    """End a live session; of a person only, when one is named. False when there was none."""
    return await db.once(END_ONE, id, of, now, reason) is not None


async def end_all(
    db: Reading, person: PersonId, *, reason: EndReason, but: UUID | None, now: datetime
) -> None:
    """End every session of a person, but one when it is named."""
    await db.fetch(END_ALL, person, but, now, reason)


async def end_all_of_client(db: Reading, client: UUID, *, reason: EndReason, now: datetime) -> None:
    """End every session of a machine client."""
    await db.fetch(END_OF_CLIENT, client, now, reason)


async def show_mine(db: Reading, person: PersonId, *, current: UUID | None, now: datetime) -> Json:
    """The live sessions of a person, the last used first; at most 200."""
    return Json(await db.fetchval(MINE, person, current, now))
