"""What a session of collective work left promised is looked at in a later one of the same school,
by who organises that one; where its owner attended none, by who organised the first, once it is
due (F34, F36)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.accompaniment.collaborative_sessions.model import SessionStatus
from domain.accompaniment.collaborative_sessions.refusals import NotTheOrganiser, SessionNotInState
from domain.accompaniment.commitments.model import (
    COMMITMENT,
    CommitmentReviewRequest,
    CommitmentState,
    check_outcome,
    is_reviewed_already,
)
from domain.errors import Conflict, NotFound
from domain.peru_time import day_of
from domain.versions import Change

TOOK_PLACE = frozenset({SessionStatus.HELD, SessionStatus.MINUTED})


class NotOfEarlierSession(Conflict):
    """A commitment of a session is looked at in a later session of the same school."""

    code = "not-of-earlier-session"
    title_es, title_en = "No es de una sesión anterior", "Not of an earlier session"
    es = "Ese compromiso no es de una sesión anterior de esta institución."
    en = "That commitment is not of an earlier session of this school."


class ReviewedInSession(Conflict):
    """Its owner was in a later session: what became of it is told there."""

    code = "review-in-session"
    title_es, title_en = "Se revisa en una sesión", "Reviewed in a session"
    es = "Quien responde de él asistió a una sesión posterior: diga en cuál se revisó."
    en = "Who answers for it attended a later session: say in which one it was reviewed."


class NotDueYet(Conflict):
    """Without a later session nobody says what became of what is not due."""

    code = "commitment-not-due"
    title_es, title_en = "El compromiso aún no vence", "The commitment is not due yet"
    es = "Sin una sesión posterior se revisa cuando haya vencido: vence el {due_es}."
    en = "Without a later session it is reviewed once its day is over: it is due on {due}."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReviewRequest(CommitmentReviewRequest):
    """What became of a commitment, as it was told in a later session (None: in none)."""

    session_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReviewFacts:
    """A commitment in reach, and the session in which it is looked at: the one that is named, else
    the one that it comes from.

    `organiser_id` and `session_status`: of that session, None when there is none such in reach.
    `earlier`: it comes from an earlier session of the same school. `attended`: its owner was in a
    later one.
    """

    commitment: CommitmentState
    place: Place
    due_on: date
    organiser_id: PersonId | None
    session_status: SessionStatus | None
    earlier: bool
    attended: bool


def review_in_session(
    request: SessionReviewRequest, facts: SessionReviewFacts, permit: Permit, *, now: datetime
) -> Change:
    """Whether the review is given now or stands already; or why it cannot be given."""
    if facts.organiser_id is None or facts.session_status is None:
        raise NotFound(what=COMMITMENT)
    held = {each.role for each in permit.roles_at(facts.place)}
    if facts.organiser_id != permit.person_id and Role.DIRECTOR not in held:
        raise NotTheOrganiser
    if is_reviewed_already(request, facts.commitment, looked_at_in=request.session_id):
        return Change.NOTHING
    if request.session_id is None:
        _check_without_session(facts, now)
    elif not facts.earlier:
        raise NotOfEarlierSession
    elif facts.session_status not in TOOK_PLACE:
        raise SessionNotInState(facts.session_status)
    check_outcome(request, now=now)
    return Change.CREATE


def _check_without_session(facts: SessionReviewFacts, now: datetime) -> None:
    if facts.attended:
        raise ReviewedInSession
    if day_of(now) <= facts.due_on:
        raise NotDueYet(due_es=f"{facts.due_on:%d/%m/%Y}", due=facts.due_on.isoformat())
