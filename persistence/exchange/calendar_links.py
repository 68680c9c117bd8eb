"""Secret addresses of calendars: made and withdrawn by their owner, known by their digest alone."""

from datetime import datetime

from domain.access.permits import PersonId
from persistence.database import Json, Reading, Storing, found
from persistence.people.people import stands_at

WHAT = "su dirección de calendario"

LINK = """
select json_build_object('made_at', l.made_at, 'read_at', l.read_at)::text
from calendar_link l where l.person_id = $1
"""

KEEP_LINK = f"""
with kept as (
    insert into calendar_link (person_id, secret_hash, made_at) values ($1, $2, $3)
    on conflict (person_id) do update set secret_hash = excluded.secret_hash,
        made_at = excluded.made_at, read_at = null
    returning person_id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, person_id, {stands_at("$1")}, 'calendar_link.made', 'actor/' || person_id, '{{}}'
from kept
"""

WITHDRAW_LINK = f"""
with gone as (delete from calendar_link where person_id = $1 returning person_id)
insert into event (at, actor_id, place, kind, subject, payload)
select $2, person_id, {stands_at("$1")}, 'calendar_link.withdrawn', 'actor/' || person_id, '{{}}'
from gone
"""

# Calendar programs come every few minutes: the row is written once an hour at most.
OPEN_LINK = """
with marked as (
    update calendar_link set read_at = $2
    where secret_hash = $1 and (read_at is null or read_at <= $2::timestamptz - interval '1 hour')
)
select person_id from calendar_link where secret_hash = $1
"""


async def show(db: Reading, person: PersonId) -> Json:
    """When one's own address was made and last read, or `NotFound`."""
    return Json(found(await db.fetchval(LINK, person), WHAT))


async def keep(db: Storing, person: PersonId, digest: bytes, *, now: datetime) -> None:
    """Keep a new address in place of the former, with its event."""
    await db.once(KEEP_LINK, person, digest, now)


async def withdraw(db: Storing, person: PersonId, *, now: datetime) -> None:
    """Make the address useless, with the event if there was one."""
    await db.once(WITHDRAW_LINK, person, now)


async def owner_of(db: Storing, digest: bytes, *, now: datetime) -> PersonId | None:
    """Whose calendar an address opens, marked as read; None for nobody's."""
    row = await db.once(OPEN_LINK, digest, now)
    return None if row is None else PersonId(row[0])
