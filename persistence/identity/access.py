"""What reach is made from: live sessions, appointments in force, temporary access. The one read
that takes no reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from domain.access.permits import HeldRole, PersonId, Place
from domain.access.roles import Role
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.identity.access_grants import granted
from persistence.identity.vouchers import counts
from persistence.statements import Query


def roles_of(person: str, *, day: str = ":today::date", now: str = ":now::timestamptz") -> str:
    """The roles of a person that count in their account (`domain.identity.vouchers`), with the
    duties that a managing DRE inherits (F54, A19)."""
    return f"""
    select a.role, a.place::text as place, a.post, false as temporary
    from appointment a
    where a.person_id = {person} and a.valid @> {day}
    and {counts("a.person_id", "a.role", "a.place")}
    union all
    select 'ugel', g.path::text, a.post, false
    from appointment a
    join iged g on g.manages_institutions and g.kind in ('dre', 'gre') and g.path <@ a.place
    where a.person_id = {person} and a.valid @> {day} and a.role = 'dre'
    and {counts("a.person_id", "a.role", "a.place")}
    union all
    {granted(person, now=now)}
    """


HELD_BY_PERSON = Query(roles_of(":person_id"))

# A session that is over has no row; one of somebody who holds nothing has one, with no role.
HELD_IN_SESSION = Query(f"""
select s.second_factor, c.requests_per_minute, h.role, h.place, h.post, h.temporary
from session s
left join client c on c.id = s.client_id
left join account u on u.person_id = s.person_id
left join lateral (
    {roles_of("s.person_id")}
    union all
    select 'integrator', c.place::text, null, false
    where c.id is not null and c.disabled_at is null
) h on true
where s.id = :session and s.ended_at is null and s.expires_at > :now and u.suspended_at is null
""")

HELD_BY_IDENTITY = Query(f"""
select x.person_id, h.role, h.place, h.post, h.temporary
from external_identity x
left join lateral ({roles_of("x.person_id")}) h on true
where x.issuer = :issuer and x.subject = :subject and x.confirmed_at is not null
""")


@dataclass(frozen=True, slots=True)
class HeldInSession:
    """What somebody holds now in a live session, and whether they showed a second factor."""

    held: tuple[HeldRole, ...]
    second_factor: bool
    requests_per_minute: int | None = None
    """How often a machine client may ask; None for a person."""


@dataclass(frozen=True, slots=True)
class HeldByIdentity:
    """Whom an identity at an outside provider stands for, and what they hold now."""

    person_id: PersonId
    held: tuple[HeldRole, ...]


async def read_held(call: OpenCall[Reading], person_id: PersonId) -> tuple[HeldRole, ...]:
    """The roles a person holds today (Lima), those for a time only until their instant."""
    return _held_of(await HELD_BY_PERSON.rows(call, person_id=person_id))


async def read_held_in_session(call: OpenCall[Reading], session: UUID) -> HeldInSession | None:
    """The roles held now in a session; None once it is over."""
    rows = await HELD_IN_SESSION.rows(call, session=session)
    if not rows:
        return None
    first = rows[0]
    return HeldInSession(_held_of(rows), first["second_factor"], first["requests_per_minute"])


async def read_held_by_identity(
    call: OpenCall[Reading], issuer: str, subject: str
) -> HeldByIdentity | None:
    """The person who confirmed that an outside identity is theirs; None for nobody."""
    rows = await HELD_BY_IDENTITY.rows(call, issuer=issuer, subject=subject)
    return HeldByIdentity(PersonId(rows[0]["person_id"]), _held_of(rows)) if rows else None


def _held_of(rows: Sequence[Record]) -> tuple[HeldRole, ...]:
    return tuple(
        HeldRole(Role(row["role"]), Place(row["place"]), row["post"], row["temporary"])
        for row in rows
        if row["role"]
    )
