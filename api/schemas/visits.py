"""What visitors and teachers send about visits; see `openapi/visits.yaml`."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.types import InstitutionCode, Moment, Name, Sent, text
from domain.access import PersonId, Place, Role
from domain.bookings import Span
from domain.plans import Stage
from domain.visits import Act, Asked, MoveAsked, Told, Took, VisitId

Reason = Annotated[str, text(500, shortest=3)]
Section = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=40,
        pattern=r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*$",
    ),
]


class VisitDraft(Sent):
    """A visit as it is planned."""

    institution: InstitutionCode
    role: Literal["cp", "ct"] | None = None
    teacher_id: UUID
    stage: Literal["diagnosis", "process", "closing"]
    section: Section
    area: Name | None = None
    starts_at: Moment
    ends_at: Moment
    plan_id: UUID | None = None

    @property
    def asked_role(self) -> Role | None:
        """As what the visitor goes, where they say."""
        return None if self.role is None else Role(self.role)

    def asked(self, role: Role, place: Place) -> Asked:
        """The same, as the domain has it, from the post that it is made from."""
        return Asked(
            place,
            role,
            PersonId(self.teacher_id),
            Stage(self.stage),
            self.section,
            self.area,
            Span(self.starts_at, self.ends_at),
            self.plan_id,
        )


class VisitMove(Sent):
    """Another time, and why."""

    starts_at: Moment
    ends_at: Moment
    reason: Reason

    def asked(self, visit: UUID) -> MoveAsked:
        """The same, as the domain has it."""
        return MoveAsked(VisitId(visit), Span(self.starts_at, self.ends_at), self.reason)


class VisitReason(Sent):
    """Why something is called off, or not as it was planned."""

    reason: Reason

    def told(self, act: Act) -> Told:
        """The same, as the domain has it, of one act."""
        return Told(act, self.reason)


class VisitDone(Sent):
    """When a visit really was, and how many students were present."""

    began_at: Moment
    finished_at: Moment
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)]

    def told(self) -> Told:
        """The same, as the domain has it."""
        took = Took(Span(self.began_at, self.finished_at), self.students_present)
        return Told(Act.HOLD, took=took)
