"""More time that a UGEL or a director asks for, and that a DRE or the ministry answers (A2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound, Noun, leads_to
from domain.reporting.calendar.consolidating import check_not_consolidated
from domain.reporting.extensions import beyond_year, year_end
from domain.reporting.obligations import check_not_own
from domain.territory.places import OfficialPlace
from domain.versions import Change, Seen, change_of

EXTENSION_REQUEST = Noun("esa solicitud de prórroga", "extension request")
CUT_OR_PLACE = Noun("ese corte o ese lugar", "cut or place")


class RequestedKind(StrEnum):
    """For what more time may be asked; a region grants, and asks nobody."""

    IGED = "iged"
    INSTITUTION = "institution"


class ExtensionRequestState(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class InvalidExtensionRequest(Invalid):
    """It asks for no time; `errors` say why."""

    code = "invalid-extension-request"
    title_es, title_en = "Solicitud de prórroga no válida", "Invalid extension request"
    es = "La solicitud no pide más tiempo del que ya hay."
    en = "The request asks for no more time than there is."


class PlaceAlreadyAsked(Conflict):
    """A cut has one open request per place."""

    code = "place-already-asked"
    title_es, title_en = "Ya hay una solicitud abierta", "There is an open request already"
    es = "Ese lugar ya tiene una solicitud sin responder en este corte ({id}). Cámbiela o retírela."
    en = "That place has an unanswered request for this cut already ({id}). Change or withdraw it."
    proposes = leads_to(getExtensionRequest={"code": "cut", "request_id": "id"})


class CutNoLongerReceives(Conflict):
    """What the place finished in time has had its days to arrive: the cut waits for nobody more."""

    code = "cut-no-longer-receives"
    title_es, title_en = "Ya no se reciben reportes", "Reports are no longer received"
    es = "El corte recibió reportes de ese lugar hasta el {until}: ya no pida plazo."
    en = "The cut received reports of that place until {until}: ask for no more time."
    may = (Role.MINEDU, Role.DRE)


class ExtensionRefusedBefore(Conflict):
    """A refusal is the answer for that place and cut. Who grants may still extend it directly."""

    code = "extension-refused-before"
    title_es, title_en = "Ya se negó una prórroga", "More time was refused before"
    es = "Ya se negó una prórroga de este corte a ese lugar. Solo la DRE o el Minedu puede darla."
    en = "More time of this cut was refused to that place. The DRE or the ministry may give it."
    may = (Role.MINEDU, Role.DRE)


class ExtensionRequestAnswered(Conflict):
    """What was answered or withdrawn stays so."""

    code = "extension-request-answered"
    title_es, title_en = "Solicitud ya atendida", "Request already answered"
    es = "Esta solicitud ya fue respondida o retirada. Presente otra si todavía falta tiempo."
    en = "This request was already answered or withdrawn. Make another if time is still short."


class OwnExtensionRequest(Forbidden):
    """Nobody grants time to themselves."""

    code = "own-extension-request"
    title_es, title_en = "Solicitud propia", "Your own request"
    es = "Nadie responde su propia solicitud: corresponde a otra persona de la DRE o del Minedu."
    en = "Nobody answers their own request: somebody else of the DRE or the ministry does."
    may = (Role.MINEDU, Role.DRE)


class OthersExtensionRequest(Forbidden):
    """Only who asked takes it back."""

    code = "others-extension-request"
    title_es, title_en = "Solicitud de otra persona", "Somebody else's request"
    es = "Solo quien presentó la solicitud puede retirarla."
    en = "Only who made the request may withdraw it."
    may = (Role.UGEL, Role.DIRECTOR)


class InvalidAnswer(Invalid):
    """The answer says too little, or gives no time; `errors` say why."""

    code = "invalid-answer"
    title_es, title_en = "Respuesta no válida", "Invalid answer"
    es = "La respuesta a la solicitud no es válida."
    en = "The answer to the request is not valid."


@dataclass(frozen=True, slots=True)
class TimeRequest:
    """More time as it is asked for."""

    place: OfficialPlace
    closes_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """For which place more time is asked, until when (exclusive), and why."""

    place: Place
    closes_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionRequestFacts:
    """The place and until when it has time, the days in which what it finished in time still
    arrives, the school year, and what stands under the request's id.

    `refused_before`: more time of this cut was refused to the place already. `open`: the other
    request of the place that waits for its answer. `foreign`: it is
    somebody else's, or of another cut.
    """

    place: Place
    extended_to: datetime
    reception_days: int
    cut_closes_at: datetime
    year_ends_on: date
    consolidated: bool
    refused_before: bool
    cut: str
    open: UUID | None
    present: ExtensionRequest | None
    state: ExtensionRequestState | None
    version: int | None
    foreign: bool

    @property
    def receives_until(self) -> datetime:
        """Until when what the place finished in time is received."""
        return self.extended_to + timedelta(days=self.reception_days)

    @property
    def year_ends_at(self) -> datetime:
        """The end of the school year."""
        return year_end(self.year_ends_on, closes_at=self.cut_closes_at)


@dataclass(frozen=True, slots=True)
class WithdrawingFacts:
    """How a request stands, and whose it is."""

    state: ExtensionRequestState
    asked_by: PersonId


@dataclass(frozen=True, slots=True)
class ExtensionRequestAnswer:
    """What a grantor decides. `closes_at` None: as it was asked."""

    granted: bool
    answer: str | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtensionAnswerFacts:
    """A request, who made it, until when the cut itself and its school year last, and its answer if
    it has one."""

    asked_by: PersonId
    own: bool
    """Something that is still owed there falls to the caller."""
    asked_until: datetime
    cut_closes_at: datetime
    year_ends_on: date
    consolidated: bool
    state: ExtensionRequestState
    answer: str | None
    granted_until: datetime | None

    @property
    def year_ends_at(self) -> datetime:
        """The end of the school year."""
        return year_end(self.year_ends_on, closes_at=self.cut_closes_at)


@dataclass(frozen=True, slots=True)
class ExtensionRequestDecision:
    """An answer that may be kept. `until`: the end that it grants; None refuses."""

    until: datetime | None
    answer: str | None


def ask(
    request: ExtensionRequest, facts: ExtensionRequestFacts, *, if_match: Seen | None, now: datetime
) -> Change:
    """Whether the request is made, changed or there already, or why it cannot be."""
    if facts.foreign:
        raise NotFound(what=EXTENSION_REQUEST)
    same = facts.present == request
    change = change_of(present=facts.version, if_match=if_match, same=same, what=EXTENSION_REQUEST)
    if change is Change.NOTHING:
        return change
    check_not_consolidated(consolidated=facts.consolidated)
    if change is Change.REPLACE and facts.state is not ExtensionRequestState.ASKED:
        raise ExtensionRequestAnswered
    _check_still_asked(facts, now=now)
    faults = _faults(request.closes_at, after=facts.extended_to, before=facts.year_ends_at, now=now)
    if found := list(faults):
        raise InvalidExtensionRequest(found)
    return change


def _check_still_asked(facts: ExtensionRequestFacts, *, now: datetime) -> None:
    """A request holds the consolidation up until it is answered: none comes late, or twice."""
    if now >= facts.receives_until:
        raise CutNoLongerReceives(until=facts.receives_until)
    if facts.refused_before:
        raise ExtensionRefusedBefore
    if facts.open is not None:
        raise PlaceAlreadyAsked(cut=facts.cut, id=facts.open)


def withdraw(facts: WithdrawingFacts, *, by: PersonId) -> Change:
    """Whether a request of one's own is withdrawn, or was already; what was answered stays."""
    if facts.asked_by != by:
        raise OthersExtensionRequest
    if facts.state is ExtensionRequestState.WITHDRAWN:
        return Change.NOTHING
    if facts.state is not ExtensionRequestState.ASKED:
        raise ExtensionRequestAnswered
    return Change.REPLACE


