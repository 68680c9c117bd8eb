"""Scheduling a session, moving it, calling it off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.accompaniment.collaborative_sessions.model import (
    COLLABORATIVE_SESSION,
    CollaborativeSession,
    CollaborativeSessionState,
    SchedulingFacts,
    SessionAct,
)
from domain.accompaniment.collaborative_sessions.refusals import (
    InvalidSession,
    NotTheOrganiser,
    moved,
)
from domain.accompaniment.school_work import not_of_the_school
from domain.bookings import YOU, PersonLabel, check_free
from domain.errors import Finding, NotFound, VersionRequired
from domain.events import EventKind
from domain.versions import Change, Seen, change_of

LONGEST = timedelta(hours=12)
ORGANISERS = (Role.DIRECTOR, Role.CP, Role.CT)
"""F34; F36; F47, F49."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDecision:
    """What becomes of a session, who organises it in which role, and what that is called in the
    log."""

    change: Change
    organiser_id: PersonId
    organiser_role: Role
    event: EventKind


def schedule(
    request: CollaborativeSession, facts: SchedulingFacts, permit: Permit, *, if_match: Seen | None
) -> ScheduleDecision:
    """What becomes of the session, or why it cannot be."""
    if facts.elsewhere:
        raise NotFound(what=COLLABORATIVE_SESSION)
    present = facts.present
    decision = ScheduleDecision(
        change=Change.NOTHING,
        organiser_id=_organiser(facts, permit),
        organiser_role=_role(permit, facts),
        event=_event(request, present),
    )
    if present is not None and present.session.same_as(request):
        return decision
    if present is not None:
        check_organises(present, permit)
        moved(present.status, SessionAct.CHANGE)
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=False, what=COLLABORATIVE_SESSION)
    if faults := list(_faults(request, facts)):
        raise InvalidSession(faults)
    _check_free(request, facts, decision, permit)
    return replace(decision, change=change)


def _check_free(
    request: CollaborativeSession,
    facts: SchedulingFacts,
    decision: ScheduleDecision,
    permit: Permit,
) -> None:
    """Nobody is in two places at once: who is taken is named. When they are, whole, is told to the
    director, who reads everybody's visits; others are told the part that lies in the session."""
    organiser = decision.organiser_id
    people = {
        organiser: PersonLabel(
            "/starts_at", "Quien organiza está ocupado(a)", "The organiser is busy"
        )
    }
    for n, person in enumerate(request.convened):
        name = facts.names[person]
        people[person] = PersonLabel(f"/convened/{n}", f"{name} está ocupado(a)", f"{name} is busy")
    if organiser == permit.person_id:
        people[organiser] = YOU
    knows = decision.organiser_role is Role.DIRECTOR
    check_free(facts.bookings, people, wanted=request.span, caller=permit.person_id, knows=knows)


def _organiser(facts: SchedulingFacts, permit: Permit) -> PersonId:
    """Who organises it from now on: who did, or who changes it where they act there no more."""
    present = facts.present
    return permit.person_id if present is None or facts.organiser_left else present.organiser_id


def _event(request: CollaborativeSession, present: CollaborativeSessionState | None) -> EventKind:
    if present is None:
        return EventKind.COLLABORATIVE_SESSION_SCHEDULED
    if present.session.span != request.span:
        return EventKind.COLLABORATIVE_SESSION_RESCHEDULED
    return EventKind.COLLABORATIVE_SESSION_CHANGED


def cancel(
    reason: str, state: CollaborativeSessionState, permit: Permit, *, if_match: Seen | None
) -> Change:
    """Whether the session is called off now or was already, for that reason."""
    if state.reason == reason:
        return Change.NOTHING
    return change_by(SessionAct.CANCEL, state, permit, if_match=if_match)


def change_by(
    act: SessionAct, state: CollaborativeSessionState, permit: Permit, *, if_match: Seen | None
) -> Change:
    """By whom it may be done, in which state, and to the version that they saw."""
    check_organises(state, permit)
    moved(state.status, act)
    if if_match is None:
        raise VersionRequired(what=COLLABORATIVE_SESSION)
    return change_of(
        present=state.version, if_match=if_match, same=False, what=COLLABORATIVE_SESSION
    )


def check_organises(state: CollaborativeSessionState, permit: Permit) -> None:
    """Who organises it, while they act there, or the director of the school."""
    held = {each.role for each in permit.roles_at(state.place)}
    if state.organiser_id != permit.person_id and Role.DIRECTOR not in held:
        raise NotTheOrganiser


def _role(permit: Permit, facts: SchedulingFacts) -> Role:
    """The first in which the caller may convene; the scope has no other roles."""
    held = {each.role for each in permit.roles_at(facts.school.place)}
    return next(role for role in ORGANISERS if role in held)


def _faults(request: CollaborativeSession, facts: SchedulingFacts) -> Iterator[Finding]:
    if facts.school.year is None:
        es, en = "No cae en ningún año escolar.", "Lies in no school year."
        yield Finding("/starts_at", "outside-school-year", es, en)
    if request.ends_at <= request.starts_at:
        es, en = "Debe terminar después de empezar.", "Must end after it begins."
        yield Finding("/ends_at", "not-after-start", es, en)
    elif request.ends_at - request.starts_at > LONGEST:
        es, en = "Una sesión no dura más de doce horas.", "A session takes twelve hours at most."
        yield Finding("/ends_at", "too-long", es, en)
    for n, person in enumerate(request.convened):
        if person not in facts.school.members:
            yield not_of_the_school(f"/convened/{n}")
