"""What one's access is explained from: one's own times in roles, and places that one may know."""

from datetime import datetime

from domain.access.permits import Held, Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import LIMA
from domain.identity.me_access import NOWHERE, Tenure, When
from persistence.database import Reading
from persistence.identity.access_grants import in_force
from persistence.territory.territory import PlaceNamed

TENURES = f"""
select a.role, a.place::text, a.post, false,
    case when a.valid @> $2::date then 'now' when lower(a.valid) > $2 then 'coming'
         else 'past' end,
    case when upper(a.valid) <= $2 then upper(a.valid) - 1 else lower(a.valid) end
from appointment a where a.person_id = $1
union all
select g.role, g.place::text, null, true,
    case when {in_force("g", now="$3::timestamptz")} then 'now' else 'past' end,
    ((case when {in_force("g", now="$3")} then g.starts_at
           else least(g.ended_at, g.expires_at) end) at time zone 'America/Lima')::date
from access_grant g where g.person_id = $1
"""

# Regions and IGEDs are public; a school is known to who reaches it, or holds or held a post in it.
PLACE_KNOWN = """
select p.path::text, p.name
from place p
where p.kind = $1 and p.code = $2 and (
    p.kind <> 'institution' or p.path <@ any($3::text[]::ltree[])
    or exists (select from appointment a where a.person_id = $4 and a.place = p.path)
)
"""


async def tenures_of(db: Reading, person: PersonId, *, now: datetime) -> list[Tenure]:
    """Everything the person held, holds or will hold, by appointment or for a time."""
    rows = await db.fetch(TENURES, person, now.astimezone(LIMA).date(), now)
    return [
        Tenure(Held(Role(role), Place(place), post, temporary), When(when), day)
        for role, place, post, temporary, when, day in rows
    ]


async def place_known(
    db: Reading, place: PlaceNamed, *, permit: Permit
) -> tuple[Place, str | None]:
    """The path and name of a place, or `NOWHERE` when there is none that the caller may know of."""
    held = [h.place for h in permit.held]
    row = await db.fetchrow(PLACE_KNOWN, place.kind, place.code, held, permit.person)
    return (Place(row[0]), row[1]) if row else (NOWHERE, None)
