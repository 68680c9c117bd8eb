"""Who a person is: an official document and names, and who may correct them (F25, Ley 29733)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.access.offices import above
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound, Noun, leads_to
from domain.identity.vouchers import stands_above_all, vouched
from domain.versions import Change, Seen, change_of

PERSON = Noun("esa persona", "person")
DNI_DIGITS = 8
NOT_STORED = 0
"""The version of a person who is not there yet."""


class DocType(StrEnum):
    """The documents that Peru identifies people by."""

    DNI = "DNI"
    CE = "CE"
    PTP = "PTP"


class InvalidDocument(Invalid):
    """The number cannot be of that kind of document; the finding says why and what to try."""

    code = "invalid-document"
    title_es, title_en = "Documento no válido", "Invalid document"
    es = "El número de documento no corresponde a su tipo."
    en = "The document number does not fit its type."


class DocumentKnown(Conflict):
    """Somebody whom the caller reaches already stands under this document."""

    code = "document-known"
    title_es, title_en = "Documento ya registrado", "Document already registered"
    es = (
        "Ese documento ya es de una persona de su ámbito. No la registre otra vez: nómbrela en su"
        " cargo con el identificador que ya tiene."
    )
    en = (
        "This document already belongs to a person within your reach. Do not register them again:"
        " appoint them with the id they already have."
    )


class ActsElsewhere(Forbidden):
    """A person is read by whoever reaches one of their places, and corrected by who reaches all."""

    code = "acts-elsewhere"
    title_es, title_en = "Persona con cargo en otro lugar", "The person acts elsewhere"
    es = "Esa persona tiene cargo fuera de su ámbito: sus datos los corrige quien abarca todos."
    en = "The person acts outside your reach too: who reaches all their places corrects their data."


class VouchedElsewhere(Forbidden):
    """A document leads to an account: whoever may reset the account changes it."""

    code = "vouched-elsewhere"
    title_es, title_en = "Otra oficina responde por su cuenta", "Another office vouches for them"
    es = (
        "Otra oficina responde por la cuenta de esa persona: su documento lo cambia la oficina que"
        " está por encima de todas las que responden, o el Minedu."
    )
    en = (
        "Another office vouches for that person's account: the office above all that do changes"
        " their document, or the ministry."
    )


class OwnActor(Forbidden):
    """Nobody rewrites who they are: others answer for a document and its names."""

    code = "own-actor"
    title_es, title_en = "Sus propios datos", "Your own data"
    es = (
        "Nadie corrige su propio documento ni sus nombres: pida la corrección en"
        " /v1/me/corrections y la hace otra persona."
    )
    en = (
        "Nobody corrects their own document or names: ask for it at /v1/me/corrections and"
        " somebody else does."
    )
    proposes = leads_to(askCorrection={})


@dataclass(frozen=True, slots=True)
class Identity:
    """A document and the names it carries."""

    doc_type: DocType
    doc_number: str
    given_names: str
    paternal_surname: str
    maternal_surname: str | None


@dataclass(frozen=True, slots=True)
class ActorState:
    """The person already under this id: what is known, and how the caller stands to them."""

    identity: Identity
    version: int
    visible: bool
    acts_elsewhere: bool
    """They have an appointment that has not ended and lies out of reach."""
    vouchers: tuple[Place, ...] | None
    """The offices that vouch for their account; None: they have no account."""
    holds: Sequence[tuple[Role, Place]]
    """The posts and the temporary access that they have, or are to have."""
    asked_for: bool
    """They asked themselves for the document that is sent."""
    joined_to: PersonId | None = None
    """The record that took this one over, within reach: it is sent instead."""


class AppointedAbove(Forbidden):
    """An appointment is given to a person by their document: who appoints to it changes that."""

    code = "appointed-above"
    title_es, title_en = "Otra oficina da su cargo", "Another office appoints them"
    es = (
        "Esa persona tiene un cargo que da otra oficina: su documento lo cambia la oficina que"
        " nombra en ese cargo, o una superior."
    )
    en = (
        "That person holds a post that another office gives: the office that appoints to it, or one"
        " above, changes their document."
    )


@dataclass(frozen=True, slots=True)
class KnownActor:
    """Another person under the same document, whom the caller reaches. Of any other nothing is
    known, and so nothing can be told: the caller's record is one more of that document."""

    id: PersonId


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What the decision to register or correct a person looks at."""

    present: ActorState | None
    known: KnownActor | None


@dataclass(frozen=True, slots=True)
class ActorDecision:
    """What is to be stored: the identity as it will stand, over which version (0: none)."""

    id: PersonId
    identity: Identity
    change: Change
    over: int
    suspends: bool = False
    """Their account ends until its password is reset: it may be another's now."""


