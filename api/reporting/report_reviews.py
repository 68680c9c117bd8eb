"""What is decided over reports: one by one, many at once, annulled."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.answers import created_or_ok, ok
from api.calls import HttpCall, Requires
from api.problems import language_of, problem
from api.refusals import BODY, SECURED, keeps, reads, refusals
from api.reporting.answers import ItemCode
from api.types import Sent, Words, text
from domain.access.scopes import Scope
from domain.errors import DomainError, Language
from domain.reporting.report_reviews import ReportReviewRequest, ReviewOutcome
from domain.reporting.reports.model import ReportId
from persistence.database import Reading, Storing
from persistence.reporting.report_reviews import read_reviews
from services.reporting import report_reviews

router = APIRouter(prefix="/v1", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_READ)]
Reviewer = Annotated[HttpCall[Storing], Requires(Scope.REPORTS_REVIEW)]
Ministry = Annotated[HttpCall[Storing], Requires(Scope.REPORTS_ANNUL)]

Version = Annotated[int, Field(strict=True, ge=1, le=999_999)]


class CommentDraft(Sent):
    """What is to be corrected."""

    observation_id: UUID | None = None
    item: ItemCode | None = None
    text: Words


class ReviewDraft(Sent):
    """A decision of the level above."""

    version: Version
    decision: Literal["returned", "approved"]
    note: Words | None = None
    comments: Annotated[list[CommentDraft], Field(max_length=200)] = Field(default_factory=list)


class AnnulmentDraft(Sent):
    """Why a report counts no more."""

    version: Version
    reason: Annotated[str, text(500, shortest=10)]


class ApprovalDraft(Sent):
    """One of many approvals."""

    review_id: UUID
    report_id: UUID
    version: Version


class ApprovalsDraft(Sent):
    """Many approvals, with one note."""

    items: Annotated[list[ApprovalDraft], Field(min_length=1, max_length=200)]
    note: Words | None = None

    def requests(self) -> list[ReportReviewRequest]:
        """A review for each."""
        same = {"decision": ReviewOutcome.APPROVED, "note": self.note, "comments": ()}
        return [each.into(ReportReviewRequest, id=each.review_id, **same) for each in self.items]


@router.get("/reports/{report_id}/reviews", operation_id="listReviews", responses=reads(404))
async def list_reviews(report_id: ReportId, call: Reader) -> Response:
    return ok(await read_reviews(call, report_id))


@router.put(
    "/reports/{report_id}/reviews/{review_id}",
    operation_id="reviewReport",
    responses=keeps() | refusals(412),
)
async def review_report(
    report_id: ReportId, review_id: UUID, body: ReviewDraft, call: Reviewer
) -> Response:
    request = body.into(ReportReviewRequest, id=review_id, report_id=report_id)
    return created_or_ok(await report_reviews.put(call, request))


@router.put(
    "/reports/{report_id}/annulments/{review_id}",
    operation_id="annulReport",
    responses=keeps() | refusals(412),
)
async def annul_report(
    report_id: ReportId, review_id: UUID, body: AnnulmentDraft, call: Ministry
) -> Response:
    about = {"decision": ReviewOutcome.ANNULLED, "note": body.reason, "comments": ()}
    request = body.into(ReportReviewRequest, id=review_id, report_id=report_id, **about)
    return created_or_ok(await report_reviews.put(call, request))


@router.post(
    "/report-approvals",
    operation_id="approveReports",
    responses=refusals(*SECURED, *BODY),
)
async def approve_reports(body: ApprovalsDraft, call: Reviewer) -> dict[str, object]:
    requests, language = body.requests(), language_of(call.request)
    outcomes = zip(requests, await report_reviews.approve_all(call, requests), strict=True)
    return {"items": [_approval(request, refusal, language) for request, refusal in outcomes]}


def _approval(
    request: ReportReviewRequest, refusal: DomainError | None, language: Language
) -> dict[str, Any]:
    return {
        "report_id": request.report_id,
        "approved": refusal is None,
        "problem": None if refusal is None else problem(refusal, language),
    }
