"""Dialogues, commitments and referrals as clients send them; see `openapi/dialogues.yaml`."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas.answers import Answers, ItemCode
from api.schemas.types import Day, Moment, Sent, Words, text
from domain.commitments import Asked, AskedInSession, Carried, Outcome
from domain.commitments import Status as CommitmentStatus
from domain.dialogues import Answer, Holding, Promise, Who
from domain.referrals import Status as Step

Minutes = Annotated[int, Field(strict=True, ge=0, le=720)]
Promised = Annotated[str, text(500, shortest=1)]


class PreparationDraft(Sent):
    """A preparation, whole."""

    version: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    answers: Answers = Field(default_factory=dict)
    preparation_minutes: Minutes


class PreparationSection(Sent):
    """A section of it, and which answers go."""

    answers: Answers = Field(default_factory=dict)
    clear: Annotated[list[ItemCode], Field(max_length=500)] = Field(default_factory=list)
    preparation_minutes: Minutes | None = None


class PromiseDraft(Sent):
    """Something promised."""

    id: UUID
    owner: Literal["teacher", "visitor"]
    text: Promised
    due_on: Day


class HoldingDraft(Sent):
    """When it was held, and what was promised."""

    held_from: Moment
    held_to: Moment
    commitments: Annotated[list[PromiseDraft], Field(max_length=20)] = Field(default_factory=list)

    def holding(self) -> Holding:
        """The same, as the domain has it."""
        promises = (Promise(p.id, Who(p.owner), p.text, p.due_on) for p in self.commitments)
        return Holding(self.held_from, self.held_to, tuple(promises))


class DialogueAnswer(Sent):
    """What the teacher says of it."""

    agrees: StrictBool
    note: Words | None = None

    def answer(self) -> Answer:
        """The same, as the domain has it."""
        return Answer(self.agrees, self.note)


class CarriedDraft(Sent):
    """What takes the place of a commitment that is carried over."""

    id: UUID
    due_on: Day
    text: Promised | None = None


class CommitmentOutcome(Sent):
    """What became of a commitment, wherever it was looked at."""

    outcome: Literal["met", "not_met", "carried_over"]
    note: Words | None = None
    carried: CarriedDraft | None = None

    @property
    def said(self) -> Outcome:
        """The same, as the domain has it."""
        to = self.carried
        carried = None if to is None else Carried(to.id, to.due_on, to.text)
        return Outcome(CommitmentStatus(self.outcome), self.note, carried)


class CommitmentReview(CommitmentOutcome):
    """What became of one of a dialogue, in a later visit."""

    visit_id: UUID

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.visit_id, self.said)


class SessionCommitmentReview(CommitmentOutcome):
    """What became of one of a session, in a later one; null: in none."""

    session_id: UUID | None

    def asked(self) -> AskedInSession:
        """The same, as the domain has it."""
        return AskedInSession(self.session_id, self.said)


class ReferralStep(Sent):
    """What was done about a referral."""

    status: Literal["attended", "closed"]
    note: Annotated[str, text(2000, shortest=10)]

    @property
    def to(self) -> Step:
        """The state that it leads to."""
        return Step(self.status)
