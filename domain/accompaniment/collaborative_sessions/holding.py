"""Who attended a session, and what it left: minutes, agreements, commitments."""

from collections.abc import Iterator
from datetime import datetime

from domain.access.permits import Permit, PersonId
from domain.accompaniment.collaborative_sessions.model import (
    AttendanceFacts,
    AttendanceRequest,
    CollaborativeSessionState,
    SessionAct,
    SessionMinutes,
)
from domain.accompaniment.collaborative_sessions.refusals import InvalidSession, SessionNotBegun
from domain.accompaniment.collaborative_sessions.scheduling import change_by
from domain.accompaniment.commitments.model import FARTHEST
from domain.accompaniment.school_work import not_of_the_school
from domain.bookings import PersonLabel, check_free
from domain.errors import Finding
from domain.peru_time import day_of
from domain.versions import Change, Seen


def hold(
    request: AttendanceRequest,
    facts: AttendanceFacts,
    permit: Permit,
    *,
    if_match: Seen | None,
    now: datetime,
) -> Change:
    """Whether the session was held with this attendance, or why it cannot have been."""
    state = facts.state
    if state.attendance and state.attendance == request.by_person:
        return Change.NOTHING
    change = change_by(SessionAct.HOLD, state, permit, if_match=if_match)
    if now < state.session.starts_at:
        raise SessionNotBegun(starts_at=state.session.starts_at)
    if faults := list(_attendance_faults(request, facts)):
        raise InvalidSession(faults)
    _check_free(request, facts, permit)
    return change


def _check_free(request: AttendanceRequest, facts: AttendanceFacts, permit: Permit) -> None:
    """Nobody attended, convened or not, who was somewhere else then: each is pointed to."""
    people = {
        each.person_id: PersonLabel(
            f"/people/{n}/attended", "Tenía otra actividad", "Was somewhere else"
        )
        for n, each in enumerate(request.people)
        if each.attended
    }
    bookings = [each for each in facts.bookings if each.person_id in people]
    span = facts.state.session.span
    check_free(bookings, people, wanted=span, caller=permit.person_id, knows=False)


def minute(
    request: SessionMinutes,
    state: CollaborativeSessionState,
    permit: Permit,
    *,
    if_match: Seen | None,
) -> Change:
    """Whether the minutes are kept now or were already, or why they cannot be."""
    if state.minutes == request:
        return Change.NOTHING
    change = change_by(SessionAct.MINUTE, state, permit, if_match=if_match)
    if faults := list(_minutes_faults(request, state)):
        raise InvalidSession(faults)
    return change


def _attendance_faults(request: AttendanceRequest, facts: AttendanceFacts) -> Iterator[Finding]:
    convened = frozenset(facts.state.session.convened)
    named: set[PersonId] = set()
    for n, each in enumerate(request.people):
        person = each.person_id
        if person in named:
            es, en = "La persona está dos veces.", "The person is named twice."
            yield Finding(f"/people/{n}/person_id", "named-twice", es, en)
        elif person not in convened and person not in facts.members:
            yield not_of_the_school(f"/people/{n}/person_id")
        elif person not in convened and not each.attended:
            es, en = "No asistió y no estaba convocada.", "Did not attend and was not convened."
            yield Finding(f"/people/{n}/attended", "extra-absent", es, en)
        named.add(person)
    if missing := len(convened - named):
        es = f"Falta decir si asistieron {missing} persona(s) convocada(s)."
        en = f"It is not said of {missing} convened whether they attended."
        yield Finding("/people", "convened-missing", es, en)


def _minutes_faults(request: SessionMinutes, state: CollaborativeSessionState) -> Iterator[Finding]:
    attended = {person for person, came in state.attendance.items() if came}
    held_on, seen = day_of(state.session.starts_at), set()
    for n, agreement in enumerate(request.agreements):
        promise, at = agreement.commitment, f"/agreements/{n}/commitment"
        if promise is None:
            continue
        if promise.id in seen:
            es, en = "El identificador está dos veces.", "The id is there twice."
            yield Finding(f"{at}/id", "named-twice", es, en)
        if promise.owner_id not in attended | {state.organiser_id}:
            es, en = "No participó en la sesión.", "Took no part in the session."
            yield Finding(f"{at}/owner_id", "took-no-part", es, en)
        if promise.due_on < held_on:
            es, en = "Es anterior a la sesión.", "Is before the session."
            yield Finding(f"{at}/due_on", "before-session", es, en)
        elif promise.due_on > held_on + FARTHEST:
            es, en = "Debe vencer a más tardar en un año.", "It is due within a year."
            yield Finding(f"{at}/due_on", "due-out-of-time", es, en)
        seen.add(promise.id)
