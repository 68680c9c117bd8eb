"""What is sent of a person; it matches `openapi/actors.yaml` exactly."""

from typing import Annotated

from api.schemas.types import Name, Sent, text
from domain.actors import DocType, Identity, tidied


class ActorDraft(Sent):
    """A person's official document and names."""

    doc_type: DocType
    doc_number: Annotated[str, text(20, shortest=1)]
    given_names: Name
    paternal_surname: Name
    maternal_surname: Name | None = None

    def identity(self) -> Identity:
        """The same, tidied, as the domain has it."""
        return tidied(
            Identity(
                self.doc_type,
                self.doc_number,
                self.given_names,
                self.paternal_surname,
                self.maternal_surname,
            )
        )
