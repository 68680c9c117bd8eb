"""Where a person wants to be written to, and whether of deadlines."""

from dataclasses import dataclass

from domain.versions import Change, change_of

WHAT = "su contacto"


@dataclass(frozen=True, slots=True)
class Contact:
    """An address; `reminders`: whether messages go there."""

    email: str
    reminders: bool


@dataclass(frozen=True, slots=True)
class ContactDesk:
    """What is kept now, with its version."""

    present: Contact | None
    version: int | None


def keep(desk: ContactDesk, asked: Contact, *, if_match: int | None) -> Change:
    """Whether the contact is kept, changed or there already, or why it cannot be so."""
    return change_of(present=desk.version, if_match=if_match, same=desk.present == asked, what=WHAT)
