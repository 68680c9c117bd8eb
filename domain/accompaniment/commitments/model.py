"""A commitment and what is said of it, wherever it is looked at; said once, it stands."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, Finding, Invalid, Noun
from domain.peru_time import day_of

COMMITMENT = Noun("ese compromiso", "commitment")
FARTHEST = timedelta(days=366)
"""How far ahead a commitment may be due."""


class CommitmentStatus(StrEnum):
    """What became of a commitment."""

    OPEN = "open"
    MET = "met"
    NOT_MET = "not_met"
    CARRIED_OVER = "carried_over"


class CommitmentKnown(Conflict):
    """The id that the client chose is another commitment's."""

    code = "commitment-known"
    title_es, title_en = "El compromiso ya existe", "Commitment known already"
    es = "Uno de los identificadores de compromiso ya está en uso. Elija otro."
    en = "One of the commitment ids is in use already. Choose another."


class CommitmentReviewed(Conflict):
    """Somebody said already, and otherwise, what became of it; that stands."""

    code = "commitment-reviewed"
    title_es, title_en = "El compromiso ya fue revisado", "The commitment was reviewed"
    es = "Ese compromiso ya fue revisado; lo que se dijo de él queda."
    en = "That commitment was reviewed already; what was said of it stands."


class InvalidCommitmentReview(Invalid):
    """The review does not fit its outcome; `errors` name every fault."""

    code = "invalid-commitment-review"
    title_es, title_en = "Revisión no válida", "Invalid review"
    es = "La revisión del compromiso tiene {count} dato(s) por corregir."
    en = "The review of the commitment has {count} value(s) to correct."


@dataclass(frozen=True, slots=True)
class NextCommitment:
    """The commitment that takes the place of one that is carried over. `text` None: as it was."""

    id: UUID
    due_on: date
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReviewRequest:
    """What is said of a commitment."""

    outcome: CommitmentStatus
    note: str | None
    carried: NextCommitment | None


@dataclass(frozen=True, slots=True)
class StoredCommitmentReview:
    """In which visit or session a commitment was looked at (None: in none), with which note."""

    looked_at_in: UUID | None
    note: str | None


@dataclass(frozen=True, slots=True)
class CommitmentState:
    """A commitment as a review finds it. `carried_to`: what took its place."""

    status: CommitmentStatus
    text: str
    review: StoredCommitmentReview | None
    carried_to: NextCommitment | None


def is_reviewed_already(
    request: CommitmentReviewRequest, commitment: CommitmentState, *, looked_at_in: UUID | None
) -> bool:
    """True when the same was said of it already, there; `CommitmentReviewed` when otherwise."""
    if commitment.status is CommitmentStatus.OPEN:
        return False
    review = StoredCommitmentReview(looked_at_in, request.note)
    if (commitment.status, commitment.review) != (request.outcome, review):
        raise CommitmentReviewed
    carried = request.carried
    to = carried and replace(carried, text=carried.text or commitment.text)
    if commitment.carried_to != to:
        raise CommitmentReviewed
    return True


def check_outcome(request: CommitmentReviewRequest, *, now: datetime) -> None:
    """Pass when what is carried over, and only that, has another day to come."""
    if findings := _faults(request, now):
        raise InvalidCommitmentReview(findings, count=len(findings))


def _faults(request: CommitmentReviewRequest, now: datetime) -> list[Finding]:
    carries = request.outcome is CommitmentStatus.CARRIED_OVER
    if carries and request.carried is None:
        es, en = "Diga para cuándo queda.", "Say until when it is carried over."
        return [Finding("/carried", "missing", es, en)]
    if not carries and request.carried is not None:
        es, en = (
            "Solo lo postergado tiene otra fecha.",
            "Only what is carried over has a date.",
        )
        return [Finding("/carried", "not-carried-over", es, en)]
    if request.carried is None:
        return []
    today = day_of(now)
    return due_faults(request.carried.due_on, since=today, field="/carried/due_on")


def due_faults(due_on: date, *, since: date, field: str) -> list[Finding]:
    """Why a commitment made on a day cannot be due on another."""
    if since <= due_on <= since + FARTHEST:
        return []
    es = f"Debe vencer desde el {since:%d/%m/%Y} y a más tardar en un año."
    en = f"It is due from {since} on, and within a year."
    return [Finding(field, "due-out-of-time", es, en)]
