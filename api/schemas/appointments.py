"""What is sent of an appointment; it matches `openapi/appointments.yaml` exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.types import Day, Name, Sent, Words
from domain.access import PersonId, Role
from domain.appointments import AppointmentId, Draft, PlaceKind, PlaceRef, Regime


class PlaceSent(Sent):
    """A place by its kind and official code."""

    kind: PlaceKind
    code: Annotated[str, StringConstraints(pattern=r"^(PE|[0-9]{6}|[0-9]{7}-[0-9])$")]

    def ref(self) -> PlaceRef:
        """The same, as the domain has it."""
        return PlaceRef(self.kind, self.code)


class AppointmentDraft(Sent):
    """A person in a role at a place, from a day on."""

    actor_id: UUID
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    post: Annotated[int, Field(ge=1, le=9)] | None = None
    regime: Regime | None = None
    act_number: Name | None = None
    post_code: Name | None = None
    valid_from: Day
    valid_to: Day | None = None
    replaces: UUID | None = None

    def draft(self) -> Draft:
        """The same, as the domain has it."""
        return Draft(
            PersonId(self.actor_id),
            self.role,
            self.post,
            self.regime,
            self.act_number,
            self.post_code,
            self.valid_from,
            self.valid_to,
            AppointmentId(self.replaces) if self.replaces else None,
        )


class AppointmentEnd(Sent):
    """The last day of an appointment, and why."""

    last_day: Day
    reason: Words
