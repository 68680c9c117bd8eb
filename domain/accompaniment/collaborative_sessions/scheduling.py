"""Scheduling a session, moving it, calling it off."""

from collections.abc import Iterator
from datetime import timedelta

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.accompaniment.collaborative_sessions.model import (
    WHAT,
    SchedulingDesk,
    Session,
    SessionAct,
    Standing,
)
from domain.accompaniment.collaborative_sessions.refusals import (
    InvalidSession,
    NotTheOrganiser,
    moved,
)
from domain.accompaniment.school_work import not_of_the_school
from domain.bookings import YOU, Named, Span, check_free
from domain.errors import Finding, NotFound, VersionRequired
from domain.versions import Change, change_of

LONGEST = timedelta(hours=12)
ORGANISERS = (Role.DIRECTOR, Role.CP, Role.CT)
"""F34; F36; F47, F49."""


def schedule(
    desk: SchedulingDesk, asked: Session, permit: Permit, *, if_match: int | None
) -> tuple[Change, Role]:
    """What becomes of the session and in which role it is organised; or why it cannot be."""
    if desk.elsewhere:
        raise NotFound(what=WHAT)
    present = desk.present
    role = _role(permit, desk)
    if present is not None and present.session.same_as(asked):
        return Change.NOTHING, role
    if present is not None:
        check_organises(present, permit)
        moved(present.status, SessionAct.CHANGE)
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=False, what=WHAT)
    if faults := list(_faults(desk, asked)):
        raise InvalidSession(faults)
    _check_free(desk, asked, role, permit)
    return change, role


def _check_free(desk: SchedulingDesk, asked: Session, role: Role, permit: Permit) -> None:
    """Nobody is in two places at once: who is taken is named. When they are, whole, is told to the
    director, who reads everybody's visits; others are told the part that lies in the session."""
    organiser = organiser_of(desk, permit)
    people = {
        organiser: Named("/starts_at", "Quien organiza está ocupado(a)", "The organiser is busy")
    }
    for n, person in enumerate(asked.convened):
        name = desk.names[person]
        people[person] = Named(f"/convened/{n}", f"{name} está ocupado(a)", f"{name} is busy")
    if organiser == permit.person:
        people[organiser] = YOU
    span, knows = Span(asked.starts_at, asked.ends_at), role is Role.DIRECTOR
    check_free(desk.taken, people, asked=span, caller=permit.person, knows=knows)


def organiser_of(desk: SchedulingDesk, permit: Permit) -> PersonId:
    """Who organises it from now on: who did, or who changes it where they act there no more."""
    present = desk.present
    return permit.person if present is None or desk.left else present.organiser


def cancel(standing: Standing, reason: str, permit: Permit, *, if_match: int | None) -> Change:
    """Whether the session is called off now or was already, for that reason."""
    if standing.reason == reason:
        return Change.NOTHING
    return acted(standing, SessionAct.CANCEL, permit, if_match=if_match)


def acted(standing: Standing, act: SessionAct, permit: Permit, *, if_match: int | None) -> Change:
    """By whom it may be done, in which state, and to the version that they saw."""
    check_organises(standing, permit)
    moved(standing.status, act)
    if if_match is None:
        raise VersionRequired(what=WHAT)
    return change_of(present=standing.version, if_match=if_match, same=False, what=WHAT)


def check_organises(standing: Standing, permit: Permit) -> None:
    """Who organises it, while they act there, or the director of the school."""
    held = {each.role for each in permit.roles_at(standing.place)}
    if standing.organiser != permit.person and Role.DIRECTOR not in held:
        raise NotTheOrganiser


def _role(permit: Permit, desk: SchedulingDesk) -> Role:
    """The first in which the caller may convene; the scope has no other roles."""
    held = {each.role for each in permit.roles_at(desk.school.place)}
    return next(role for role in ORGANISERS if role in held)


def _faults(desk: SchedulingDesk, asked: Session) -> Iterator[Finding]:
    if desk.school.year is None:
        es, en = "No cae en ningún año escolar.", "Lies in no school year."
        yield Finding("/starts_at", "outside-school-year", es, en)
    if asked.ends_at <= asked.starts_at:
        es, en = "Debe terminar después de empezar.", "Must end after it begins."
        yield Finding("/ends_at", "not-after-start", es, en)
    elif asked.ends_at - asked.starts_at > LONGEST:
        es, en = "Una sesión no dura más de doce horas.", "A session takes twelve hours at most."
        yield Finding("/ends_at", "too-long", es, en)
    for n, person in enumerate(asked.convened):
        if person not in desk.school.members:
            yield not_of_the_school(f"/convened/{n}")
