"""The machine client of the demonstration, in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.access.scopes import Scope
from persistence.database import Writing


@dataclass(frozen=True, slots=True)
class Machine:
    """An invented machine client, with the hash of its one secret."""

    id: UUID
    name: str
    contact: str
    place: str
    scopes: frozenset[Scope]
    requests_per_minute: int
    made_by: PersonId
    secret_id: UUID
    secret_hash: bytes


KEEP_MACHINE = """
insert into client (id, name, contact, place, scopes, requests_per_minute, made_by, made_at)
select $1, $2, $3, $4::text::ltree, $5::text[], $6, $7, $8::timestamptz
where exists (select from person p where p.id = $7)
on conflict do nothing
"""

KEEP_MACHINE_PROOF = """
insert into client_secret (id, client_id, secret_hash, made_at)
select $1, c.id, $3, $4::timestamptz from client c where c.id = $2
on conflict (id) do update set secret_hash = excluded.secret_hash
"""


async def keep_machine(db: Writing, machine: Machine, *, now: datetime) -> None:
    """Let the demonstration's machine sign in with the secret that goes with the password."""
    about = (machine.name, machine.contact, machine.place, sorted(machine.scopes))
    rate = machine.requests_per_minute
    await db.fetch(KEEP_MACHINE, machine.id, *about, rate, machine.made_by, now)
    proof = (machine.secret_id, machine.id, machine.secret_hash, now)
    await db.fetch(KEEP_MACHINE_PROOF, *proof)
