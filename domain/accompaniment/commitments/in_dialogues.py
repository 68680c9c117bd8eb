"""What teacher and visitor promised in a dialogue is looked at in the next one of the teacher."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.accompaniment.commitments.model import WHAT, Outcome, Standing, check_said, stands
from domain.accompaniment.dialogues.life import DialogueNotInState
from domain.accompaniment.dialogues.life import Status as DialogueStatus
from domain.accompaniment.dialogues.preparing import DONE, VisitNotDone
from domain.errors import Conflict, NotFound


class NotThisTeachers(Conflict):
    """A commitment is looked at in a later dialogue of the same school with the same teacher."""

    code = "not-of-this-teacher"
    title_es, title_en = "Es de otro acompañamiento", "Of another accompaniment"
    es = "Ese compromiso no es de un diálogo anterior con este docente en esta institución."
    en = "That commitment is not of an earlier dialogue with this teacher in this school."


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a commitment, as its visitor finds in a visit."""

    visit: UUID
    said: Outcome


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """A commitment, and the visit of the caller's in which it is looked at, with its dialogue.

    `earlier`: it is of another dialogue of the same school with the same teacher.
    """

    standing: Standing
    earlier: bool
    visit_status: str
    dialogue: DialogueStatus | None


def review(desk: ReviewDesk | None, asked: Asked, *, now: datetime) -> bool:
    """True when the review may be stored, False when it stands already; or why not."""
    if desk is None:
        raise NotFound(what=WHAT)
    if stands(desk.standing, asked.visit, asked.said):
        return False
    if not desk.earlier:
        raise NotThisTeachers
    if desk.visit_status != DONE:
        raise VisitNotDone
    if desk.dialogue not in {None, DialogueStatus.PREPARING, DialogueStatus.PREPARED}:
        raise DialogueNotInState(desk.dialogue)
    check_said(asked.said, now=now)
    return True
