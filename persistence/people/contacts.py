"""A person's own contact. No event tells the address."""

from domain.events import EventKind
from domain.people.contacts import CONTACT, Contact, ContactFacts
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored
from persistence.fragments import event
from persistence.mapping import columns, from_json
from persistence.people.people import stands_at
from persistence.statements import Command, Query

_VIEW = """json_build_object(
    'email', c.email, 'reminders', c.reminders, 'updated_at', c.updated_at
)"""

OWN_CONTACT = Query(
    f"select {_VIEW}::text as body, c.version from contact c where c.person_id = :by"
)

CONTACT_FACTS = Query("""
select json_build_object(
    'present', case when c.person_id is not null then json_build_object(
        'email', c.email, 'reminders', c.reminders
    ) end,
    'version', c.version
)::text
from (select) as one left join contact c on c.person_id = :by
""")

_LOGGED = event(
    EventKind.CONTACT_KEPT,
    of="stored c",
    subject="'actor/' || c.person_id",
    data="'reminders', c.reminders",
    place=stands_at(),
)

STORE_CONTACT = Command(f"""
with stored as (
    insert into contact as was (person_id, email, reminders, updated_at)
    values (:by, :email, :reminders, :now)
    on conflict (person_id) do update set email = excluded.email, reminders = excluded.reminders,
        updated_at = excluded.updated_at, version = was.version + 1
    where was.version = :version
    returning *
), logged as ({_LOGGED})
select {_VIEW}::text as body, c.version from stored c
""")

_DELETED = event(
    EventKind.CONTACT_DELETED, of="gone", subject="'actor/' || person_id", place=stands_at()
)

# What waits to be sent goes with it; what was sent stays as a record.
DELETE_CONTACT = Command(f"""
with gone as (
    delete from contact where person_id = :by returning person_id
), unsent as (
    delete from notice n using gone g where n.person_id = g.person_id and n.sent_at is null
)
{_DELETED}
""")


async def read_contact(call: Call[Reading]) -> Versioned:
    """One's own contact, or `NotFound`."""
    return as_read(await OWN_CONTACT.row(call), CONTACT)


async def load_contact_facts(call: Call[Reading]) -> ContactFacts:
    """What is kept now."""
    return from_json(ContactFacts, await CONTACT_FACTS.value(call))


async def store_contact(call: Call[Storing], contact: Contact, facts: ContactFacts) -> Versioned:
    """The contact as it is kept, with its event."""
    row = await STORE_CONTACT.row(call, **columns(contact), version=facts.version or 0)
    return as_stored(row, CONTACT)


async def delete_contact(call: Call[Storing]) -> None:
    """Forget one's contact and what waits to be sent there, with the event if there was one."""
    await DELETE_CONTACT.row(call)
