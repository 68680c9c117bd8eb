"""What reach is made from: live sessions, appointments in force, temporary access. The one read
that takes no reach."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import Held, PersonId, Place
from domain.access.roles import Role
from domain.errors import LIMA
from persistence.database import Reading
from persistence.identity.access_grants import granted


def roles_of(person: str, *, day: str, now: str) -> str:
    """The roles of a person, with the duties that a managing DRE inherits (F54, A19)."""
    return f"""
    select a.role, a.place::text as place, a.post, false as temporary
    from appointment a
    where a.person_id = {person} and a.valid @> {day}
    union all
    select 'ugel', g.path::text, a.post, false
    from appointment a
    join iged g on g.manages_institutions and g.kind in ('dre', 'gre') and g.path <@ a.place
    where a.person_id = {person} and a.valid @> {day} and a.role = 'dre'
    union all
    {granted(person, now=now)}
    """


HELD_BY_PERSON = roles_of("$1", day="$2::date", now="$3::timestamptz")

# A session that is over has no row; one of somebody who holds nothing has one, with no role.
HELD_IN_SESSION = f"""
select s.second_factor, c.requests_per_minute, h.role, h.place, h.post, h.temporary
from session s
left join client c on c.id = s.client_id
left join lateral (
    {roles_of("s.person_id", day="$3::date", now="$2")}
    union all
    select 'integrator', c.place::text, null, false
    where c.id is not null and c.disabled_at is null
) h on true
where s.id = $1 and s.ended_at is null and s.expires_at > $2
"""

HELD_BY_IDENTITY = f"""
select x.person_id, h.role, h.place, h.post, h.temporary
from external_identity x
left join lateral ({roles_of("x.person_id", day="$4::date", now="$3::timestamptz")}) h on true
where x.issuer = $1 and x.subject = $2 and x.confirmed_at is not null
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a live session stands for now."""

    held: tuple[Held, ...]
    second_factor: bool
    requests_per_minute: int | None = None
    """How often a machine client may ask; None for a person."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom an identity at an outside provider stands for, and what they hold now."""

    person: PersonId
    held: tuple[Held, ...]


async def held_by(db: Reading, person: PersonId, *, now: datetime) -> tuple[Held, ...]:
    """The roles a person holds today (Lima), those for a time only until their instant."""
    rows = await db.fetch(HELD_BY_PERSON, person, now.astimezone(LIMA).date(), now)
    return tuple(_held_of(*row) for row in rows)


async def standing_of(db: Reading, session: UUID, *, now: datetime) -> Standing | None:
    """The roles held now in a session; None once it is over."""
    rows = await db.fetch(HELD_IN_SESSION, session, now, now.astimezone(LIMA).date())
    if not rows:
        return None
    held = tuple(_held_of(*of) for _, _, *of in rows if of[0])
    return Standing(held, rows[0]["second_factor"], rows[0]["requests_per_minute"])


async def identified(db: Reading, issuer: str, subject: str, *, now: datetime) -> Identified | None:
    """The person who confirmed that an outside identity is theirs; None for nobody."""
    day = now.astimezone(LIMA).date()
    rows = await db.fetch(HELD_BY_IDENTITY, issuer, subject, now, day)
    if not rows:
        return None
    held = tuple(_held_of(*of) for _, *of in rows if of[0])
    return Identified(PersonId(rows[0]["person_id"]), held)


def _held_of(role: str, place: str, post: int | None, temporary: bool) -> Held:
    return Held(Role(role), Place(place), post, temporary)
