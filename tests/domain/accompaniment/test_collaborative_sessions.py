"""Why a session of collective work cannot be scheduled, called off, held or minuted."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.holding import hold, minute
from domain.accompaniment.collaborative_sessions.model import (
    Attendance,
    AttendanceFacts,
    AttendanceRequest,
    CollaborativeSession,
    CollaborativeSessionState,
    SchedulingFacts,
    SessionAgreement,
    SessionKind,
    SessionMinutes,
    SessionPromise,
    SessionStatus,
)
from domain.accompaniment.collaborative_sessions.refusals import (
    InvalidSession,
    NotTheOrganiser,
    SessionNotBegun,
    SessionNotInState,
)
from domain.accompaniment.collaborative_sessions.scheduling import cancel, schedule
from domain.accompaniment.school_work import SchoolOnDay
from domain.bookings import Booking, PersonBusy, TimeSpan
from domain.errors import DomainError, NotFound
from domain.events import EventKind
from domain.peru_time import LIMA
from domain.versions import Change

SCHOOL = Place("pe.1.2.3")
ME, ANA, EVA = (PersonId(UUID(int=n)) for n in (1, 2, 3))
BEGINS = datetime(2024, 5, 6, 15, tzinfo=LIMA)
SESSION = CollaborativeSession(
    kind=SessionKind.GIA, title="Retroalimentación", agenda=("Una sesión grabada",),
    starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=2), convened=(ANA, EVA),
)  # fmt: skip
STATE = CollaborativeSessionState(
    session=SESSION, place=SCHOOL, organiser_id=ME, status=SessionStatus.SCHEDULED, version=3,
    reason=None, attendance={}, minutes=None,
)  # fmt: skip
FACTS = SchedulingFacts(
    school=SchoolOnDay(SCHOOL, 2024, frozenset({ANA, EVA})),
    names={ANA: "Ana Ruiz", EVA: "Eva Paz"},
    bookings=(), present=None, elsewhere=False, organiser_left=False,
)  # fmt: skip
LATER = replace(SESSION, ends_at=BEGINS + timedelta(hours=3))


def permit(role: Role = Role.CP, person: PersonId = ME) -> Permit:
    scope = Scope.COLLABORATION_WRITE
    return grant(person, scope, scopes=frozenset({scope}), held=[HeldRole(role, SCHOOL, 1)])


def test_it_is_scheduled_and_the_order_of_its_people_says_nothing() -> None:
    decision = schedule(SESSION, FACTS, permit(), if_match=None)
    assert (decision.change, decision.organiser_id) == (Change.CREATE, ME)
    assert decision.event is EventKind.COLLABORATIVE_SESSION_SCHEDULED
    turned = replace(SESSION, convened=(EVA, ANA))
    there = replace(FACTS, present=STATE)
    assert schedule(turned, there, permit(), if_match=None).change is Change.NOTHING


@pytest.mark.parametrize(
    ("request_", "event"),
    [
        (LATER, EventKind.COLLABORATIVE_SESSION_RESCHEDULED),
        (replace(SESSION, title="Otra"), EventKind.COLLABORATIVE_SESSION_CHANGED),
    ],
)
def test_what_a_change_is_called(request_: CollaborativeSession, event: EventKind) -> None:
    decision = schedule(request_, replace(FACTS, present=STATE), permit(), if_match=3)
    assert (decision.change, decision.event) == (Change.REPLACE, event)


def test_whoever_changes_it_takes_it_on_where_its_organiser_left() -> None:
    left = replace(FACTS, present=STATE, organiser_left=True)
    decision = schedule(LATER, left, permit(Role.DIRECTOR, EVA), if_match=3)
    assert (decision.organiser_id, decision.organiser_role) == (EVA, Role.DIRECTOR)


@pytest.mark.parametrize(
    ("facts", "if_match", "refusal"),
    [
        (replace(FACTS, elsewhere=True), None, NotFound),
        (replace(FACTS, present=replace(STATE, organiser_id=EVA)), 3, NotTheOrganiser),
        (replace(FACTS, present=replace(STATE, status=SessionStatus.HELD)), 3, SessionNotInState),
        (
            replace(FACTS, school=SchoolOnDay(SCHOOL, None, frozenset({ANA, EVA}))),
            None,
            InvalidSession,
        ),
        (replace(FACTS, school=SchoolOnDay(SCHOOL, 2024, frozenset({ANA}))), None, InvalidSession),
        (replace(FACTS, bookings=(Booking(EVA, SESSION.span),)), None, PersonBusy),
    ],
)
def test_why_it_cannot_be_scheduled(
    facts: SchedulingFacts, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        schedule(LATER, facts, permit(), if_match=if_match)


@pytest.mark.parametrize("hours", [0, 13])
def test_it_takes_some_time_and_not_a_day(hours: int) -> None:
    request = replace(SESSION, ends_at=BEGINS + timedelta(hours=hours))
    with pytest.raises(InvalidSession):
        schedule(request, FACTS, permit(), if_match=None)


@pytest.mark.parametrize(
    ("state", "if_match", "refusal"),
    [
        (replace(STATE, organiser_id=EVA), 3, NotTheOrganiser),
        (replace(STATE, status=SessionStatus.MINUTED), 3, SessionNotInState),
    ],
)
def test_why_it_cannot_be_called_off(
    state: CollaborativeSessionState, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        cancel("Por lluvia.", state, permit(), if_match=if_match)


def test_what_is_said_again_changes_nothing() -> None:
    off = replace(STATE, status=SessionStatus.CANCELLED, reason="Por lluvia.")
    assert cancel("Por lluvia.", off, permit(), if_match=None) is Change.NOTHING
    held = AttendanceFacts(replace(STATE, attendance={ANA: True, EVA: False}), frozenset(), ())
    assert hold(CAME, held, permit(), if_match=None, now=SESSION.ends_at) is Change.NOTHING
    minuted = replace(STATE, minutes=MINUTES)
    assert minute(MINUTES, minuted, permit(), if_match=None) is Change.NOTHING


CAME = AttendanceRequest((Attendance(ANA, attended=True), Attendance(EVA, attended=False)))
THERE = AttendanceFacts(STATE, frozenset({ANA, EVA}), ())
STRANGER = Attendance(PersonId(UUID(int=9)), attended=True)


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        (CAME.people[:1], "convened-missing"),
        ((*CAME.people, CAME.people[0]), "named-twice"),
        ((*CAME.people, STRANGER), "not-of-the-school"),
    ],
)
def test_what_is_wrong_with_an_attendance(people: tuple[Attendance, ...], fault: str) -> None:
    with pytest.raises(InvalidSession) as refused:
        hold(AttendanceRequest(people), THERE, permit(), if_match=3, now=SESSION.ends_at)
    assert [finding.code for finding in refused.value.findings] == [fault]


def test_nobody_attends_what_has_not_begun_or_while_somewhere_else() -> None:
    assert hold(CAME, THERE, permit(), if_match=3, now=SESSION.ends_at) is Change.REPLACE
    with pytest.raises(SessionNotBegun):
        hold(CAME, THERE, permit(), if_match=3, now=BEGINS - timedelta(minutes=1))
    span = TimeSpan(BEGINS, SESSION.ends_at)
    absent_busy = replace(THERE, bookings=(Booking(EVA, span),))
    assert hold(CAME, absent_busy, permit(), if_match=3, now=SESSION.ends_at) is Change.REPLACE
    busy = replace(THERE, bookings=(Booking(ANA, span),))
    with pytest.raises(PersonBusy):
        hold(CAME, busy, permit(), if_match=3, now=SESSION.ends_at)


PROMISE = SessionPromise(UUID(int=7), ANA, date(2024, 5, 20))
MINUTES = SessionMinutes("Se acordó.", (SessionAgreement("Compartir preguntas.", PROMISE),))
HELD = replace(STATE, status=SessionStatus.HELD, attendance={ANA: True, EVA: False})


@pytest.mark.parametrize(
    ("promise", "fault"),
    [
        (replace(PROMISE, owner_id=EVA), "took-no-part"),
        (replace(PROMISE, due_on=date(2024, 5, 5)), "before-session"),
        (replace(PROMISE, due_on=date(2025, 6, 1)), "due-out-of-time"),
    ],
)
def test_what_is_wrong_with_minutes(promise: SessionPromise, fault: str) -> None:
    assert minute(MINUTES, HELD, permit(), if_match=3) is Change.REPLACE
    wrong = replace(MINUTES, agreements=(SessionAgreement("Compartir preguntas.", promise),))
    with pytest.raises(InvalidSession) as refused:
        minute(wrong, HELD, permit(), if_match=3)
    assert [finding.code for finding in refused.value.findings] == [fault]


def test_what_was_not_held_has_no_minutes() -> None:
    with pytest.raises(SessionNotInState):
        minute(MINUTES, STATE, permit(), if_match=3)
