"""What may be said of a commitment of a session, where, by whom and when."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.collaborative_sessions.model import SessionStatus
from domain.accompaniment.collaborative_sessions.refusals import NotTheOrganiser, SessionNotInState
from domain.accompaniment.commitments.in_sessions import (
    NotDueYet,
    NotOfEarlierSession,
    ReviewedInSession,
    SessionReviewFacts,
    SessionReviewRequest,
    review_in_session,
)
from domain.accompaniment.commitments.model import (
    CommitmentReviewed,
    CommitmentState,
    CommitmentStatus,
    InvalidCommitmentReview,
    NextCommitment,
    StoredCommitmentReview,
)
from domain.errors import DomainError, NotFound
from domain.peru_time import LIMA
from domain.versions import Change

SCHOOL = Place("pe.1.2.3")
ME, OTHER, SESSION = PersonId(UUID(int=1)), PersonId(UUID(int=2)), UUID(int=9)
DUE = date(2024, 5, 6)
AFTER = datetime(2024, 5, 7, 0, 0, tzinfo=LIMA)
FACTS = SessionReviewFacts(
    commitment=CommitmentState(CommitmentStatus.OPEN, "Traer la unidad.", None, None), place=SCHOOL,
    due_on=DUE, organiser_id=ME, session_status=SessionStatus.HELD, earlier=True, attended=True,
)  # fmt: skip
MET = SessionReviewRequest(
    outcome=CommitmentStatus.MET, note=None, carried=None, session_id=SESSION
)
FARTHER = SessionReviewRequest(
    outcome=CommitmentStatus.CARRIED_OVER, note="Falta material.",
    carried=NextCommitment(UUID(int=7), DUE, None), session_id=SESSION,
)  # fmt: skip


def permit(role: Role = Role.CP, person: PersonId = ME) -> Permit:
    held = [HeldRole(role, SCHOOL, 1)]
    scopes = frozenset({Scope.COLLABORATION_WRITE})
    return grant(person, Scope.COLLABORATION_WRITE, scopes=scopes, held=held)


def creates(
    facts: SessionReviewFacts, request: SessionReviewRequest, by: Permit | None = None
) -> bool:
    change = review_in_session(request, facts, by or permit(), now=AFTER)
    assert change in {Change.CREATE, Change.NOTHING}
    return change is Change.CREATE


def test_who_organises_the_later_session_or_the_director_says_it() -> None:
    assert creates(FACTS, MET)
    assert creates(FACTS, MET, permit(Role.DIRECTOR, OTHER))
    for role in (Role.CP, Role.CT):
        with pytest.raises(NotTheOrganiser):
            creates(FACTS, MET, permit(role, OTHER))


@pytest.mark.parametrize(
    ("facts", "session", "refusal"),
    [
        (replace(FACTS, organiser_id=None, session_status=None), SESSION, NotFound),
        (replace(FACTS, earlier=False), SESSION, NotOfEarlierSession),
        (replace(FACTS, session_status=SessionStatus.SCHEDULED), SESSION, SessionNotInState),
        (replace(FACTS, session_status=SessionStatus.CANCELLED), SESSION, SessionNotInState),
        (replace(FACTS, session_status=SessionStatus.MINUTED), SESSION, None),
        (replace(FACTS, due_on=date(2024, 8, 1)), SESSION, None),
        (FACTS, None, ReviewedInSession),
        (replace(FACTS, attended=False, due_on=date(2024, 5, 7)), None, NotDueYet),
        (replace(FACTS, attended=False, earlier=False), None, None),
    ],
)
def test_where_it_is_told(
    facts: SessionReviewFacts, session: UUID | None, refusal: type[DomainError] | None
) -> None:
    request = replace(MET, session_id=session)
    if refusal is None:
        assert creates(facts, request)
    else:
        with pytest.raises(refusal):
            creates(facts, request)


def test_what_was_said_stands_and_the_same_again_is_no_second() -> None:
    after = AFTER.date() + timedelta(days=3)
    request = replace(FARTHER, carried=NextCommitment(UUID(int=7), after, None))
    assert creates(FACTS, request)
    reviewed = CommitmentState(
        CommitmentStatus.CARRIED_OVER, "Traer la unidad.",
        StoredCommitmentReview(SESSION, "Falta material."),
        NextCommitment(UUID(int=7), after, "Traer la unidad."),
    )  # fmt: skip
    facts = replace(FACTS, commitment=reviewed)
    assert not creates(facts, request)
    for other in (
        replace(request, session_id=None),
        MET,
        replace(request, note=None),
        replace(request, carried=None),
        replace(request, carried=NextCommitment(UUID(int=7), after, "Otra cosa.")),
    ):
        with pytest.raises(CommitmentReviewed):
            creates(facts, other)


@pytest.mark.parametrize(
    "sent",
    [
        replace(FARTHER, carried=None),
        replace(FARTHER, outcome=CommitmentStatus.NOT_MET),
        FARTHER,
    ],
    ids=["without another day", "another day of what is over", "a day that has passed"],
)
def test_what_is_carried_over_and_only_that_has_a_day_to_come(
    sent: SessionReviewRequest,
) -> None:
    with pytest.raises(InvalidCommitmentReview):
        creates(FACTS, sent)
