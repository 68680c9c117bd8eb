"""What a declarant sends; it matches `openapi/reports.yaml` exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StringConstraints

from api.schemas.types import NO_NUL, Day, Sent, Words
from domain.access import PersonId
from domain.reports import Draft, ObligationId, Observation

ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Written = Annotated[str, StringConstraints(max_length=10_000, pattern=NO_NUL)]
Answer = StrictBool | StrictInt | StrictFloat | Written


class ObservationDraft(Sent):
    """One instrument filled once."""

    id: UUID
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    version: Annotated[int, Field(strict=True, ge=1, le=999)]
    observed_on: Day
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Annotated[dict[ItemCode, Answer], Field(max_length=500)]

    def observation(self) -> Observation:
        """The same, as the domain has it."""
        return Observation(
            self.id,
            self.instrument,
            self.version,
            self.observed_on,
            PersonId(self.teacher_id) if self.teacher_id else None,
            self.students_present,
            self.answers,
        )


class ReportDraft(Sent):
    """A report of one or more observations, sworn."""

    obligation_id: UUID
    sworn: StrictBool
    narrative: Words | None = None
    observations: Annotated[list[ObservationDraft], Field(min_length=1, max_length=100)]

    def draft(self) -> Draft:
        """The same, as the domain has it."""
        return Draft(
            ObligationId(self.obligation_id),
            self.sworn,
            self.narrative,
            [o.observation() for o in self.observations],
        )
