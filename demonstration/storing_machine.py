"""The machine client of the demonstration, in PostgreSQL."""

from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import PersonId
from domain.access.scopes import Scope
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.mapping import columns
from persistence.statements import Command


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


STORE_MACHINE = Command("""
insert into client (id, name, contact, place, scopes, requests_per_minute, made_by, made_at)
select :id, :name, :contact, :place::text::ltree, :scopes::text[], :requests_per_minute, :made_by,
    :now::timestamptz
where exists (select from person p where p.id = :made_by)
on conflict (id) do update set disabled_at = null
""")

STORE_SECRET = Command("""
insert into client_secret (id, client_id, secret_hash, made_at)
select :secret_id, c.id, :secret_hash, :now::timestamptz from client c where c.id = :id
on conflict (id) do update set secret_hash = excluded.secret_hash
""")


async def store_machine(call: OpenCall[Writing], machine: Machine) -> None:
    """Let the demonstration's machine sign in with the secret that goes with the password."""
    values = columns(machine) | {"scopes": sorted(machine.scopes)}
    for statement in (STORE_MACHINE, STORE_SECRET):
        await statement.row(call, **{name: values[name] for name in statement.needed})
