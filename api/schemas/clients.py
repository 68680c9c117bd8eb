"""What is sent of machine clients; it matches `openapi/clients.yaml` exactly."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from api.schemas.appointments import PlaceSent
from api.schemas.types import Name, Sent
from domain.access import Place, Scope
from domain.clients import DEFAULT_OVERLAP, LONGEST_OVERLAP, Client

Email = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[^@\s\u0000-\u001f]+@[^@\s\u0000-\u001f]+$")
]


class ClientDraft(Sent):
    """A regional system or a script: who answers for it, where, what it may do, how often."""

    name: Name
    contact: Email
    place: PlaceSent
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=30)]
    requests_per_minute: Annotated[int, Field(strict=True, ge=1, le=6000)] = 600
    disabled: StrictBool = False

    def client(self, place: Place) -> Client:
        """The same, as the domain has it, at the place that the code stands for."""
        return Client(
            self.name,
            self.contact,
            place,
            frozenset(self.scopes),
            self.requests_per_minute,
            self.disabled,
        )


class SecretOrder(Sent):
    """How many days the former secret stays good beside the new one."""

    overlap_days: Annotated[int, Field(strict=True, ge=0, le=LONGEST_OVERLAP)] = DEFAULT_OVERLAP

    def overlap(self) -> timedelta:
        """The same, as a span."""
        return timedelta(days=self.overlap_days)
