"""Reviews, annulments and messages as clients send them; see `openapi/report_reviews.yaml`."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas.answers import ItemCode
from api.schemas.types import Sent, Words, text
from domain.reports import ReportId
from domain.reports.replying import Reply
from domain.reports.reviewing import Asked, Comment, Decision

Version = Annotated[int, Field(strict=True, ge=1, le=999_999)]


class CommentDraft(Sent):
    """What is to be corrected."""

    observation_id: UUID | None = None
    item: ItemCode | None = None
    text: Words

    def comment(self) -> Comment:
        """The same, as the domain has it."""
        return Comment(self.observation_id, self.item, self.text)


class ReviewDraft(Sent):
    """A decision of the level above."""

    version: Version
    decision: Literal["returned", "approved"]
    note: Words | None = None
    comments: Annotated[list[CommentDraft], Field(max_length=200)] = Field(default_factory=list)

    def asked(self, id: UUID, report: UUID) -> Asked:
        """The same, as the domain has it."""
        comments = tuple(each.comment() for each in self.comments)
        decision = Decision(self.decision)
        return Asked(id, ReportId(report), self.version, decision, self.note, comments)


class AnnulmentDraft(Sent):
    """Why a report counts no more."""

    version: Version
    reason: Annotated[str, text(500, shortest=10)]

    def asked(self, id: UUID, report: UUID) -> Asked:
        """The same, as the domain has it."""
        return Asked(id, ReportId(report), self.version, Decision.ANNULLED, self.reason)


class ApprovalDraft(Sent):
    """One of many approvals."""

    review_id: UUID
    report_id: UUID
    version: Version


class ApprovalsDraft(Sent):
    """Many approvals, with one note."""

    items: Annotated[list[ApprovalDraft], Field(min_length=1, max_length=200)]
    note: Words | None = None

    def asked(self) -> list[Asked]:
        """The same, as the domain has it."""
        return [
            Asked(
                each.review_id, ReportId(each.report_id), each.version, Decision.APPROVED, self.note
            )
            for each in self.items
        ]


class MessageDraft(Sent):
    """Something said."""

    text: Words


class ReplyDraft(Sent):
    """What an observed teacher answers."""

    text: Words
    agrees: StrictBool

    def reply(self) -> Reply:
        """The same, as the domain has it."""
        return Reply(self.text, self.agrees)
