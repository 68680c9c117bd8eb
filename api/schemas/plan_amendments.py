"""Amendments of plans as they are sent; see `openapi/plan_amendments.yaml`."""

from typing import Annotated

from api.schemas.plans import PlanContent
from api.schemas.types import text
from domain.plans import Proposal


class AmendmentDraft(PlanContent):
    """What the plan is to say from now on, whole, and why."""

    reason: Annotated[str, text(2000)] = ""

    def asked(self) -> Proposal:
        """The same, as the domain has it."""
        return Proposal(self.reason, self.content())
