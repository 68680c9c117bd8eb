"""A commitment and what is said of it, wherever it is looked at; said once, it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.accompaniment.dialogues.holding import due_faults
from domain.errors import LIMA, Conflict, Finding, Invalid

WHAT = "ese compromiso"


class Status(StrEnum):
    """What became of a commitment."""

    OPEN = "open"
    MET = "met"
    NOT_MET = "not_met"
    CARRIED_OVER = "carried_over"


class CommitmentReviewed(Conflict):
    """Somebody said already, and otherwise, what became of it; that stands."""

    code = "commitment-reviewed"
    title_es, title_en = "El compromiso ya fue revisado", "The commitment was reviewed"
    es = "Ese compromiso ya fue revisado; lo que se dijo de él queda."
    en = "That commitment was reviewed already; what was said of it stands."


class InvalidReview(Invalid):
    """The review does not fit its outcome; `errors` name every fault."""

    code = "invalid-commitment-review"
    title_es, title_en = "Revisión no válida", "Invalid review"
    es = "La revisión del compromiso tiene {count} dato(s) por corregir."
    en = "The review of the commitment has {count} value(s) to correct."


@dataclass(frozen=True, slots=True)
class Carried:
    """The commitment that takes the place of one that is carried over."""

    id: UUID
    due_on: date
    text: str | None
    """None: as it was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said of a commitment."""

    status: Status
    note: str | None
    carried: Carried | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment as a review finds it. `told`: in what it was reviewed (None: in nothing) and
    with which note; `successor`: what it was carried over to."""

    status: Status
    text: str
    told: tuple[UUID | None, str | None] | None
    successor: tuple[UUID, date, str] | None


def stands(standing: Standing, where: UUID | None, said: Outcome) -> bool:
    """True when the same was said of it already, there; `CommitmentReviewed` when otherwise."""
    if standing.status is Status.OPEN:
        return False
    if (standing.status, standing.told) != (said.status, (where, said.note)):
        raise CommitmentReviewed
    carried = said.carried
    to = carried and (carried.id, carried.due_on, carried.text or standing.text)
    if standing.successor != to:
        raise CommitmentReviewed
    return True


def check_said(said: Outcome, *, now: datetime) -> None:
    """Pass when what is carried over, and only that, has another day to come."""
    if findings := _faults(said, now):
        raise InvalidReview(findings, count=len(findings))


def _faults(said: Outcome, now: datetime) -> list[Finding]:
    carries = said.status is Status.CARRIED_OVER
    if carries and said.carried is None:
        es, en = "Diga para cuándo queda.", "Say until when it is carried over."
        return [Finding("/carried", "missing", es, en)]
    if not carries and said.carried is not None:
        es, en = (
            "Solo lo postergado tiene otra fecha.",
            "Only what is carried over has a date.",
        )
        return [Finding("/carried", "not-carried-over", es, en)]
    if said.carried is None:
        return []
    today = now.astimezone(LIMA).date()
    return due_faults(said.carried.due_on, since=today, field="/carried/due_on")
