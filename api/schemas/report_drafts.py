"""Work that is not filed yet, as clients send it; it matches `openapi/report_drafts.yaml`."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from api.schemas.answers import Answers, ItemCode
from api.schemas.types import Day, Moment, Sent, Words
from domain.access import PersonId
from domain.reports import ObligationId
from domain.reports.drafts import PartialObservation, Work


class _Part(Sent):
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    observed_on: Day | None = None
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers = Field(default_factory=dict)

    def partial(self, id: UUID) -> PartialObservation:
        """The same, as the domain has it."""
        return PartialObservation(
            id,
            self.instrument,
            self.version,
            self.observed_on,
            PersonId(self.teacher_id) if self.teacher_id else None,
            self.students_present,
            self.answers,
        )


class WorkObservation(_Part):
    """An observation as far as it was filled."""

    id: UUID


class WorkSection(_Part):
    """A section of one observation, and which answers go."""

    clear: Annotated[list[ItemCode], Field(max_length=500)] = Field(default_factory=list)
    captured_at: Moment | None = None


class WorkDraft(Sent):
    """A draft, whole."""

    obligation_id: UUID
    narrative: Words | None = None
    captured_at: Moment | None = None
    observations: Annotated[list[WorkObservation], Field(max_length=100)] = Field(
        default_factory=list
    )

    def work(self) -> Work:
        """The same, as the domain has it."""
        return Work(
            ObligationId(self.obligation_id),
            self.narrative,
            [o.partial(o.id) for o in self.observations],
            self.captured_at,
        )


class WorkTaken(Sent):
    """What the draft is of."""

    obligation_id: UUID


class Submission(Sent):
    """The sworn statement."""

    sworn: StrictBool
    captured_at: Moment | None = None
