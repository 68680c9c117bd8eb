"""Appointments in force: what reach is made from, so the one read that takes none."""

from datetime import date

from domain.access import Held, PersonId, Place, Role
from persistence.database import Reading

# F54, A19: a DRE that manages schools itself holds the UGEL's duties over them.
HELD_ON_DAY = """
select a.role, a.place::text, a.post
from appointment a
where a.person_id = $1 and a.valid @> $2::date
union all
select 'ugel', g.path::text, a.post
from appointment a
join iged g on g.manages_institutions and g.kind in ('dre', 'gre') and g.path <@ a.place
where a.person_id = $1 and a.valid @> $2::date and a.role = 'dre'
"""


async def held_on(db: Reading, person: PersonId, day: date) -> list[Held]:
    """The roles a person holds on a day (Lima), with the duties that a managing DRE inherits."""
    rows = await db.fetch(HELD_ON_DAY, person, day)
    return [Held(Role(role), Place(place), post) for role, place, post in rows]
