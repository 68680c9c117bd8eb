"""What teacher and visitor promised in a dialogue is looked at in the next one of the teacher."""

from dataclasses import dataclass
from datetime import datetime

from domain.accompaniment.commitments.model import (
    CommitmentReviewRequest,
    CommitmentState,
    check_outcome,
    is_reviewed_already,
)
from domain.accompaniment.dialogues.life import DialogueNotInState, DialogueStatus
from domain.accompaniment.dialogues.preparing import VisitNotDone
from domain.accompaniment.visits.life import VisitStatus
from domain.accompaniment.visits.model import VisitId
from domain.errors import Conflict
from domain.versions import Change


class NotThisTeachers(Conflict):
    """A commitment is looked at in a later dialogue of the same school with the same teacher."""

    code = "not-of-this-teacher"
    title_es, title_en = "Es de otro acompañamiento", "Of another accompaniment"
    es = "Ese compromiso no es de un diálogo anterior con este docente en esta institución."
    en = "That commitment is not of an earlier dialogue with this teacher in this school."


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReviewRequest(CommitmentReviewRequest):
    """What became of a commitment, as its visitor finds in a visit."""

    visit_id: VisitId


@dataclass(frozen=True, slots=True)
class VisitReviewFacts:
    """A commitment, and the visit of the caller's in which it is looked at, with its dialogue.

    `earlier`: it is of another dialogue of the same school with the same teacher.
    """

    commitment: CommitmentState
    earlier: bool
    visit_status: VisitStatus
    dialogue: DialogueStatus | None


def review_in_visit(
    request: VisitReviewRequest, facts: VisitReviewFacts, *, now: datetime
) -> Change:
    """Whether the review is given now or stands already; or why it cannot be given."""
    if is_reviewed_already(request, facts.commitment, looked_at_in=request.visit_id):
        return Change.NOTHING
    if not facts.earlier:
        raise NotThisTeachers
    if facts.visit_status is not VisitStatus.DONE:
        raise VisitNotDone
    if facts.dialogue not in {None, DialogueStatus.PREPARING, DialogueStatus.PREPARED}:
        raise DialogueNotInState(facts.dialogue)
    check_outcome(request, now=now)
    return Change.CREATE
