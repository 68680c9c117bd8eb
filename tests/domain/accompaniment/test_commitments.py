"""What may be said of a commitment of a session, where, by whom and when."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from domain.access.permits import Held, Permit, PersonId, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.model import SessionStatus
from domain.accompaniment.collaborative_sessions.refusals import NotTheOrganiser, SessionNotInState
from domain.accompaniment.commitments.in_sessions import (
    AskedInSession,
    NotDueYet,
    NotOfEarlierSession,
    ReviewedInSession,
    SessionReviewDesk,
    review_in_session,
)
from domain.accompaniment.commitments.model import (
    Carried,
    CommitmentReviewed,
    InvalidReview,
    Outcome,
    Standing,
    Status,
)
from domain.errors import LIMA, DomainError, NotFound

SCHOOL = Place("pe.1.2.3")
ME, OTHER, SESSION = PersonId(UUID(int=1)), PersonId(UUID(int=2)), UUID(int=9)
DUE = date(2024, 5, 6)
AFTER = datetime(2024, 5, 7, 0, 0, tzinfo=LIMA)
MET = Outcome(Status.MET, None, None)
DESK = SessionReviewDesk(
    Standing(Status.OPEN, "Traer la unidad.", None, None), SCHOOL, DUE, ME, SessionStatus.HELD,
    earlier=True, attended=True,
)  # fmt: skip
FARTHER = Outcome(Status.CARRIED_OVER, "Falta material.", Carried(UUID(int=7), DUE, None))


def permit(role: Role = Role.CP, person: PersonId = ME) -> Permit:
    held = [Held(role, SCHOOL, 1)]
    scopes = frozenset({Scope.COLLABORATION_WRITE})
    return grant(person, Scope.COLLABORATION_WRITE, scopes=scopes, held=held)


def told(desk: SessionReviewDesk | None, asked: AskedInSession, by: Permit | None = None) -> bool:
    return review_in_session(desk, asked, by or permit(), now=AFTER)


def test_who_organises_the_later_session_or_the_director_says_it() -> None:
    asked = AskedInSession(SESSION, MET)
    assert told(DESK, asked)
    assert told(DESK, asked, permit(Role.DIRECTOR, OTHER))
    for role in (Role.CP, Role.CT):
        with pytest.raises(NotTheOrganiser):
            told(DESK, asked, permit(role, OTHER))


@pytest.mark.parametrize(
    ("desk", "session", "refusal"),
    [
        (None, SESSION, NotFound),
        (replace(DESK, organiser=None, status=None), SESSION, NotFound),
        (replace(DESK, earlier=False), SESSION, NotOfEarlierSession),
        (replace(DESK, status=SessionStatus.SCHEDULED), SESSION, SessionNotInState),
        (replace(DESK, status=SessionStatus.CANCELLED), SESSION, SessionNotInState),
        (replace(DESK, status=SessionStatus.MINUTED), SESSION, None),
        (replace(DESK, due_on=date(2024, 8, 1)), SESSION, None),
        (DESK, None, ReviewedInSession),
        (replace(DESK, attended=False, due_on=date(2024, 5, 7)), None, NotDueYet),
        (replace(DESK, attended=False, earlier=False), None, None),
    ],
)
def test_where_it_is_told(
    desk: SessionReviewDesk | None, session: UUID | None, refusal: type[DomainError] | None
) -> None:
    asked = AskedInSession(session, MET)
    if refusal is None:
        assert told(desk, asked)
    else:
        with pytest.raises(refusal):
            told(desk, asked)


def test_what_was_said_stands_and_the_same_again_is_no_second() -> None:
    after = AFTER.date() + timedelta(days=3)
    said = replace(FARTHER, carried=Carried(UUID(int=7), after, None))
    assert told(DESK, AskedInSession(SESSION, said))
    standing = Standing(
        Status.CARRIED_OVER, "Traer la unidad.", (SESSION, "Falta material."),
        (UUID(int=7), after, "Traer la unidad."),
    )  # fmt: skip
    kept = replace(DESK, standing=standing)
    assert not told(kept, AskedInSession(SESSION, said))
    for other in (
        AskedInSession(None, said),
        AskedInSession(SESSION, MET),
        AskedInSession(SESSION, replace(said, note=None)),
        AskedInSession(SESSION, replace(said, carried=None)),
        AskedInSession(SESSION, replace(said, carried=Carried(UUID(int=7), after, "Otra cosa."))),
    ):
        with pytest.raises(CommitmentReviewed):
            told(kept, other)


@pytest.mark.parametrize(
    "said",
    [
        replace(FARTHER, carried=None),
        replace(FARTHER, status=Status.NOT_MET),
        FARTHER,
    ],
    ids=["without another day", "another day of what is over", "a day that has passed"],
)
def test_what_is_carried_over_and_only_that_has_a_day_to_come(said: Outcome) -> None:
    with pytest.raises(InvalidReview):
        told(DESK, AskedInSession(SESSION, said))
