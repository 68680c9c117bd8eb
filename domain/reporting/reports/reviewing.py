"""Reviewing: one level up approves a report or returns it with comments (A22, F40, F51, F52, F56);
the ministry may annul one. Nobody reviews their own, or one about themselves (role table, rule 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import ROLE_NAMES, Role
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound, StaleVersion
from domain.reporting.reports.life import Act, Status, after, correct_until
from domain.reporting.reports.model import ReportId

WHAT = "ese reporte"


class Decision(StrEnum):
    """What a review says."""

    RETURNED = "returned"
    APPROVED = "approved"
    ANNULLED = "annulled"


ACTS = {
    Decision.RETURNED: Act.RETURN,
    Decision.APPROVED: Act.APPROVE,
    Decision.ANNULLED: Act.ANNUL,
}


class OwnReview(Forbidden):
    """Nobody reviews what they wrote, or what is about them."""

    code = "own-review"
    title_es, title_en = "Revisión propia", "Review of one's own"
    es = "Nadie revisa un reporte que escribió o que trata de su propia labor."
    en = "Nobody reviews a report that they wrote or that is about their own work."


class SecondObserver(Forbidden):
    """Who scored one of its lessons a second time is a witness of it, not its judge; and would read
    the first scoring after having given the other."""

    code = "second-observer"
    title_es, title_en = "Segundo observador", "Second observer"
    es = "Usted puntuó por segunda vez una sesión de este reporte: lo revisa otra persona."
    en = "You scored a lesson of this report a second time: somebody else reviews it."


class NotTheReviewer(Forbidden):
    """The caller sees the report, but another role reviews its stream."""

    code = "not-the-reviewer"
    title_es, title_en = "No le corresponde revisarlo", "Not the reviewer"
    es = "Los reportes de esta línea los revisa {role_es}."
    en = "The reports of this stream are reviewed by {role_en}."


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


class InvalidReview(Invalid):
    """The comments do not fit the report; `errors` name every fault."""

    code = "invalid-review"
    title_es, title_en = "Revisión no válida", "Invalid review"
    es = "La revisión tiene {count} dato(s) por corregir."
    en = "The review has {count} value(s) to correct."


@dataclass(frozen=True, slots=True)
class Comment:
    """What is to be corrected: of an observation and an item of it, or of the whole (None)."""

    observation: UUID | None
    item: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A review as it is sent; `version` is that of the report that the reviewer saw."""

    id: UUID
    report: ReportId
    version: int
    decision: Decision
    note: str | None
    comments: tuple[Comment, ...] = ()

    @property
    def content(self) -> object:
        """What makes it the same review again."""
        return self.report, self.decision, self.note, self.comments


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """A report in reach as its review finds it. `items`: the items of each of its observations."""

    report: ReportId
    place: Place
    managed_by_region: bool
    status: Status
    version: int
    closes_at: datetime
    correction_days: int
    review_required: bool
    reviewer_role: Role | None
    authors: frozenset[PersonId]
    scorers: frozenset[PersonId]
    """Who scored a lesson of it a second time."""
    about: frozenset[PersonId]
    """The coordinator that it is about, who held that post when it was observed, the teachers."""
    items: Mapping[UUID, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """A review that stands under an id already."""

    reviewer: PersonId
    content: object


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that may be stored; `correct_until` of a returned report."""

    asked: Asked
    reviewer: PersonId
    role: Role
    status: Status
    correct_until: datetime | None
    at: datetime


def review(
    asked: Asked, desk: ReviewDesk | None, given: Given | None, permit: Permit, *, now: datetime
) -> Reviewed | None:
    """The review to store, None when it stands already, or its one refusal."""
    if given is not None:
        if given.reviewer == permit.person and given.content == asked.content:
            return None
        raise ReviewDiffers
    if desk is None:
        raise NotFound(what=WHAT)
    annuls = asked.decision is Decision.ANNULLED
    role = Role.MINEDU if annuls else _reviewing_role(desk, permit)
    if permit.person in desk.authors | desk.about:
        raise OwnReview
    if permit.person in desk.scorers:
        raise SecondObserver
    if desk.version != asked.version:
        raise StaleVersion(what=WHAT)
    status = after(desk.status, ACTS[asked.decision])
    if faults := _faults(asked, desk):
        raise InvalidReview(faults, count=len(faults))
    returned = asked.decision is Decision.RETURNED
    until = (
        correct_until(now, days=desk.correction_days, closes_at=desk.closes_at)
        if returned
        else None
    )
    return Reviewed(asked, permit.person, role, status, until, now)


def _reviewing_role(desk: ReviewDesk, permit: Permit) -> Role:
    """The caller's role that reviews this report, or why there is none. Where a region manages the
    school itself it declares as its UGEL does (F54), and the level above the region reviews too."""
    if not desk.review_required or desk.reviewer_role is None:
        raise StreamNotReviewed
    roles = {desk.reviewer_role}
    if desk.reviewer_role is Role.DRE and desk.managed_by_region:
        roles.add(Role.MINEDU)
    for held in permit.roles_at(desk.place):
        if held.role in roles:
            return held.role
    spanish, english = ROLE_NAMES[desk.reviewer_role]
    raise NotTheReviewer(role_es=spanish, role_en=english)


def _faults(asked: Asked, desk: ReviewDesk) -> Sequence[Finding]:
    found = []
    if asked.decision is Decision.RETURNED and not asked.comments:
        es, en = "Diga qué se debe corregir.", "Say what is to be corrected."
        found.append(Finding("/comments", "comment-missing", es, en))
    for n, comment in enumerate(asked.comments):
        at = f"/comments/{n}"
        if comment.observation is None:
            if comment.item is not None:
                es, en = "Diga de qué observación es el ítem.", "Say of which observation."
                found.append(Finding(f"{at}/observation_id", "observation-missing", es, en))
        elif comment.observation not in desk.items:
            es, en = "El reporte no tiene esa observación.", "The report has no such observation."
            found.append(Finding(f"{at}/observation_id", "unknown-observation", es, en))
        elif comment.item is not None and comment.item not in desk.items[comment.observation]:
            es, en = "La ficha no tiene este ítem.", "The form has no such item."
            found.append(Finding(f"{at}/item", "unknown-item", es, en))
    return found