def tidy(words: str) -> str:
    """A name as it is kept: composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def tidied(sent: Identity) -> Identity:
    """The identity as it is kept: documents without blanks, in capitals; names tidied."""
    return Identity(
        sent.doc_type,
        "".join(sent.doc_number.split()).upper(),
        tidy(sent.given_names),
        tidy(sent.paternal_surname),
        tidy(sent.maternal_surname or "") or None,
    )


def _is(number: str, *, letters: bool, digits: range) -> bool:
    plain = number.isascii() and (number.isalnum() if letters else number.isdigit())
    return plain and len(number) in digits


def document_finding(doc_type: DocType, number: str, *, field: str) -> Finding | None:
    """What is wrong with a number of this type of document, and the likely remedy; None: nothing.

    DNI 8 digits; CE 9 to 12 letters or digits; PTP 9 digits.
    """
    match doc_type:
        case DocType.DNI if not _is(number, letters=False, digits=range(8, 9)):
            return _dni_finding(number, field)
        case DocType.CE if not _is(number, letters=True, digits=range(9, 13)):
            es = "Un carné de extranjería tiene de 9 a 12 letras o dígitos."
            return Finding(field, "invalid-ce", es, "A CE has 9 to 12 letters or digits.")
        case DocType.PTP if not _is(number, letters=False, digits=range(9, 10)):
            es = "Un permiso temporal de permanencia (PTP o CPP) tiene 9 dígitos."
            return Finding(field, "invalid-ptp", es, "A PTP has 9 digits.")
    return None


def lost_its_zeros(number: str) -> bool:
    """True for what a spreadsheet makes of a DNI that starts with zeros (at most three)."""
    return _is(number, letters=False, digits=range(DNI_DIGITS - 3, DNI_DIGITS))


def _dni_finding(number: str, field: str) -> Finding:
    if lost_its_zeros(number):
        lost = DNI_DIGITS - len(number)
        es = f"Un DNI tiene 8 dígitos; a este le faltan {lost}. ¿Perdió ceros a la izquierda?"
        en = f"A DNI has 8 digits and this one lacks {lost}. Did it lose leading zeros?"
        return Finding(field, "dni-lost-zero", es, en)
    if _is(number, letters=True, digits=range(9, 13)):
        es = "Un DNI tiene 8 dígitos. Si es un carné de extranjería, el tipo es CE."
        return Finding(
            field, "invalid-dni", es, "A DNI has 8 digits. If this is a CE, say doc_type CE."
        )
    return Finding(field, "invalid-dni", "Un DNI tiene 8 dígitos.", "A DNI has 8 digits.")


def write_actor(
    id: UUID, sent: Identity, facts: ActorFacts, permit: Permit, *, if_match: Seen | None
) -> ActorDecision:
    """Decide what storing this person under this id changes, or refuse.

    `sent` is tidied. Refusals: `NotFound` (the id is someone's out of reach), `InvalidDocument`,
    `DocumentKnown`, `OwnActor`, `ActsElsewhere`, `AppointedAbove`, `VouchedElsewhere`, and those of
    `change_of`.
    """
    present = facts.present
    if present is not None and not present.visible:
        raise _gone(present)
    if finding := document_finding(sent.doc_type, sent.doc_number, field="/doc_number"):
        raise InvalidDocument([finding])
    if facts.known is not None and not (present and _document(present.identity) == _document(sent)):
        raise DocumentKnown(_who(facts.known))
    version = present.version if present else None
    same = present is not None and present.identity == sent
    change = change_of(present=version, if_match=if_match, same=same, what=PERSON)
    suspends = False
    if change is Change.REPLACE and present is not None:
        if id == permit.person_id:
            raise OwnActor
        if present.acts_elsewhere:
            raise ActsElsewhere(offices=above(permit))
        suspends = _changes_document(present, sent, permit)
    return ActorDecision(PersonId(id), sent, change, version or NOT_STORED, suspends)


def _changes_document(present: ActorState, sent: Identity, permit: Permit) -> bool:
    """True when the document of somebody's account changes and they did not ask for it; or
    `AppointedAbove`, `VouchedElsewhere`."""
    if _document(present.identity) == _document(sent):
        return False
    if not all(vouched(role, place, by=permit.reach.roots) for role, place in present.holds):
        raise AppointedAbove(offices=above(permit))
    if present.vouchers is None:
        return False
    if not any(stands_above_all(root, present.vouchers) for root in permit.reach.roots):
        raise VouchedElsewhere(offices=above(permit))
    return not present.asked_for


def _gone(present: ActorState) -> DocumentKnown | NotFound:
    """Out of reach; or joined to a record that the caller does reach."""
    if present.joined_to is not None:
        return DocumentKnown(_who(KnownActor(present.joined_to)))
    return NotFound(what=PERSON)


def _document(identity: Identity) -> tuple[DocType, str]:
    return identity.doc_type, identity.doc_number


def _who(known: KnownActor) -> tuple[Finding, ...]:
    es = f"Es la persona {known.id}. Para nombrarla envíe ese actor_id."
    en = f"It is the person {known.id}. To appoint them send that actor_id."
    return (Finding("/doc_number", "same-person", es, en),)
