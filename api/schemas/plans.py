"""Plans as their authors send them, and what is decided; see `openapi/plans.yaml`."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas.types import Day, InstitutionCode, Sent, Words, Year, text
from domain.access import PersonId
from domain.plans import Accompanied, Act, Asked, Chosen, Content, Kind, Phase, Stage, Strategy

Line = Annotated[str, text(500, shortest=1)]


class StrategyDraft(Sent):
    """A strategy, and how it will be carried out."""

    code: Strategy
    text: Words | None = None


class PhaseDraft(Sent):
    """What is planned in a stage, and when."""

    stage: Stage
    starts_on: Day | None = None
    ends_on: Day | None = None
    activities: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)


class AccompaniedDraft(Sent):
    """A teacher or tutor, and how many visits in the year."""

    id: UUID
    visits: Annotated[int, Field(strict=True, ge=1, le=60)]


class PlanContent(Sent):
    """What a plan says."""

    diagnosis: Annotated[str, text(8000)] = ""
    goals: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    strategies: Annotated[list[StrategyDraft], Field(max_length=20)] = Field(default_factory=list)
    calendar: Annotated[list[PhaseDraft], Field(max_length=10)] = Field(default_factory=list)
    teachers: Annotated[list[AccompaniedDraft], Field(max_length=100)] = Field(default_factory=list)

    def content(self) -> Content:
        """The same, as the domain has it."""
        return Content(
            self.diagnosis,
            tuple(self.goals),
            tuple(Chosen(each.code, each.text) for each in self.strategies),
            tuple(
                Phase(each.stage, each.starts_on, each.ends_on, tuple(each.activities))
                for each in self.calendar
            ),
            tuple(Accompanied(PersonId(each.id), each.visits) for each in self.teachers),
        )


class PlanDraft(PlanContent):
    """A plan as far as it was written."""

    institution: InstitutionCode
    year: Year
    kind: Kind

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.institution, self.year, self.kind, self.content())


class PlanReturn(Sent):
    """Why a plan goes back."""

    note: Words


class PlanInPat(Sent):
    """Whether the annual work plan has it."""

    incorporated: StrictBool

    @property
    def act(self) -> Act:
        """The same, as the domain has it."""
        return Act.INCORPORATE if self.incorporated else Act.SEPARATE


class PlanBalance(Sent):
    """What came of a plan."""

    balance: Annotated[str, text(8000, shortest=20)]
