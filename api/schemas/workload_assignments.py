"""What a director sends to give a coordinator their hours; it matches the contract exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.types import InstitutionCode, Sent, Year, text
from api.schemas.workloads import LineCode
from domain.access import Place
from domain.workload_assignments import Assignment, Whose, read_shares
from domain.workloads import Coordinator


class WorkloadShare(Sent):
    """The hours of one line without parts."""

    code: LineCode
    hours: Annotated[int, Field(strict=True, ge=0, le=40)]


class WorkloadAssignmentDraft(Sent):
    """Whose hours, and where they are other than the template's."""

    year: Year
    institution: InstitutionCode
    role: Coordinator
    actor_id: UUID
    shares: Annotated[list[WorkloadShare], Field(default_factory=list, max_length=60)]
    justification: Annotated[str, text(500, shortest=10)] | None = None

    def assignment(self, place: Place) -> Assignment:
        """The same, as the domain has it, in the school that the code stands for."""
        shares = read_shares([(each.code, each.hours) for each in self.shares])
        whose = Whose(self.year, self.role, place, self.actor_id)
        return Assignment(whose, shares, self.justification)
