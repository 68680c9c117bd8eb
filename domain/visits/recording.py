"""What becomes of a visit: agreed to, declined, called off, done or not (field 2.4c)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import PersonId
from domain.bookings import YOU, Named, Span, Taken, check_free
from domain.errors import LIMA, Finding
from domain.visits.correcting import check_correctable, check_version
from domain.visits.life import MOVES, Act, Party, Status, after
from domain.visits.model import (
    InvalidVisit,
    Standing,
    Took,
    VisitTimeAhead,
    VisitTimePast,
)
from domain.visits.planning import TEACHER

LONGEST_STAY = 240
"""Minutes: what lasted longer was not one lesson."""
VISITOR = Named("/visit", "Quien visita está ocupado(a)", "The visitor is busy")
BEFORE_THE_END = frozenset({Act.CONFIRM, Act.DECLINE, Act.CANCEL})
PARTY = {act: party for (_, act, party) in MOVES}
"""Whose each act is."""
LEADS_TO: Mapping[Act, Status] = {
    act: status for (_, act, _), status in MOVES.items() if act is not Act.CHANGE
}
"""Where each act leads; from every state that takes it, to the same. A change leaves it there."""


@dataclass(frozen=True, slots=True)
class Told:
    """An act as it is sent, with its reason or what happened, if it has one."""

    act: Act
    reason: str | None = None
    took: Took | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a visit stands after an act."""

    status: Status
    reason: str | None
    took: Took | None


def corrects(told: Told, standing: Standing) -> bool:
    """True when a visit stays done, or not done, and what was told of it is told otherwise."""
    return told.act in {Act.HOLD, Act.MISS} and LEADS_TO[told.act] is standing.status


def record(
    told: Told,
    standing: Standing,
    taken: Sequence[Taken],
    *,
    if_match: int | None = None,
    now: datetime,
) -> Recorded | None:
    """How the visit stands afterwards, None when it stands so already, or why the act cannot be."""
    wanted = Recorded(LEADS_TO[told.act], told.reason, told.took)
    if wanted == Recorded(standing.status, standing.reason, standing.took):
        return None
    after(standing.status, told.act, PARTY[told.act])
    check_correctable(standing, told.act)
    check_version(standing, if_match)
    planned = standing.asked.span
    if told.act in BEFORE_THE_END and now >= planned.ends_at:
        raise VisitTimePast
    if told.act is Act.MISS and now < planned.starts_at:
        raise VisitTimeAhead(starts_at=planned.starts_at)
    if told.took is not None and (faults := list(_faults(told.took, planned, now))):
        raise InvalidVisit(faults, count=len(faults))
    if told.act in {Act.CONFIRM, Act.HOLD}:
        _check_free(told, standing, taken)
    return wanted


def _check_free(told: Told, standing: Standing, taken: Sequence[Taken]) -> None:
    """Who tells what was done knows both days; a teacher who confirms, their own."""
    visitor, teacher = standing.visitor, standing.asked.teacher
    by_visitor = PARTY[told.act] is Party.VISITOR
    people = {visitor: YOU, teacher: TEACHER} if by_visitor else {visitor: VISITOR, teacher: YOU}
    caller: PersonId = visitor if by_visitor else teacher
    span = told.took.span if told.took else standing.asked.span
    check_free(taken, people, asked=span, caller=caller, knows=by_visitor)


def _faults(took: Took, planned: Span, now: datetime) -> Iterator[Finding]:
    day = planned.starts_at.astimezone(LIMA).date()
    if not 1 <= took.span.minutes <= LONGEST_STAY:
        es = f"Termina después de empezar, y a lo más {LONGEST_STAY} minutos después."
        en = f"It ends after it begins, and at most {LONGEST_STAY} minutes after."
        yield Finding("/finished_at", "not-a-lesson", es, en)
    if took.span.starts_at.astimezone(LIMA).date() != day:
        es = f"La visita era el {day:%d/%m/%Y}; si fue otro día, reprográmela."
        en = f"The visit was on {day:%d/%m/%Y}; if it was another day, move it."
        yield Finding("/began_at", "another-day", es, en)
    if took.span.ends_at > now:
        es, en = "Aún no ha terminado.", "It has not ended yet."
        yield Finding("/finished_at", "in-the-future", es, en)
