"""What organisers of sessions send; it matches `openapi/collaborative_sessions.yaml`."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas.school_work import Reason, Title
from api.schemas.types import Day, InstitutionCode, Moment, Sent, text
from domain.access import PersonId
from domain.collaborative_sessions import (
    Agreement,
    Attendance,
    Minutes,
    Promise,
    Session,
    SessionKind,
)

Point = Annotated[str, text(300, shortest=3)]


class CollaborativeSessionDraft(Sent):
    """What is scheduled: with whom, when, about what."""

    institution: InstitutionCode
    kind: SessionKind
    title: Title
    agenda: Annotated[list[Point], Field(min_length=1, max_length=20)]
    starts_at: Moment
    ends_at: Moment
    convened: Annotated[list[UUID], Field(min_length=1, max_length=200)]

    def session(self) -> Session:
        """The same, as the domain has it."""
        convened = tuple(PersonId(id) for id in self.convened)
        what = (self.kind, self.title, tuple(self.agenda))
        return Session(*what, self.starts_at, self.ends_at, convened)


class SessionCancellation(Sent):
    """Why a session does not take place."""

    reason: Reason


class Attendee(Sent):
    """Whether somebody came."""

    person_id: UUID
    attended: StrictBool


class SessionAttendance(Sent):
    """Whether each of the convened came, and who came without being convened."""

    people: Annotated[list[Attendee], Field(min_length=1, max_length=300)]

    def attendance(self) -> Attendance:
        """The same, as the domain has it."""
        return [(PersonId(each.person_id), each.attended) for each in self.people]


class AgreementCommitment(Sent):
    """Who answers for an agreement, until when."""

    id: UUID
    owner_id: UUID
    due_on: Day

    def promise(self) -> Promise:
        """The same, as the domain has it."""
        return Promise(self.id, PersonId(self.owner_id), self.due_on)


class AgreementDraft(Sent):
    """What was agreed, and the commitment that it makes if it makes one."""

    text: Annotated[str, text(500, shortest=3)]
    commitment: AgreementCommitment | None = None


class SessionMinutes(Sent):
    """What a session leaves behind."""

    text: Annotated[str, text(10000, shortest=10)]
    agreements: Annotated[list[AgreementDraft], Field(max_length=50)]

    def minutes(self) -> Minutes:
        """The same, as the domain has it."""
        agreed = (
            Agreement(each.text, each.commitment.promise() if each.commitment else None)
            for each in self.agreements
        )
        return Minutes(self.text, tuple(agreed))
