"""What a CP and a director send of assessments; it matches `openapi/learning_assessments.yaml`."""

from typing import Annotated

from pydantic import Field

from api.schemas.school_work import Section
from api.schemas.types import Day, InstitutionCode, Sent, text
from domain.learning_assessments import Area, Assessment, AssessmentKind, Decided, Decision

Pupils = Annotated[int, Field(strict=True, ge=0, le=60)]
Note = Annotated[str, text(1000, shortest=3)]


class Levels(Sent):
    """How many pupils reached each level of the Currículo Nacional."""

    c: Pupils
    b: Pupils
    a: Pupils
    ad: Pupils


class LearningAssessmentDraft(Sent):
    """Counts of one section in one area; nobody under age is named."""

    institution: InstitutionCode
    kind: AssessmentKind
    section: Section
    area: Area
    held_on: Day
    enrolled: Annotated[int, Field(strict=True, ge=1, le=60)]
    assessed: Pupils
    levels: Levels
    note: Note | None = None

    def assessment(self) -> Assessment:
        """The same, as the domain has it."""
        reached = self.levels
        levels = (reached.c, reached.b, reached.a, reached.ad)
        what = (self.kind, self.section, self.area, self.held_on, self.enrolled, self.assessed)
        return Assessment(*what, levels, self.note)


class AssessmentDecisionDraft(Sent):
    """What the director decides over the counts."""

    decision: Decision
    note: Note | None = None

    def decided(self) -> Decided:
        """The same, as the domain has it."""
        return Decided(self.decision, self.note)
