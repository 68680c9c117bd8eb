"""Second factors in PostgreSQL: the caller's own, so without a reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.second_factors import SecondFactorFacts
from domain.identity.sessions import EndReason
from persistence.calls import Call, OpenCall
from persistence.database import Json, Reading, Storing
from persistence.fragments import event
from persistence.mapping import columns
from persistence.people.people import stands_at
from persistence.statements import Command, Query

SECOND_FACTOR_FACTS = Query("""
select f.confirmed_at is not null as confirmed, f.pending_secret, f.begun_at
from person p
left join second_factor f on f.person_id = p.id
where p.id = :by
""")

SECOND_FACTOR = Query("""
select json_build_object(
    'state', case when f.confirmed_at is not null then 'on'
        when f.begun_at is not null then 'pending' else 'off' end,
    'confirmed_at', f.confirmed_at, 'required', :required::boolean,
    'recovery_codes_left', (
        select count(*) from recovery_code c where c.person_id = :by and c.used_at is null
    )
)::text
from (values (1)) one left join second_factor f on f.person_id = :by
""")

BEGIN = Command("""
insert into second_factor (person_id, pending_secret, begun_at) values (:by, :sealed, :now)
on conflict (person_id) do update set pending_secret = excluded.pending_secret,
    begun_at = excluded.begun_at
""")


def _event(kind: EventKind, source: str) -> str:
    return event(
        kind, of=source, subject="'actor/' || person_id", place=stands_at(f"{source}.person_id")
    )


# Whoever else had a session had it by what proves no more.
def _end_others(source: str) -> str:
    return f"""
    update session s set ended_at = :now, ended_reason = :reason from {source} c
    where s.person_id = c.person_id and s.id is distinct from :session and s.ended_at is null
    and s.expires_at > :now
    """


# Only the secret that was shown a code of: of two that begin at once, the other one is refused.
CONFIRM = Command(f"""
with confirmed as (
    update second_factor set sealed_secret = pending_secret, confirmed_at = :now,
        pending_secret = null, begun_at = null, last_step = :step
    where person_id = :by and pending_secret = :pending
    returning person_id
), gone as (
    delete from recovery_code r using confirmed c
    where r.person_id = c.person_id and not r.code_hash = any(:recovery_hashes::bytea[])
), codes as (
    insert into recovery_code (person_id, code_hash)
    select c.person_id, h.hash from confirmed c, unnest(:recovery_hashes::bytea[]) as h (hash)
), shown as (
    update session s set second_factor = true from confirmed c
    where s.id = :session and s.person_id = c.person_id and s.ended_at is null
), ended as ({_end_others("confirmed")}
), logged as ({_event(EventKind.SECOND_FACTOR_CONFIRMED, "confirmed")})
select person_id from confirmed
""")

REMOVE = Command(f"""
with removed as (
    delete from second_factor where person_id = :by returning person_id
), codes as (
    delete from recovery_code r using removed m where r.person_id = m.person_id
), fewer as (
    update session s set second_factor = false from removed m
    where s.id = :session and s.person_id = m.person_id
), ended as ({_end_others("removed")}
), logged as ({_event(EventKind.SECOND_FACTOR_REMOVED, "removed")})
select person_id from removed
""")

# A step that was taken, or one before it, is never taken again.
TAKE_STEP = Command("""
update second_factor set last_step = :step, sealed_secret = :sealed
where person_id = :person_id and last_step < :step and confirmed_at is not null
returning person_id
""")

USE_RECOVERY_CODE = Command("""
update recovery_code set used_at = :now
where person_id = :person_id and code_hash = :code_hash and used_at is null
returning person_id
""")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A pending secret that was shown a code of, and what is kept with it."""

    pending: bytes = field(repr=False)
    step: int
    recovery_hashes: Sequence[bytes] = field(repr=False)


async def load_second_factor_facts(call: Call[Reading]) -> SecondFactorFacts:
    """How the caller's second factor stands."""
    row = await SECOND_FACTOR_FACTS.row(call)
    assert row is not None  # noqa: S101  the caller is a person
    return SecondFactorFacts(row["confirmed"], row["pending_secret"], row["begun_at"])


async def read_second_factor(call: Call[Reading], *, required: bool) -> Json:
    """Whether it is on, and how many recovery codes are left."""
    return Json(await SECOND_FACTOR.value(call, required=required))


async def store_pending(call: Call[Storing], sealed: bytes) -> None:
    """Keep a secret that counts once a code of it was shown; the one before counts until then."""
    await BEGIN.row(call, sealed=sealed)


async def store_confirmed(call: Call[Storing], confirmation: Confirmation) -> bool:
    """Let the pending secret count, with new recovery codes, from this session on, and end all
    others; False when another one was begun meanwhile."""
    changed = {"session": call.permit.session, "reason": EndReason.SECOND_FACTOR_CHANGED}
    return await CONFIRM.row(call, **columns(confirmation), **changed) is not None


async def remove_second_factor(call: Call[Storing]) -> None:
    """Take it away, with its recovery codes, and end every session but the caller's."""
    changed = {"session": call.permit.session, "reason": EndReason.SECOND_FACTOR_CHANGED}
    await REMOVE.row(call, **changed)


async def take_step(
    call: OpenCall[Storing], person_id: PersonId, step: int, *, sealed: bytes
) -> bool:
    """Note that a code of a step was taken, with the secret as it is sealed now; False when it or a
    later one was taken before."""
    return await TAKE_STEP.row(call, person_id=person_id, step=step, sealed=sealed) is not None


async def use_recovery_code(call: OpenCall[Storing], person_id: PersonId, code_hash: bytes) -> bool:
    """Use up a recovery code; False when there is none such, or it was used."""
    return await USE_RECOVERY_CODE.row(call, person_id=person_id, code_hash=code_hash) is not None
