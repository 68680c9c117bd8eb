"""Reviewing reports: one by one, or many at once and each decided by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.errors import DomainError
from domain.reporting.report_reviews import (
    ReportReviewRequest,
    ReviewDecision,
    ReviewDiffers,
    ReviewFacts,
    StoredReportReview,
    review,
)
from domain.reporting.reports.model import Forms, ReportId
from persistence.calls import Call
from persistence.database import Json, StoredResource, Storing
from persistence.reporting.report_reviews import (
    load_review_facts,
    load_stored_reviews,
    read_review,
    store_reviews,
)
from services.instruments.forms import forms_of
from services.running import retried


@dataclass(frozen=True, slots=True)
class _Found:
    reports: Mapping[ReportId, ReviewFacts]
    present: Mapping[UUID, StoredReportReview]
    forms: Forms


@retried
async def put(call: Call[Storing], request: ReportReviewRequest) -> StoredResource:
    """Give one review, or find that it stands."""
    (outcome,) = await _store(call, [request])
    if isinstance(outcome, DomainError):
        raise outcome
    if outcome is not None:
        return StoredResource(outcome, created=True)
    return StoredResource(await read_review(call, request.id), created=False)


@retried
async def approve_all(
    call: Call[Storing], requests: Sequence[ReportReviewRequest]
) -> Sequence[DomainError | None]:
    """Why each cannot be given, in their order; None where it is, or was already."""
    outcomes = await _store(call, requests)
    return [each if isinstance(each, DomainError) else None for each in outcomes]


async def _store(
    call: Call[Storing], requests: Sequence[ReportReviewRequest]
) -> list[Json | DomainError | None]:
    """The review that each gives, None where it stood already, or its refusal."""
    reports = await load_review_facts(call, requests)
    present = await load_stored_reviews(call, requests)
    named = {form for facts in reports.values() for form in facts.forms}
    found = _Found(reports, present, await forms_of(call, list(named)))
    ids = [each.id for each in requests]
    decided = [
        _decided(call, each, found) if n == ids.index(each.id) else ReviewDiffers()
        for n, each in enumerate(requests)
    ]
    stored = await store_reviews(call, [d for d in decided if isinstance(d, ReviewDecision)])
    return [stored[d.request.id] if isinstance(d, ReviewDecision) else d for d in decided]


def _decided(
    call: Call[Storing], request: ReportReviewRequest, found: _Found
) -> ReviewDecision | DomainError | None:
    facts, present = found.reports.get(request.report_id), found.present.get(request.id)
    try:
        return review(request, facts, present, call.permit, forms=found.forms, now=call.now)
    except DomainError as refusal:
        return refusal
