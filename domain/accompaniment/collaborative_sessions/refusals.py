"""Why something cannot be done with a session of collective work."""

from domain import life
from domain.access.roles import Role
from domain.accompaniment.collaborative_sessions.model import MOVES, SessionAct, SessionStatus
from domain.errors import Conflict, Forbidden, Invalid

STATUS_NAMES = {
    SessionStatus.SCHEDULED: ("programada", "scheduled"),
    SessionStatus.HELD: ("realizada", "held"),
    SessionStatus.MINUTED: ("con acta", "minuted"),
    SessionStatus.CANCELLED: ("cancelada", "cancelled"),
}


class SessionNotInState(life.NotInState):
    """Its state refuses that act."""

    code = "session-not-in-state"
    title_es, title_en = "La sesión no admite ese paso", "The session is past that step"
    es = "La sesión está {status_es}: no admite ese paso."
    en = "The session is {status_en}: it does not take that."
    status_names = STATUS_NAMES


class SessionNotBegun(Conflict):
    """Nobody attended what has not begun."""

    code = "session-not-begun"
    title_es, title_en = "La sesión no empezó", "The session has not begun"
    es = "La sesión empieza el {starts_at}: la asistencia se registra después."
    en = "The session begins at {starts_at}: attendance is recorded afterwards."


class NotTheOrganiser(Forbidden):
    """Who organises a session answers for it; the director for all of the school's."""

    code = "not-the-organiser"
    title_es, title_en = "No organiza la sesión", "Not the organiser"
    es = "Solo quien organiza la sesión, o el director o la directora, puede hacerlo."
    en = "Only who organises the session, or the director, may do that."
    may = (Role.DIRECTOR,)


class InvalidSession(Invalid):
    """What was sent about a session cannot be; `errors` name every fault."""

    code = "invalid-session"
    title_es, title_en = "Sesión no válida", "Invalid session"
    es = "La sesión tiene datos que no pueden ser."
    en = "The session says what cannot be."


def moved(status: SessionStatus, act: SessionAct) -> SessionStatus:
    """Where an act leads, or `SessionNotInState`."""
    return life.after(MOVES, (status, act), SessionNotInState)
