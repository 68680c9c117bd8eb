"""What a declarant sends; it matches `openapi/reports.yaml` exactly."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from api.schemas.answers import Answers
from api.schemas.types import Day, Moment, Sent, Words
from domain.access import PersonId
from domain.reports import Draft, ObligationId, Observation


class ObservationDraft(Sent):
    """One instrument filled once."""

    id: UUID
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    version: Annotated[int, Field(strict=True, ge=1, le=999)]
    observed_on: Day
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers

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
    captured_at: Moment | None = None
    observations: Annotated[list[ObservationDraft], Field(min_length=1, max_length=100)]

    def draft(self) -> Draft:
        """The same, as the domain has it."""
        return Draft(
            ObligationId(self.obligation_id),
            self.sworn,
            self.narrative,
            [o.observation() for o in self.observations],
            self.captured_at,
        )
