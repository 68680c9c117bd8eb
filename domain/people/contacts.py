"""Where a person wants to be written to, and whether of deadlines."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address

from domain.errors import Finding, Invalid, Noun
from domain.versions import Change, Seen, change_of

CONTACT = Noun("su contacto", "contact")
ENCODED = "=?"
"""How an encoded word begins (RFC 2047): mail programs read something else there, even lines."""


class InvalidContact(Invalid):
    """No message can be sent there; `errors` say why."""

    code = "invalid-contact"
    title_es, title_en = "Contacto no válido", "Invalid contact"
    es = "No se puede escribir a esa dirección."
    en = "Nothing can be sent to that address."


@dataclass(frozen=True, slots=True)
class Contact:
    """An address; `reminders`: whether messages go there."""

    email: str
    reminders: bool


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is kept now, with its version."""

    present: Contact | None
    version: int | None


def write_contact(contact: Contact, facts: ContactFacts, *, if_match: Seen | None) -> Change:
    """Whether the contact is kept, changed or there already, or why it cannot be so."""
    address_of(contact.email)
    same = facts.present == contact
    return change_of(present=facts.version, if_match=if_match, same=same, what=CONTACT)


def address_of(email: str) -> Address:
    """The address as a message carries it (RFC 5322); `InvalidContact` when it cannot be one."""
    try:
        address = Address(addr_spec=email)
    except (MessageError, ValueError, LookupError):  # it tells in all these ways
        raise _no_address() from None
    if ENCODED in email or address.addr_spec != email:
        raise _no_address()
    return address


def _no_address() -> InvalidContact:
    es, en = "No es una dirección de correo.", "Is no mail address."
    return InvalidContact([Finding("/email", "not-an-address", es, en)])
