"""Second factors in PostgreSQL: the caller's own, so without a reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.second_factors import Desk
from domain.identity.sessions import EndReason
from persistence.database import Json, Reading, Storing
from persistence.fragments import event
from persistence.people.people import stands_at

DESK = """
select u.username, f.confirmed_at is not null as confirmed, f.pending_secret, f.begun_at
from person p
left join account u on u.person_id = p.id
left join second_factor f on f.person_id = p.id
where p.id = $1
"""

STATE = """
select json_build_object(
    'state', case when f.confirmed_at is not null then 'on'
        when f.begun_at is not null then 'pending' else 'off' end,
    'confirmed_at', f.confirmed_at, 'required', $2::boolean,
    'recovery_codes_left', (
        select count(*) from recovery_code c where c.person_id = $1 and c.used_at is null
    )
)::text
from (values (1)) one left join second_factor f on f.person_id = $1
"""

BEGIN = """
insert into second_factor (person_id, pending_secret, begun_at) values ($1, $2, $3)
on conflict (person_id) do update set pending_secret = excluded.pending_secret,
    begun_at = excluded.begun_at
"""


def _event(kind: EventKind, source: str, *, at: str) -> str:
    return event(
        kind, of=source, subject="'actor/' || person_id", place=stands_at(f"{source}.person_id"),
        by="person_id", at=at,
    )  # fmt: skip


# Whoever else had a session had it by what proves no more.
_END_OTHERS = """
    update session s set ended_at = {at}, ended_reason = {reason} from {source} c
    where s.person_id = c.person_id and s.id is distinct from {but} and s.ended_at is null
    and s.expires_at > {at}
"""

# Only the secret that was shown a code of: of two that begin at once, the other one is refused.
CONFIRM = f"""
with confirmed as (
    update second_factor set sealed_secret = pending_secret, confirmed_at = $3,
        pending_secret = null, begun_at = null, last_step = $4
    where person_id = $1 and pending_secret = $2
    returning person_id
), gone as (
    delete from recovery_code r using confirmed c
    where r.person_id = c.person_id and not r.code_hash = any($5::bytea[])
), codes as (
    insert into recovery_code (person_id, code_hash)
    select c.person_id, h.hash from confirmed c, unnest($5::bytea[]) as h (hash)
), shown as (
    update session s set second_factor = true from confirmed c
    where s.id = $6 and s.person_id = c.person_id and s.ended_at is null
), ended as ({_END_OTHERS.format(at="$3", but="$6", reason="$7", source="confirmed")}
), logged as ({_event(EventKind.SECOND_FACTOR_CONFIRMED, "confirmed", at="$3")})
select person_id from confirmed
"""

REMOVE = f"""
with removed as (
    delete from second_factor where person_id = $1 returning person_id
), codes as (
    delete from recovery_code r using removed m where r.person_id = m.person_id
), fewer as (
    update session s set second_factor = false from removed m
    where s.id = $3 and s.person_id = m.person_id
), ended as ({_END_OTHERS.format(at="$2", but="$3", reason="$4", source="removed")}
), logged as ({_event(EventKind.SECOND_FACTOR_REMOVED, "removed", at="$2")})
select person_id from removed
"""

# A step that was taken, or one before it, is never taken again.
TAKE_STEP = """
update second_factor set last_step = $2, sealed_secret = $3
where person_id = $1 and last_step < $2 and confirmed_at is not null
returning person_id
"""

USE_RECOVERY_CODE = """
update recovery_code set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null
returning person_id
"""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A pending secret that was shown a code of, and what is kept with it."""

    pending: bytes = field(repr=False)
    step: int
    recovery_hashes: Sequence[bytes] = field(repr=False)
    session: UUID | None


async def load_desk(db: Reading, person: PersonId) -> Desk:
    """How a person's second factor stands."""
    row = await db.fetchrow(DESK, person)
    assert row is not None  # noqa: S101  the caller is a person
    return Desk(row["username"], row["confirmed"], row["pending_secret"], row["begun_at"])


async def show_state(db: Reading, person: PersonId, *, required: bool) -> Json:
    """Whether it is on, and how many recovery codes are left."""
    return Json(await db.fetchval(STATE, person, required))


async def store_pending(db: Storing, person: PersonId, sealed: bytes, *, now: datetime) -> None:
    """Keep a secret that counts once a code of it was shown; the one before counts until then."""
    await db.once(BEGIN, person, sealed, now)


async def confirm(
    db: Storing, person: PersonId, confirmation: Confirmation, *, now: datetime
) -> bool:
    """Let the pending secret count, with new recovery codes, from this session on, and end all
    others; False when another one was begun meanwhile."""
    row = await db.once(
        CONFIRM,
        person,
        confirmation.pending,
        now,
        confirmation.step,
        confirmation.recovery_hashes,
        confirmation.session,
        EndReason.SECOND_FACTOR_CHANGED,
    )
    return row is not None


async def remove(db: Storing, person: PersonId, *, but: UUID | None, now: datetime) -> None:
    """Take the second factor away, with its recovery codes, and end every session but one."""
    await db.once(REMOVE, person, now, but, EndReason.SECOND_FACTOR_CHANGED)


async def take_step(db: Storing, person: PersonId, step: int, *, sealed: bytes) -> bool:
    """Note that a code of a step was taken, with the secret as it is sealed now; False when it or a
    later one was taken before."""
    return await db.once(TAKE_STEP, person, step, sealed) is not None


async def use_recovery_code(
    db: Storing, person: PersonId, code_hash: bytes, *, now: datetime
) -> bool:
    """Use up a recovery code; False when there is none such, or it was used."""
    return await db.once(USE_RECOVERY_CODE, person, code_hash, now) is not None
