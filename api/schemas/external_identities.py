"""What is sent of outside identities; it matches `openapi/external_identities.yaml` exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from api.schemas.passwords import CodeOrRecovery, PresentPassword
from api.schemas.types import Sent
from auth.admission import Proof
from domain.access import PersonId
from domain.external_identities import Link

Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\u0000-\u001f]+$")
]


class ExternalIdentityDraft(Sent):
    """Whom a subject of the outside provider stands for."""

    actor_id: UUID
    subject: Subject

    def link(self, issuer: str) -> Link:
        """The same, as the domain has it, at the provider that is trusted."""
        return Link(issuer, self.subject, PersonId(self.actor_id))


class ExternalIdentityConfirmation(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """The same, as the admission office has it."""
        return Proof(self.password, self.code)
