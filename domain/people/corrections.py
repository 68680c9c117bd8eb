"""What people ask to have corrected in what is held about them (Ley 29733, art. 20)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, NotFound, Noun
from domain.people.actors import tidy
from domain.versions import Change, Seen, change_of

CORRECTION = Noun("esa solicitud de corrección", "request for a correction")
WORKING_DAYS = 10
"""Within which a correction is answered (DS 016-2024-JUS, on rectification)."""
MOST_WAITING = 20
_SATURDAY = 5


class CorrectionField(StrEnum):
    """What may be asked to be corrected. The first six are kept here, so it can be seen whether
    they were."""

    DOC_TYPE = "doc_type"
    DOC_NUMBER = "doc_number"
    GIVEN_NAMES = "given_names"
    PATERNAL_SURNAME = "paternal_surname"
    MATERNAL_SURNAME = "maternal_surname"
    USERNAME = "username"
    APPOINTMENT = "appointment"
    REPORT = "report"
    OTHER = "other"


class CorrectionState(StrEnum):
    """How a correction stands."""

    ASKED = "asked"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """With the account that asked for it, when that was reset or suspended."""


class CorrectionAnswered(Conflict):
    """What was answered, or withdrawn, stays so."""

    code = "correction-answered"
    title_es, title_en = "Solicitud ya atendida", "Correction already answered"
    es = "Esta solicitud ya fue atendida o retirada. Presente otra si aún hay algo que corregir."
    en = "This correction was answered or withdrawn. Ask for another if something is still wrong."


class CorrectionNotMade(Conflict):
    """It is said to be done, and the field still holds something else."""

    code = "correction-not-made"
    title_es, title_en = "La corrección no se hizo", "The correction was not made"
    es = "El dato todavía no es el que la persona pide. Corríjalo primero, o rechace la solicitud."
    en = "The field is not yet what the person asks for. Correct it first, or reject the request."


class TooManyCorrections(Conflict):
    """More wait for an answer than anybody needs."""

    code = "too-many-corrections"
    title_es, title_en = "Demasiadas solicitudes", "Too many corrections"
    es = "Usted tiene {most} solicitudes sin atender. Espere la respuesta antes de presentar otra."
    en = "You have {most} corrections waiting. Await their answers before asking for another."


class OwnCorrection(Forbidden):
    """Nobody answers their own."""

    code = "own-correction"
    title_es, title_en = "Solicitud propia", "Your own correction"
    es = "Nadie atiende su propia solicitud: corresponde a otra persona de su instancia o superior."
    en = "Nobody answers their own correction: somebody else of your level or above does."
    may = (Role.MINEDU, Role.DRE, Role.UGEL, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """The field, what it should say, and why."""

    field: CorrectionField
    wanted: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequestFacts:
    """What stands under the id, and how many of the caller's wait.

    `foreign`: it is somebody else's.
    """

    present: CorrectionRequest | None
    state: CorrectionState | None
    version: int | None
    foreign: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class CorrectionAnswer:
    """What became of a correction, told to who asked."""

    state: CorrectionState
    answer: str


@dataclass(frozen=True, slots=True)
class CorrectionAnswerFacts:
    """A correction, whose it is, what its field holds now, and its answer if there is one."""

    person_id: PersonId
    request: CorrectionRequest
    holds: str | None
    present: CorrectionAnswer | None


def ask_correction(
    request: CorrectionRequest, facts: CorrectionRequestFacts, *, if_match: Seen | None
) -> Change:
    """Whether a correction is asked, changed or there already, or why it cannot be."""
    if facts.foreign:
        raise NotFound(what=CORRECTION)
    same = facts.present == request
    change = change_of(present=facts.version, if_match=if_match, same=same, what=CORRECTION)
    if change is Change.REPLACE and facts.state is not CorrectionState.ASKED:
        raise CorrectionAnswered
    if change is Change.CREATE and facts.waiting >= MOST_WAITING:
        raise TooManyCorrections(most=MOST_WAITING)
    return change


def answer_correction(
    answer: CorrectionAnswer, facts: CorrectionAnswerFacts, *, by: PersonId
) -> Change:
    """Whether an answer is kept or was given already, or why it cannot be."""
    if facts.person_id == by:
        raise OwnCorrection
    if facts.present == answer:
        return Change.NOTHING
    if facts.present is not None:
        raise CorrectionAnswered
    if answer.state is CorrectionState.DONE and not _made(facts.request, facts.holds):
        raise CorrectionNotMade
    return Change.CREATE


def due_on(asked_on: date) -> date:
    """The last day to answer. Holidays are counted as working days: early is never too late."""
    day, left = asked_on, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def _made(request: CorrectionRequest, holds: str | None) -> bool:
    match request.field:
        case CorrectionField.APPOINTMENT | CorrectionField.REPORT | CorrectionField.OTHER:
            return True
        case CorrectionField.DOC_TYPE | CorrectionField.DOC_NUMBER:
            return "".join(request.wanted.split()).upper() == holds
        case CorrectionField.USERNAME:
            return request.wanted.strip().lower() == holds
        case _:
            return tidy(request.wanted) == (holds or "")
