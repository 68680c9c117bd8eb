"""Holding a dialogue: after the visit, with every open commitment of earlier ones looked at, and
with what both promise for the next (F44; visit protocol, field practice 2.4c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.access.permits import PersonId
from domain.accompaniment.commitments.model import due_faults
from domain.accompaniment.dialogues.life import (
    DIALOGUE,
    DialogueAct,
    DialogueParty,
    DialogueStatus,
    check_act,
)
from domain.accompaniment.dialogues.preparing import VisitNotDone
from domain.accompaniment.visits.life import VisitStatus
from domain.bookings import Booking, PersonLabel, TimeSpan, check_free
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.peru_time import day_of
from domain.reporting.reports.checking import CLOCKS_DIFFER
from domain.versions import Change

LONGEST = timedelta(minutes=240)
"""What lasted longer was not one dialogue; as `domain.accompaniment.visits` has it of a visit."""


class CommitmentsNotReviewed(Conflict):
    """What was promised before is looked at first; `errors` name each that is still open."""

    code = "commitments-not-reviewed"
    title_es, title_en = "Faltan revisar compromisos", "Commitments not reviewed"
    es = "Antes de realizar el diálogo, revise los {count} compromiso(s) anteriores aún abiertos."
    en = "Before the dialogue is held, review the {count} earlier commitment(s) still open."


class InvalidHolding(Invalid):
    """The times or the commitments cannot be right; `errors` name every fault."""

    code = "invalid-dialogue"
    title_es, title_en = "Diálogo no válido", "Invalid dialogue"
    es = "El diálogo tiene {count} dato(s) por corregir."
    en = "The dialogue has {count} value(s) to correct."


YOU = PersonLabel("/held_from", "Usted está ocupado(a)", "You are busy")
TEACHER = PersonLabel(
    "/held_from", "El docente o la docente tiene otra actividad", "The teacher is busy"
)


@dataclass(frozen=True, slots=True)
class DialoguePromise:
    """A commitment as it is written in a dialogue."""

    id: UUID
    owner: DialogueParty
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DialogueHeld:
    """When the dialogue was held, and what was promised in it."""

    held_from: datetime
    held_to: datetime
    commitments: tuple[DialoguePromise, ...]

    @property
    def span(self) -> TimeSpan:
        """The time that it took."""
        return TimeSpan(self.held_from, self.held_to)

    @property
    def content(self) -> tuple[datetime, datetime, frozenset[DialoguePromise]]:
        """What makes it the same again."""
        return self.held_from, self.held_to, frozenset(self.commitments)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingFacts:
    """A visit of the caller's with its dialogue. `held`: how it was held, if it was;
    `bookings`: what takes either to another place in that time; `still_open`: earlier commitments
    that nobody looked at."""

    visitor_id: PersonId
    teacher_id: PersonId
    visit_status: VisitStatus
    visit_finished_at: datetime | None
    status: DialogueStatus | None
    held: DialogueHeld | None
    still_open: Sequence[UUID]
    bookings: Sequence[Booking]


def hold(request: DialogueHeld, facts: HoldingFacts, *, now: datetime) -> Change:
    """Whether it is held now or was already, just so; or why it cannot be."""
    if facts.visit_status is not VisitStatus.DONE:
        raise VisitNotDone
    if facts.status is None:
        raise NotFound(what=DIALOGUE)
    if facts.held is not None and facts.held.content == request.content:
        return Change.NOTHING
    check_act(facts.status, DialogueAct.HOLD)
    if findings := [*_of_times(request, facts, now), *_of_promises(request)]:
        raise InvalidHolding(findings, count=len(findings))
    if facts.still_open:
        open_ones = map(_still_open, facts.still_open)
        raise CommitmentsNotReviewed(open_ones, count=len(facts.still_open))
    people = {facts.visitor_id: YOU, facts.teacher_id: TEACHER}
    check_free(facts.bookings, people, wanted=request.span, caller=facts.visitor_id, knows=False)
    return Change.REPLACE


def _of_times(request: DialogueHeld, facts: HoldingFacts, now: datetime) -> list[Finding]:
    found = []
    if request.held_to <= request.held_from:
        es, en = "Termina antes de empezar.", "It ends before it begins."
        found.append(Finding("/held_to", "ends-before-it-begins", es, en))
    elif _day(request.held_from) != _day(request.held_to):
        es, en = "Empieza y termina el mismo día.", "It begins and ends on the same day."
        found.append(Finding("/held_to", "another-day", es, en))
    elif request.held_to - request.held_from > LONGEST:
        es, en = "Un diálogo dura a lo más 240 minutos.", "A dialogue lasts 240 minutes at most."
        found.append(Finding("/held_to", "too-long", es, en))
    if request.held_to > now + CLOCKS_DIFFER:
        es, en = "Esa hora aún no llega.", "That moment lies in the future."
        found.append(Finding("/held_to", "in-the-future", es, en))
    if facts.visit_finished_at is not None and request.held_from < facts.visit_finished_at:
        es, en = "El diálogo es posterior a la visita.", "The dialogue comes after the visit."
        found.append(Finding("/held_from", "before-the-visit", es, en))
    return found


def _of_promises(request: DialogueHeld) -> list[Finding]:
    found, seen = [], set()
    for n, promise in enumerate(request.commitments):
        at = f"/commitments/{n}"
        if promise.id in seen:
            es, en = "Ese identificador se repite.", "That id is repeated."
            found.append(Finding(f"{at}/id", "repeated-id", es, en))
        seen.add(promise.id)
        found += due_faults(promise.due_on, since=_day(request.held_from), field=f"{at}/due_on")
    return found


def _day(at: datetime) -> date:
    return day_of(at)


def _still_open(commitment: UUID) -> Finding:
    es, en = "Sigue abierto: diga qué fue de él.", "Still open: say what became of it."
    return Finding(f"/to_review/{commitment}", "not-reviewed", es, en)
