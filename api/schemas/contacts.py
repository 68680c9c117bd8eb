"""What people send to be written to; it matches the contract exactly."""

from typing import Annotated

from pydantic import StrictBool, StringConstraints

from api.schemas.types import Sent
from domain.contacts import Contact


class ContactKept(Sent):
    """An address, and whether reminders go there."""

    email: Annotated[
        str,
        StringConstraints(
            max_length=254,
            pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63})+$",
        ),
    ]
    reminders: StrictBool

    def contact(self) -> Contact:
        """The same, as the domain has it."""
        return Contact(self.email, self.reminders)
