"""What demonstration reviewers have decided already, through the product's own reviewing."""

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from demonstration.held import held_by
from demonstration.people import invented_id
from demonstration.storing_reviews import Waiting, load_waiting
from domain.access.permits import grant, scopes_of
from domain.access.scopes import Scope
from domain.reporting.report_reviews import Comment, ReportReviewRequest, ReviewOutcome
from persistence.calls import Call, OpenCall
from persistence.database import Storing
from services.reporting import report_reviews

APPROVED, RETURNED = 55, 75
"""Percent that has been approved, and that has been decided at all, in cuts that closed; of open
cuts a third of it."""
COMMENT = "Demostración: precise la evidencia que sustenta el nivel."


async def review_some(db: Storing, years: Sequence[int], *, now: datetime) -> int:
    """Approve and return part of what waits, always the same; answers how many."""
    reviews = 0
    for waiting in await load_waiting(OpenCall(db, now), years):
        decision = decision_on(waiting)
        if decision is not None:
            await _review(db, waiting, decision, now=now)
            reviews += 1
    return reviews


def decision_on(waiting: Waiting) -> ReviewOutcome | None:
    """What was decided of this one; None: it still waits."""
    chance = crc32(waiting.report.bytes) % 100 * (1 if waiting.closed else 3)
    if chance < APPROVED:
        return ReviewOutcome.APPROVED
    return ReviewOutcome.RETURNED if chance < RETURNED else None


async def _review(db: Storing, waiting: Waiting, decision: ReviewOutcome, *, now: datetime) -> None:
    held = await held_by(db, waiting.reviewer, now=now)
    scope = Scope.REPORTS_REVIEW
    permit = grant(waiting.reviewer, scope, scopes=scopes_of(held), held=held)
    returned = decision is ReviewOutcome.RETURNED
    comments = (Comment(waiting.observation, None, COMMENT),) if returned else ()
    id = invented_id(f"review/{waiting.report}")
    request = ReportReviewRequest(
        id=id,
        report_id=waiting.report,
        version=waiting.version,
        decision=decision,
        note=None,
        comments=comments,
    )
    await report_reviews.put(Call(db, now, permit), request)
