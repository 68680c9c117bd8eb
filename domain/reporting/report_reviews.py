"""Reviewing: one level up approves a report or returns it with comments (A22, F40, F51, F52, F56);
the ministry may annul one. Nobody reviews their own, or one about themselves (role table, rule 3).
Where nobody of the office that reviews can do so, the next one up does (decision 44).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.access.offices import offices
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import (
    Conflict,
    Finding,
    Forbidden,
    Invalid,
    NotFound,
    Noun,
    RoleAtPlace,
    StaleVersion,
)
from domain.reporting.reports.life import ReportAct, ReportStatus, after, correct_until
from domain.reporting.reports.model import REPORT, Forms, FormVersion, ReportId

REVIEW = Noun("esa revisión", "review")

PATIENCE_DAYS = 30
"""What the first office has not decided in so many days waits for the next one too."""


class ReviewOutcome(StrEnum):
    """What a review says."""

    RETURNED = "returned"
    APPROVED = "approved"
    ANNULLED = "annulled"


ACTS = {
    ReviewOutcome.RETURNED: ReportAct.RETURN,
    ReviewOutcome.APPROVED: ReportAct.APPROVE,
    ReviewOutcome.ANNULLED: ReportAct.ANNUL,
}


class OwnReview(Forbidden):
    """Nobody reviews what they wrote, what was theirs to file, or what is about them."""

    code = "own-review"
    title_es, title_en = "Revisión propia", "Review of one's own"
    es = (
        "Nadie revisa un reporte que escribió, que le tocaba presentar o que trata de su propia"
        " labor."
    )
    en = (
        "Nobody reviews a report that they wrote, that was theirs to file, or that is about their"
        " own work."
    )


class SecondObserver(Forbidden):
    """Who scored one of its lessons a second time is a witness of it, not its judge; and would read
    the first scoring after having given the other."""

    code = "second-observer"
    title_es, title_en = "Segundo observador", "Second observer"
    es = "Usted puntuó por segunda vez una sesión de este reporte: lo revisa otra persona."
    en = "You scored a lesson of this report a second time: somebody else reviews it."


class NotTheReviewer(Forbidden):
    """The caller sees the report, but it waits for another office."""

    code = "not-the-reviewer"
    title_es, title_en = "No le corresponde revisarlo", "Not the reviewer"
    es = "Este reporte lo revisa {who}."
    en = "This report is reviewed by {who}."


class StreamNotReviewed(Conflict):
    """The stream takes no reviews: what is filed stands."""

    code = "stream-not-reviewed"
    title_es, title_en = "Línea sin revisión", "Stream without review"
    es = "Los reportes de esta línea no se revisan."
    en = "The reports of this stream are not reviewed."


class ReviewDiffers(Conflict):
    """Under the same id another review was given."""

    code = "review-differs"
    title_es, title_en = "La revisión es otra", "The review differs"
    es = "Con este identificador ya se dio otra revisión; no se modificó."
    en = "Another review was already given under this id; it was not changed."


class InvalidReportReview(Invalid):
    """The comments do not fit the report; `errors` name every fault."""

    code = "invalid-review"
    title_es, title_en = "Revisión no válida", "Invalid review"
    es = "La revisión tiene {count} dato(s) por corregir."
    en = "The review has {count} value(s) to correct."


@dataclass(frozen=True, slots=True)
class Comment:
    """What is to be corrected: of an observation and an item of it, or of the whole (None)."""

    observation_id: UUID | None
    item: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReviewRequest:
    """A review as it is sent; `version` is that of the report that the reviewer saw."""

    id: UUID
    report_id: ReportId
    version: int
    decision: ReviewOutcome
    note: str | None
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReportReview:
    """A review that stands under an id already."""

    report_id: ReportId
    decision: ReviewOutcome
    note: str | None
    comments: tuple[Comment, ...]
    reviewer_id: PersonId

    def repeats(self, request: ReportReviewRequest, reviewer: PersonId) -> bool:
        """Whether it is what somebody asks for now."""
        mine = (self.reviewer_id, self.report_id, self.decision, self.note, self.comments)
        requested = (request.report_id, request.decision, request.note, request.comments)
        return mine == (reviewer, *requested)


@dataclass(frozen=True, slots=True)
class ReviewedForm:
    """An observation of the report, by the version of the form that it is filled on."""

    id: UUID
    instrument: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A report in reach as its review finds it. `filled` and `forms`: its observations, and the
    versions that they are filled on, of a report that is commented."""

    place: Place
    status: ReportStatus
    version: int
    closes_at: datetime
    correction_days: int
    review_required: bool
    reviewed_by: Sequence[Role]
    """From the stream's own reviewer up to the first office in which somebody can act."""
    involved: bool
    """The caller wrote a content of it, is to file it or was on the day it was filed, is observed
    in it or held the observed post then; or scored a lesson of it again."""
    scored_again: bool
    """That last one."""
    filled: Sequence[ReviewedForm]
    forms: Sequence[FormVersion]

    def items(self, forms: Forms) -> Mapping[UUID, frozenset[str]]:
        """The items of each of its observations."""
        filled = {each.id: forms[each.instrument, each.version] for each in self.filled}
        return {
            id: frozenset(item.code for item in form.definition.items)
            for id, form in filled.items()
        }


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """A review that may be stored, and how it leaves its report; `correct_until` when returned."""

    request: ReportReviewRequest
    role: Role
    status: ReportStatus
    correct_until: datetime | None


