"""What a CT sends of the five strategies; it matches `openapi/tutoring_records.yaml`."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.school_work import Account, Section
from api.schemas.types import Day, InstitutionCode, Sent
from domain.access import PersonId
from domain.tutoring_records import Strategy, TutoringRecord


class TutoringRecordDraft(Sent):
    """What was done in a classroom; nobody under age is named."""

    institution: InstitutionCode
    section: Section
    strategy: Strategy
    held_on: Day
    tutor_id: UUID | None = None
    participants: Annotated[int, Field(strict=True, ge=0, le=2000)]
    text: Account

    def record(self) -> TutoringRecord:
        """The same, as the domain has it."""
        tutor = PersonId(self.tutor_id) if self.tutor_id else None
        what = (self.section, self.strategy, self.held_on)
        return TutoringRecord(*what, tutor, self.participants, self.text)