def answer(
    sent: ExtensionRequestAnswer, facts: ExtensionAnswerFacts, *, by: PersonId, now: datetime
) -> ExtensionRequestDecision | None:
    """The decision to keep, None when it was given already, or why it cannot be."""
    until = (sent.closes_at or facts.asked_until) if sent.granted else None
    decision = ExtensionRequestDecision(until, sent.answer)
    if facts.state is not ExtensionRequestState.ASKED:
        given = ExtensionRequestState.GRANTED if sent.granted else ExtensionRequestState.REFUSED
        stored = ExtensionRequestDecision(facts.granted_until, facts.answer)
        if (facts.state, stored) != (given, decision):
            raise ExtensionRequestAnswered
        return None
    if facts.asked_by == by:
        raise OwnExtensionRequest
    check_not_own(own=facts.own)
    check_not_consolidated(consolidated=facts.consolidated)
    if faults := list(_answer_faults(facts, sent, until, now)):
        raise InvalidAnswer(faults)
    return decision


def _answer_faults(
    facts: ExtensionAnswerFacts, sent: ExtensionRequestAnswer, until: datetime | None, now: datetime
) -> Iterator[Finding]:
    if until is not None:
        yield from _faults(until, after=facts.cut_closes_at, before=facts.year_ends_at, now=now)
    elif sent.answer is None:
        es, en = "Diga por qué no se concede.", "Say why it is refused."
        yield Finding("/answer", "reason-missing", es, en)
    if not sent.granted and sent.closes_at is not None:
        es, en = "Lo que no se concede no tiene cierre.", "What is refused has no end."
        yield Finding("/closes_at", "refused-without-end", es, en)


def _faults(
    closes_at: datetime, *, after: datetime, before: datetime, now: datetime
) -> Iterator[Finding]:
    if closes_at <= after:
        es = "Debe ser posterior al plazo que el lugar ya tiene."
        en = "Must be later than the time that the place already has."
        yield Finding("/closes_at", "not-after-close", es, en)
    if closes_at <= now:
        es, en = "Ese instante ya pasó.", "That instant has passed."
        yield Finding("/closes_at", "already-past", es, en)
    yield from beyond_year(closes_at, before)
