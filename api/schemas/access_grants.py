"""What is sent of temporary access; it matches `openapi/access_grants.yaml` exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from api.schemas.appointments import PlaceSent
from api.schemas.types import Moment, Sent, text
from domain.access import PersonId, Place, Role
from domain.access_grants import AccessGrant

Reason = Annotated[str, text(500, shortest=10)]


class AccessGrantDraft(Sent):
    """A role at a place for someone who holds no such post, why, and until when."""

    actor_id: UUID
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    reason: Reason
    expires_at: Moment

    def grant(self, place: Place) -> AccessGrant:
        """The same, as the domain has it, for the place that the code stands for."""
        return AccessGrant(PersonId(self.actor_id), self.role, place, self.reason, self.expires_at)


class AccessGrantEnd(Sent):
    """Why it ends now."""

    reason: Reason