def review(
    request: ReportReviewRequest,
    facts: ReviewFacts | None,
    present: StoredReportReview | None,
    permit: Permit,
    *,
    forms: Forms,
    now: datetime,
) -> ReviewDecision | None:
    """The review to store, None when it stands already, or its one refusal. `facts`: None where
    the report is out of reach."""
    if present is not None:
        if present.repeats(request, permit.person_id):
            return None
        raise ReviewDiffers
    if facts is None:
        raise NotFound(what=REPORT)
    annuls = request.decision is ReviewOutcome.ANNULLED
    role = Role.MINEDU if annuls else _reviewing_role(facts, permit)
    if facts.scored_again:
        raise SecondObserver(offices=_reviewers(facts))
    if facts.involved:
        raise OwnReview(offices=_reviewers(facts))
    if facts.version != request.version:
        raise StaleVersion(what=REPORT)
    status = after(facts.status, ACTS[request.decision])
    if faults := _faults(request, facts.items(forms)):
        raise InvalidReportReview(faults, count=len(faults))
    until = None
    if request.decision is ReviewOutcome.RETURNED:
        until = correct_until(now, days=facts.correction_days, closes_at=facts.closes_at)
    return ReviewDecision(request, role, status, until)


def _reviewing_role(facts: ReviewFacts, permit: Permit) -> Role:
    """The caller's role that reviews this report, or why there is none."""
    if not facts.review_required:
        raise StreamNotReviewed
    for held in permit.roles_at(facts.place):
        if held.role in facts.reviewed_by:
            return held.role
    raise NotTheReviewer(offices=_reviewers(facts))


def _reviewers(facts: ReviewFacts) -> tuple[RoleAtPlace, ...]:
    return offices(facts.reviewed_by, facts.place)


def _faults(
    request: ReportReviewRequest, items: Mapping[UUID, frozenset[str]]
) -> Sequence[Finding]:
    found = []
    if request.decision is ReviewOutcome.RETURNED and not request.comments:
        es, en = "Diga qué se debe corregir.", "Say what is to be corrected."
        found.append(Finding("/comments", "comment-missing", es, en))
    for n, comment in enumerate(request.comments):
        at = f"/comments/{n}"
        if comment.observation_id is None:
            if comment.item is not None:
                es, en = "Diga de qué observación es el ítem.", "Say of which observation."
                found.append(Finding(f"{at}/observation_id", "observation-missing", es, en))
        elif comment.observation_id not in items:
            es, en = "El reporte no tiene esa observación.", "The report has no such observation."
            found.append(Finding(f"{at}/observation_id", "unknown-observation", es, en))
        elif comment.item is not None and comment.item not in items[comment.observation_id]:
            es, en = "La ficha no tiene este ítem.", "The form has no such item."
            found.append(Finding(f"{at}/item", "unknown-item", es, en))
    return found
