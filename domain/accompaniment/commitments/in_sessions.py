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
from domain.accompaniment.commitments.model import WHAT, Outcome, Standing, check_said, stands
from domain.errors import LIMA, Conflict, NotFound

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


@dataclass(frozen=True, slots=True)
class AskedInSession:
    """What became of a commitment, as it was told in a later session (None: in none)."""

    session: UUID | None
    said: Outcome


@dataclass(frozen=True, slots=True)
class SessionReviewDesk:
    """A commitment in reach, and the session in which it is looked at: the one that is named, else
    the one that it comes from.

    `organiser` and `status`: of that session, None when there is none such in reach. `earlier`: it
    comes from an earlier session of the same school. `attended`: its owner was in a later one.
    """

    standing: Standing
    place: Place
    due_on: date
    organiser: PersonId | None
    status: SessionStatus | None
    earlier: bool
    attended: bool


def review_in_session(
    desk: SessionReviewDesk | None, asked: AskedInSession, permit: Permit, *, now: datetime
) -> bool:
    """True when the review may be stored, False when it stands already; or why not."""
    if desk is None or desk.organiser is None or desk.status is None:
        raise NotFound(what=WHAT)
    held = {each.role for each in permit.roles_at(desk.place)}
    if desk.organiser != permit.person and Role.DIRECTOR not in held:
        raise NotTheOrganiser
    if stands(desk.standing, asked.session, asked.said):
        return False
    if asked.session is None:
        _check_without(desk, now)
    elif not desk.earlier:
        raise NotOfEarlierSession
    elif desk.status not in TOOK_PLACE:
        raise SessionNotInState(desk.status)
    check_said(asked.said, now=now)
    return True


def _check_without(desk: SessionReviewDesk, now: datetime) -> None:
    if desk.attended:
        raise ReviewedInSession
    if now.astimezone(LIMA).date() <= desk.due_on:
        raise NotDueYet(due_es=f"{desk.due_on:%d/%m/%Y}", due=desk.due_on.isoformat())
