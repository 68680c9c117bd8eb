"""Keeping where one wants to be written to."""

from domain.people.contacts import Contact, write_contact
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Storing, Versioned
from persistence.people.contacts import load_contact_facts, read_contact, store_contact
from services.running import retried


@retried
async def put(call: Call[Storing], contact: Contact) -> Versioned:
    """Keep or change one's contact, with its event, unless it stands so already."""
    facts = await load_contact_facts(call)
    if write_contact(contact, facts, if_match=call.if_match) is Change.NOTHING:
        return await read_contact(call)
    return await store_contact(call, contact, facts)
