"""Holding a dialogue: after the visit, with every open commitment of earlier ones looked at, and
with what both promise for the next (F44; visit protocol, field practice 2.4c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.access.permits import PersonId
from domain.accompaniment.dialogues.life import Act, Status, Who, check_act
from domain.accompaniment.dialogues.preparing import DONE, THAT_VISIT, WHAT, VisitNotDone
from domain.bookings import Named, Span, Taken, check_free
from domain.errors import LIMA, Conflict, Finding, Invalid, NotFound
from domain.reporting.reports.checking import CLOCKS_DIFFER

FARTHEST = timedelta(days=366)
"""How far ahead a commitment may be due."""
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


YOU = Named("/held_from", "Usted está ocupado(a)", "You are busy")
TEACHER = Named("/held_from", "El docente o la docente tiene otra actividad", "The teacher is busy")


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as it is written in a dialogue."""

    id: UUID
    owner: Who
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Holding:
    """When the dialogue was held, and what was promised in it."""

    held_from: datetime
    held_to: datetime
    promises: tuple[Promise, ...]

    @property
    def content(self) -> object:
        """What makes it the same again."""
        return self.held_from, self.held_to, frozenset(self.promises)


@dataclass(frozen=True, slots=True)
class HoldingDesk:
    """A visit of the caller's with its dialogue. `held`: how it was held, if it was; `taken`: what
    takes either to another place in that time; `open`: earlier commitments nobody looked at."""

    visitor: PersonId
    teacher: PersonId
    visit_status: str
    visit_finished_at: datetime | None
    status: Status | None
    held: Holding | None
    open: Sequence[UUID]
    taken: Sequence[Taken]


def hold(desk: HoldingDesk | None, asked: Holding, *, now: datetime) -> bool:
    """True when it may be stored, False when it stands already as asked; or why not."""
    if desk is None:
        raise NotFound(what=THAT_VISIT)
    if desk.visit_status != DONE:
        raise VisitNotDone
    if desk.status is None:
        raise NotFound(what=WHAT)
    if desk.held is not None and desk.held.content == asked.content:
        return False
    check_act(desk.status, Act.HOLD)
    if findings := [*_of_times(desk, asked, now), *_of_promises(asked)]:
        raise InvalidHolding(findings, count=len(findings))
    if desk.open:
        raise CommitmentsNotReviewed(map(_still_open, desk.open), count=len(desk.open))
    people = {desk.visitor: YOU, desk.teacher: TEACHER}
    time = Span(asked.held_from, asked.held_to)
    check_free(desk.taken, people, asked=time, caller=desk.visitor, knows=False)
    return True


def _of_times(desk: HoldingDesk, asked: Holding, now: datetime) -> list[Finding]:
    found = []
    if asked.held_to <= asked.held_from:
        es, en = "Termina antes de empezar.", "It ends before it begins."
        found.append(Finding("/held_to", "ends-before-it-begins", es, en))
    elif _day(asked.held_from) != _day(asked.held_to):
        es, en = "Empieza y termina el mismo día.", "It begins and ends on the same day."
        found.append(Finding("/held_to", "another-day", es, en))
    elif asked.held_to - asked.held_from > LONGEST:
        es, en = "Un diálogo dura a lo más 240 minutos.", "A dialogue lasts 240 minutes at most."
        found.append(Finding("/held_to", "too-long", es, en))
    if asked.held_to > now + CLOCKS_DIFFER:
        es, en = "Esa hora aún no llega.", "That moment lies in the future."
        found.append(Finding("/held_to", "in-the-future", es, en))
    if desk.visit_finished_at is not None and asked.held_from < desk.visit_finished_at:
        es, en = "El diálogo es posterior a la visita.", "The dialogue comes after the visit."
        found.append(Finding("/held_from", "before-the-visit", es, en))
    return found


def _of_promises(asked: Holding) -> list[Finding]:
    found, seen = [], set()
    for n, promise in enumerate(asked.promises):
        at = f"/commitments/{n}"
        if promise.id in seen:
            es, en = "Ese identificador se repite.", "That id is repeated."
            found.append(Finding(f"{at}/id", "repeated-id", es, en))
        seen.add(promise.id)
        found += due_faults(promise.due_on, since=_day(asked.held_from), field=f"{at}/due_on")
    return found


def due_faults(due_on: date, *, since: date, field: str) -> list[Finding]:
    """Why a commitment made on a day cannot be due on another."""
    if since <= due_on <= since + FARTHEST:
        return []
    es = f"Debe vencer desde el {since:%d/%m/%Y} y a más tardar en un año."
    en = f"It is due from {since} on, and within a year."
    return [Finding(field, "due-out-of-time", es, en)]


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()


def _still_open(commitment: UUID) -> Finding:
    es, en = "Sigue abierto: diga qué fue de él.", "Still open: say what became of it."
    return Finding(f"/to_review/{commitment}", "not-reviewed", es, en)
