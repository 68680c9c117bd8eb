"""Appointments as they are read: one, or those in force on a day, within a reach."""

from uuid import UUID

from domain.access.permits import NATION, Reach
from persistence.database import Json, Reading, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.actors import Filters
from persistence.people.people import held, names, within

WHAT = "ese nombramiento"
_TOP = ("", "00000000-0000-0000-0000-000000000000")


def view(a: str) -> str:
    """An appointment with its holder, as every answer shows it."""
    return f"""json_build_object({held(a)}, 'actor', (
    select json_build_object('id', p.id, {names("p")}) from person p where p.id = {a}.person_id
))"""


def told(a: str, view: str) -> str:
    """The same as events tell it: the holder by id, and not why they left, for names are removed in
    time and events are not."""
    return f"""(({view})::jsonb - 'actor' - 'ended_reason'
    || jsonb_build_object('actor_id', {a}.person_id))"""


ONE_APPOINTMENT = f"""
select {view("a")}::text, a.version
from appointment a
where a.id = $1 and a.place <@ any($2::text[]::ltree[])
"""

_IN_FORCE = """(p.sort_key, a.id) > ($1::text, $2::uuid)
    and a.place <@ any($4::text[]::ltree[]) and a.valid @> $5::date"""
_ORDER = "order by p.sort_key, a.id limit $3 + 1"

# Few places, or few of a kind: chosen first, so that no plan walks through everyone to find them.
APPOINTMENTS = page_of(
    f"""
    with chosen as materialized (
        select a.* from appointment a
        where a.place <@ any($4::text[]::ltree[]) and a.valid @> $5::date
        and ($6::text is null or a.role = $6)
        and {within("a.place", region="$7", iged="$8", institution="$9")}
    )
    select a.*, p.sort_key from chosen a join person p on p.id = a.person_id
    where {_IN_FORCE}
    {_ORDER}
    """,
    view=view("r"),
    keys=("sort_key", "id"),
    limit="$3",
)

# The whole nation, nothing asked: persons in their order, and what each holds.
ALL_APPOINTMENTS = page_of(
    f"""
    select a.*, p.sort_key from person p
    cross join lateral (select * from appointment h where h.person_id = p.id offset 0) a
    where p.sort_key >= $1::text and {_IN_FORCE}
    {_ORDER}
    """,
    view=view("r"),
    keys=("sort_key", "id"),
    limit="$3",
)


async def show_page(db: Reading, filters: Filters, *, reach: Reach, wanted: PageWanted) -> Page:
    """Appointments in force on a day, in the Spanish order of their holders."""
    asked = (filters.role, filters.region, filters.iged, filters.institution)
    about = (*(wanted.after or _TOP), wanted.limit, roots(reach), filters.day)
    if NATION in reach.roots and not any(asked):
        return await fetch_page(db, ALL_APPOINTMENTS, *about)
    return await fetch_page(db, APPOINTMENTS, *about, *asked)


async def show_one(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One appointment, past or coming ones too."""
    row = found(await db.fetchrow(ONE_APPOINTMENT, id, roots(reach)), WHAT)
    return Versioned(Json(row[0]), row[1])
