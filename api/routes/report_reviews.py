"""Routes of what is decided over reports: one by one, many at once, annulled."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import kept, shown
from api.deps import Now, Read, Store
from api.problems import language_of, problem
from api.refusals import keeps, reads, refusals
from api.schemas.report_reviews import AnnulmentDraft, ApprovalsDraft, ReviewDraft
from api.security import Requires
from domain.access import Permit, Scope
from domain.errors import DomainError
from domain.reports import ReportId
from persistence.reports import reviewing

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
