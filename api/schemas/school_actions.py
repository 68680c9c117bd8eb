"""What a school registers of its actions; it matches `openapi/school_actions.yaml`."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.school_work import Account, Title
from api.schemas.types import Day, InstitutionCode, Sent, text
from domain.school_actions import ActionKind, Evidence, SchoolAction

Address = Annotated[
    str,
    StringConstraints(
        max_length=500,
        pattern=r"^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,24}(/[!#-;=?-~]*)?$",
    ),
]
"""An https address of a named host, in ASCII: no user, no port, no `<`, `>` or quotation mark."""


class EvidenceDraft(Sent):
    """Where an action can be seen."""

    text: Annotated[str, text(300, shortest=3)]
    url: Address | None = None


class SchoolActionDraft(Sent):
    """An action with its evidence; nobody under age is named."""

    institution: InstitutionCode
    kind: ActionKind
    held_on: Day
    title: Title
    text: Account
    participants: Annotated[int, Field(strict=True, ge=0, le=5000)]
    evidence: Annotated[list[EvidenceDraft], Field(min_length=1, max_length=10)]

    def action(self) -> SchoolAction:
        """The same, as the domain has it."""
        evidence = tuple(Evidence(each.text, each.url) for each in self.evidence)
        what = (self.kind, self.held_on, self.title, self.text)
        return SchoolAction(*what, self.participants, evidence)
