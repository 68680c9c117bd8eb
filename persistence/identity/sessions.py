"""Sessions in PostgreSQL. They are found by a secret or by their owner, so without a reach."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.identity.sessions import EndReason, SessionState
from persistence.calls import Call, OpenCall
from persistence.database import Changing, DatabaseUnavailable, Json, Overtaken, Reading, Storing
from persistence.mapping import columns
from persistence.statements import Command, Query

# Only while the password and the second factor are still those that were shown: checking them takes
# time in which they may have been changed, and a change ends the sessions that it finds.
BEGIN_SESSION = Command("""
insert into session (
    id, person_id, scopes, second_factor, agent, started_at, used_at, expires_at, seed, turned_at
)
select :id, a.person_id, :wanted_scopes::text[], :second_factor, :agent, :now, :now, :expires_at,
    :seed, :now
from account a
where a.person_id = :person_id and a.password_hash = :password_hash and :second_factor = exists (
    select from second_factor f where f.person_id = :person_id and f.confirmed_at is not null
) and a.suspended_at is null
for share of a
returning id
""")

SESSION = Query("""
select person_id, scopes, second_factor, started_at, seed, turn, turned_at, expires_at,
    ended_at is not null as ended
from session where id = :id and person_id is not null
""")

TURN = Command("""
update session set turn = turn + 1, turned_at = :now, used_at = :now, expires_at = :expires_at
where id = :id and turn = :turn and ended_at is null and expires_at > :now
returning turn
""")

END_SESSION = Command("""
update session set ended_at = :now, ended_reason = :reason
where id = :id and person_id = :person_id and ended_at is null
returning id
""")

END_SESSIONS = Command("""
update session set ended_at = :now, ended_reason = :reason
where person_id = :person_id and id is distinct from :but and ended_at is null and expires_at > :now
""")

END_SESSIONS_OF_CLIENT = Command("""
update session set ended_at = :now, ended_reason = :reason
where client_id = :client and ended_at is null and expires_at > :now
""")

MY_SESSIONS = Query("""
select json_build_object('items', coalesce(json_agg(json_build_object(
    'id', s.id, 'agent', s.agent, 'started_at', s.started_at, 'used_at', s.used_at,
    'expires_at', s.expires_at, 'second_factor', s.second_factor, 'current', s.id = :current::uuid
) order by s.used_at desc, s.id), '[]'))::text
from (
    select * from session
    where person_id = :by and ended_at is null and expires_at > :now
    order by used_at desc, id limit 200
) s
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session about to begin, of whoever showed the password of this hash. `wanted_scopes`:
    empty means all that the roles carry."""

    id: UUID
    person_id: PersonId
    password_hash: str = field(repr=False)
    wanted_scopes: list[str]
    second_factor: bool
    agent: str | None
    seed: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A person's session as it is kept."""

    id: UUID
    person_id: PersonId
    wanted_scopes: frozenset[str]
    second_factor: bool
    started_at: datetime
    seed: bytes = field(repr=False)
    state: SessionState


async def begin_session(call: OpenCall[Storing], session: NewSession) -> bool:
    """Keep a new session; False when what was shown to open it has been changed meanwhile."""
    return await BEGIN_SESSION.row(call, **columns(session)) is not None


async def find_session(call: OpenCall[Reading], id: UUID) -> StoredSession | None:
    """A person's session, live or over; None when there never was one."""
    row = await SESSION.row(call, id=id)
    if row is None:
        return None
    return StoredSession(
        id=id,
        person_id=PersonId(row["person_id"]),
        wanted_scopes=frozenset(row["scopes"]),
        second_factor=row["second_factor"],
        started_at=row["started_at"],
        seed=row["seed"],
        state=SessionState(row["turn"], row["turned_at"], row["expires_at"], row["ended"]),
    )


async def turn_session(
    call: OpenCall[Storing], id: UUID, turn: int, *, expires_at: datetime
) -> int:
    """Make the refresh token after this one the good one; or `Overtaken`."""
    next_: int | None = await TURN.value(call, id=id, turn=turn, expires_at=expires_at)
    if next_ is None:
        raise Overtaken(DatabaseUnavailable())
    return next_


async def end_session(
    call: OpenCall[Storing], id: UUID, *, person_id: PersonId, reason: EndReason
) -> bool:
    """End a live session of a person; False when there was none."""
    return await END_SESSION.row(call, id=id, person_id=person_id, reason=reason) is not None


async def end_sessions(
    call: OpenCall[Changing], person_id: PersonId, *, reason: EndReason, but: UUID | None
) -> None:
    """End every session of a person, but one when it is named."""
    await END_SESSIONS.row(call, person_id=person_id, reason=reason, but=but)


async def end_sessions_of_client(
    call: OpenCall[Changing], client: UUID, *, reason: EndReason
) -> None:
    """End every session of a machine client."""
    await END_SESSIONS_OF_CLIENT.row(call, client=client, reason=reason)


async def read_my_sessions(call: Call[Reading]) -> Json:
    """The caller's live sessions, the last used first; at most 200."""
    return Json(await MY_SESSIONS.value(call, current=call.permit.session))
