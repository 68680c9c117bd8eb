"""Routes of what is decided over reports: one by one, many at once, annulled."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool

from api.answers import kept, shown
from api.deps import Now, Read, Store
from api.problems import language_of, problem
from api.refusals import keeps, reads, refusals
from api.reporting.answers import ItemCode
from api.security import Requires
from api.types import Sent, Words, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import DomainError
from domain.reporting.reports.model import ReportId
from domain.reporting.reports.replying import Reply
from domain.reporting.reports.reviewing import Asked, Comment, Decision
from persistence.reporting.reports import reviewing

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


router = APIRouter(prefix="/v1", tags=["reports"])
Reviewer = Annotated[Permit, Requires(Scope.REPORTS_REVIEW)]


@router.get("/reports/{report_id}/reviews", operation_id="listReviews", responses=reads(404))
async def list_reviews(
    report_id: UUID, permit: Annotated[Permit, Requires(Scope.REPORTS_READ)], db: Read
) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    found = reviewing.show_reviews(db, ReportId(report_id), reach=permit.reach, teachers=teachers)
    return shown(await found)


@router.put(
    "/reports/{report_id}/reviews/{review_id}",
    operation_id="reviewReport",
    responses=keeps() | refusals(412),
)
async def review_report(
    report_id: UUID, review_id: UUID, body: ReviewDraft, permit: Reviewer, db: Store, now: Now
) -> Response:
    return kept(await reviewing.give(db, body.asked(review_id, report_id), permit, now=now))


@router.put(
    "/reports/{report_id}/annulments/{review_id}",
    operation_id="annulReport",
    responses=keeps() | refusals(412),
)
async def annul_report(
    report_id: UUID,
    review_id: UUID,
    body: AnnulmentDraft,
    permit: Annotated[Permit, Requires(Scope.REPORTS_ANNUL)],
    db: Store,
    now: Now,
) -> Response:
    return kept(await reviewing.give(db, body.asked(review_id, report_id), permit, now=now))


@router.post(
    "/report-approvals",
    operation_id="approveReports",
    responses=reads(400, 413, 415),
)
async def approve_reports(
    request: Request, body: ApprovalsDraft, permit: Reviewer, db: Store, now: Now
) -> dict[str, object]:
    asked = body.asked()
    outcomes = await reviewing.give_all(db, asked, permit, now=now)
    language = language_of(request)
    return {
        "items": [
            {
                "report_id": each.report,
                "approved": not isinstance(outcome, DomainError),
                "problem": problem(outcome, language) if isinstance(outcome, DomainError) else None,
            }
            for each, outcome in zip(asked, outcomes, strict=True)
        ]
    }
