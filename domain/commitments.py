"""Commitments: what teacher and visitor promise in a dialogue, looked at in the next one of the
same teacher: met, not met, or carried over to another day (F44)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.dialogues.holding import due_faults
from domain.dialogues.life import Status as DialogueStatus
from domain.dialogues.life import not_in_state
from domain.dialogues.preparing import DONE, VisitNotDone
from domain.errors import LIMA, Conflict, Finding, Invalid, NotFound

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


class NotThisTeachers(Conflict):
    """A commitment is looked at in a later dialogue of the same school with the same teacher."""

    code = "not-of-this-teacher"
    title_es, title_en = "Es de otro acompañamiento", "Of another accompaniment"
    es = "Ese compromiso no es de un diálogo anterior con este docente en esta institución."
    en = "That commitment is not of an earlier dialogue with this teacher in this school."


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
class Asked:
    """What became of a commitment, as its visitor finds in a visit."""

    visit: UUID
    outcome: Status
    note: str | None
    carried: Carried | None


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """A commitment, and the visit of the caller's in which it is looked at, with its dialogue.

    `earlier`: it is of another dialogue of the same school with the same teacher. `standing`: the
    review that was given, without what it was carried over to; `successor` is that.
    """

    status: Status
    text: str
    earlier: bool
    visit_status: str
    dialogue: DialogueStatus | None
    standing: tuple[UUID, Status, str | None] | None
    successor: tuple[UUID, date, str] | None


def review(desk: ReviewDesk | None, asked: Asked, *, now: datetime) -> bool:
    """True when the review may be stored, False when it stands already; or why not."""
    if desk is None:
        raise NotFound(what=WHAT)
    if desk.status is not Status.OPEN:
        if _is_same(desk, asked):
            return False
        raise CommitmentReviewed
    if not desk.earlier:
        raise NotThisTeachers
    if desk.visit_status != DONE:
        raise VisitNotDone
    if desk.dialogue not in {None, DialogueStatus.PREPARING, DialogueStatus.PREPARED}:
        raise not_in_state(desk.dialogue)
    if findings := _faults(asked, now):
        raise InvalidReview(findings, count=len(findings))
    return True


def _is_same(desk: ReviewDesk, asked: Asked) -> bool:
    if desk.standing != (asked.visit, asked.outcome, asked.note):
        return False
    if asked.carried is None or desk.successor is None:
        return asked.carried is None and desk.successor is None
    carried = asked.carried
    return desk.successor == (carried.id, carried.due_on, carried.text or desk.text)


def _faults(asked: Asked, now: datetime) -> list[Finding]:
    carries = asked.outcome is Status.CARRIED_OVER
    if carries and asked.carried is None:
        es, en = "Diga para cuándo queda.", "Say until when it is carried over."
        return [Finding("/carried", "missing", es, en)]
    if not carries and asked.carried is not None:
        es, en = (
            "Solo lo postergado tiene otra fecha.",
            "Only what is carried over has a date.",
        )
        return [Finding("/carried", "not-carried-over", es, en)]
    if asked.carried is None:
        return []
    today = now.astimezone(LIMA).date()
    return due_faults(asked.carried.due_on, since=today, field="/carried/due_on")
