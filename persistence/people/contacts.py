"""A person's own contact. No event tells the address."""

from datetime import datetime

from domain.access.permits import PersonId
from domain.errors import StaleVersion
from domain.people.contacts import WHAT, Contact, ContactDesk, keep
from domain.versions import Change
from persistence.database import Json, Reading, Storing, Versioned, found
from persistence.people.people import stands_at

_VIEW = """json_build_object(
    'email', c.email, 'reminders', c.reminders, 'updated_at', c.updated_at
)"""

CONTACT = f"select {_VIEW}::text, c.version from contact c where c.person_id = $1"

CONTACT_DESK = "select email, reminders, version from contact where person_id = $1"

STORE_CONTACT = f"""
with stored as (
    insert into contact (person_id, email, reminders, updated_at) values ($1, $2, $3, $4)
    on conflict (person_id) do update set email = excluded.email, reminders = excluded.reminders,
        updated_at = excluded.updated_at, version = contact.version + 1
    where contact.version = $5
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $4, $1, {stands_at("$1")}, 'contact.kept', 'actor/' || $1::uuid,
        jsonb_build_object('reminders', c.reminders)
    from stored c
)
select {_VIEW}::text, c.version from stored c
"""

# What waits to be sent goes with it; what was sent stays as a record.
DELETE_CONTACT = f"""
with gone as (
    delete from contact where person_id = $1 returning person_id
), unsent as (
    delete from notice n using gone g where n.person_id = g.person_id and n.sent_at is null
)
insert into event (at, actor_id, place, kind, subject, payload)
select $2, person_id, {stands_at("$1")}, 'contact.deleted', 'actor/' || person_id, '{{}}' from gone
"""


async def show(db: Reading, person: PersonId) -> Versioned:
    """One's own contact, or `NotFound`."""
    return Versioned(*found(await db.fetchrow(CONTACT, person), WHAT))


async def put(
    db: Storing, person: PersonId, asked: Contact, *, if_match: int | None, now: datetime
) -> Versioned:
    """Keep or change one's contact, with its event; the loser of two at once hears
    `StaleVersion`."""
    row = await db.fetchrow(CONTACT_DESK, person)
    present = None if row is None else Contact(row["email"], row["reminders"])
    desk = ContactDesk(present, None if row is None else row["version"])
    change = keep(desk, asked, if_match=if_match)
    if change is Change.NOTHING:
        return await show(db, person)
    sent = (asked.email, asked.reminders, now)
    stored = await db.once(STORE_CONTACT, person, *sent, desk.version or 0)
    if stored is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(stored[0]), stored[1], created=change is Change.CREATE)


async def delete(db: Storing, person: PersonId, *, now: datetime) -> None:
    """Forget one's contact and what waits to be sent there, with the event if there was one."""
    await db.once(DELETE_CONTACT, person, now)
