"""Where somebody wants to be written to: kept, changed, or there already."""

from dataclasses import replace

import pytest

from domain.errors import DomainError
from domain.people.contacts import Contact, ContactFacts, InvalidContact, write_contact
from domain.versions import Change

HERE = Contact("rosa@example.org", reminders=True)
THERE = replace(HERE, email="quispe@example.org")
NOTHING, KEPT = ContactFacts(None, None), ContactFacts(HERE, 2)


@pytest.mark.parametrize(
    ("contact", "facts", "if_match", "change"),
    [
        (HERE, NOTHING, None, Change.CREATE),
        (HERE, KEPT, None, Change.NOTHING),
        (HERE, KEPT, 1, Change.NOTHING),
        (THERE, KEPT, 2, Change.REPLACE),
        (replace(HERE, reminders=False), KEPT, 2, Change.REPLACE),
    ],
)
def test_a_contact_is_kept(
    contact: Contact, facts: ContactFacts, if_match: int | None, change: Change
) -> None:
    assert write_contact(contact, facts, if_match=if_match) is change


@pytest.mark.parametrize(
    ("contact", "facts", "if_match", "refusal"),
    [
        (replace(HERE, email="rosa..quispe@x.pe"), NOTHING, None, InvalidContact),
    ],
)
def test_a_contact_is_refused(
    contact: Contact, facts: ContactFacts, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        write_contact(contact, facts, if_match=if_match)
