"""Who attended a session, and what it left: minutes, agreements, commitments."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.access.permits import Permit, PersonId
from domain.accompaniment.collaborative_sessions.model import (
    Minutes,
    SessionAct,
    SessionDesk,
    Standing,
)
from domain.accompaniment.collaborative_sessions.refusals import InvalidSession, SessionNotBegun
from domain.accompaniment.collaborative_sessions.scheduling import acted
from domain.accompaniment.school_work import not_of_the_school
from domain.bookings import Named, Span, check_free
from domain.errors import Finding
from domain.reporting.calendar.cuts import day_of
from domain.versions import Change

Attendance = Sequence[tuple[PersonId, bool]]
FARTHEST = timedelta(days=366)
"""How far ahead an agreement may be due, as `domain.accompaniment.dialogues` has it."""


def hold(
    desk: SessionDesk, given: Attendance, permit: Permit, *, if_match: int | None, now: datetime
) -> Change:
    """Whether the session was held with this attendance, or why it cannot have been."""
    standing = desk.standing
    if standing.attendance and standing.attendance == dict(given):
        return Change.NOTHING
    change = acted(standing, SessionAct.HOLD, permit, if_match=if_match)
    if now < standing.session.starts_at:
        raise SessionNotBegun(starts_at=standing.session.starts_at)
    if faults := list(_attendance_faults(desk, given)):
        raise InvalidSession(faults)
    _check_free(desk, given, permit)
    return change


def _check_free(desk: SessionDesk, given: Attendance, permit: Permit) -> None:
    """Nobody attended, convened or not, who was somewhere else then: each is pointed to."""
    people = {
        person: Named(f"/people/{n}/attended", "Tenía otra actividad", "Was somewhere else")
        for n, (person, attended) in enumerate(given)
        if attended
    }
    taken = [each for each in desk.taken if each.person in people]
    session = desk.standing.session
    span = Span(session.starts_at, session.ends_at)
    check_free(taken, people, asked=span, caller=permit.person, knows=False)


def minute(standing: Standing, given: Minutes, permit: Permit, *, if_match: int | None) -> Change:
    """Whether the minutes are kept now or were already, or why they cannot be."""
    if standing.minutes == given:
        return Change.NOTHING
    change = acted(standing, SessionAct.MINUTE, permit, if_match=if_match)
    if faults := list(_minutes_faults(standing, given)):
        raise InvalidSession(faults)
    return change


def _attendance_faults(desk: SessionDesk, given: Attendance) -> Iterator[Finding]:
    convened = frozenset(desk.standing.session.convened)
    named: set[PersonId] = set()
    for n, (person, attended) in enumerate(given):
        if person in named:
            es, en = "La persona está dos veces.", "The person is named twice."
            yield Finding(f"/people/{n}/person_id", "named-twice", es, en)
        elif person not in convened and person not in desk.members:
            yield not_of_the_school(f"/people/{n}/person_id")
        elif person not in convened and not attended:
            es, en = "No asistió y no estaba convocada.", "Did not attend and was not convened."
            yield Finding(f"/people/{n}/attended", "extra-absent", es, en)
        named.add(person)
    if missing := len(convened - named):
        es = f"Falta decir si asistieron {missing} persona(s) convocada(s)."
        en = f"It is not said of {missing} convened whether they attended."
        yield Finding("/people", "convened-missing", es, en)


def _minutes_faults(standing: Standing, given: Minutes) -> Iterator[Finding]:
    attended = {person for person, came in standing.attendance.items() if came}
    held_on, seen = day_of(standing.session.starts_at), set()
    for n, agreement in enumerate(given.agreements):
        promise, at = agreement.commitment, f"/agreements/{n}/commitment"
        if promise is None:
            continue
        if promise.id in seen:
            es, en = "El identificador está dos veces.", "The id is there twice."
            yield Finding(f"{at}/id", "named-twice", es, en)
        if promise.owner not in attended | {standing.organiser}:
            es, en = "No participó en la sesión.", "Took no part in the session."
            yield Finding(f"{at}/owner_id", "took-no-part", es, en)
        if promise.due_on < held_on:
            es, en = "Es anterior a la sesión.", "Is before the session."
            yield Finding(f"{at}/due_on", "before-session", es, en)
        elif promise.due_on > held_on + FARTHEST:
            es, en = "Debe vencer a más tardar en un año.", "It is due within a year."
            yield Finding(f"{at}/due_on", "due-out-of-time", es, en)
        seen.add(promise.id)
