"""Who a person is: documents, names, and who may correct them."""

from typing import Any
from uuid import UUID

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import NotFound
from domain.people.actors import (
    ActorFacts,
    ActorState,
    ActsElsewhere,
    DocType,
    DocumentKnown,
    Identity,
    InvalidDocument,
    KnownActor,
    document_finding,
    tidied,
    write_actor,
)
from domain.versions import Change

UGEL = Place("pe.010000.010002")
ID, OTHER = UUID(int=1), PersonId(UUID(int=2))
PERMIT = Permit(
    OTHER, Scope.ACTORS_WRITE, (HeldRole(Role.UGEL, UGEL, 1),), frozenset({Scope.ACTORS_WRITE})
)
NEW_DOCUMENT = Identity(DocType.DNI, "09876544", "Luz", "Quispe", "Ñahui")
ROSA = Identity(DocType.DNI, "09876543", "Rosa", "Quispe", "Ñahui")
LUZ = Identity(DocType.DNI, "09876543", "Luz", "Quispe", "Ñahui")


def appointments(**more: Any) -> ActorState:
    about: dict[str, Any] = {"version": 3, "visible": True, "acts_elsewhere": False}
    about |= {"vouchers": None, "asked_for": False, "holds": ()}
    return ActorState(ROSA, **(about | more))


@pytest.mark.parametrize(
    ("doc_type", "number", "code"),
    [
        (DocType.DNI, "09876543", None),
        (DocType.DNI, "9876543", "dni-lost-zero"),
        (DocType.DNI, "76543", "dni-lost-zero"),
        (DocType.DNI, "6543", "invalid-dni"),
        (DocType.DNI, "098765432", "invalid-dni"),
        (DocType.DNI, "0987654O", "invalid-dni"),
        (DocType.DNI, "٠٩٨٧٦٥٤٣", "invalid-dni"),
        (DocType.CE, "000123456", None),
        (DocType.CE, "A12345678901", None),
        (DocType.CE, "12345678", "invalid-ce"),
        (DocType.CE, "A123456789012", "invalid-ce"),
        (DocType.CE, "A-1234567", "invalid-ce"),
        (DocType.PTP, "123456789", None),
        (DocType.PTP, "12345678", "invalid-ptp"),
        (DocType.PTP, "A23456789", "invalid-ptp"),
    ],
)
def test_a_number_fits_its_document(doc_type: DocType, number: str, code: str | None) -> None:
    finding = document_finding(doc_type, number, field="/doc_number")
    assert (finding.code if finding else None) == code


def test_a_dni_is_told_what_it_lacks_and_a_ce_is_guessed() -> None:
    lost = document_finding(DocType.DNI, "76543", field="x")
    foreign = document_finding(DocType.DNI, "000123456", field="x")
    assert lost is not None
    assert "faltan 3" in lost.es
    assert "76543" not in lost.es + lost.en
    assert foreign is not None
    assert "CE" in foreign.es


def test_an_identity_is_tidied() -> None:
    sent = Identity(DocType.CE, " a1 2345678 ", "  Rosa  María ", "Nu\u0301ñez", "  ")
    assert tidied(sent) == Identity(DocType.CE, "A12345678", "Rosa María", "Núñez", None)


@pytest.mark.parametrize(
    ("facts", "sent", "if_match", "refusal"),
    [
        (ActorFacts(appointments(visible=False), None), ROSA, None, NotFound),
        (ActorFacts(appointments(visible=False), None), LUZ, 3, NotFound),
        (ActorFacts(None, None), Identity(DocType.DNI, "1", "R", "Q", None), None, InvalidDocument),
        (ActorFacts(None, KnownActor(OTHER)), ROSA, None, DocumentKnown),
        (ActorFacts(appointments(), KnownActor(OTHER)), NEW_DOCUMENT, 3, DocumentKnown),
        (ActorFacts(appointments(acts_elsewhere=True), None), LUZ, 3, ActsElsewhere),
        (ActorFacts(appointments(visible=False, joined_to=OTHER), None), ROSA, None, DocumentKnown),
    ],
)
def test_what_is_refused(
    facts: ActorFacts, sent: Identity, if_match: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write_actor(ID, sent, facts, PERMIT, if_match=if_match)


@pytest.mark.parametrize(
    ("facts", "sent", "if_match", "change", "over"),
    [
        (ActorFacts(None, None), ROSA, None, Change.CREATE, 0),
        (ActorFacts(appointments(), None), ROSA, None, Change.NOTHING, 3),
        (ActorFacts(appointments(acts_elsewhere=True), None), ROSA, 9, Change.NOTHING, 3),
        (ActorFacts(appointments(), None), LUZ, 3, Change.REPLACE, 3),
        (ActorFacts(appointments(), KnownActor(OTHER)), ROSA, None, Change.NOTHING, 3),
        (ActorFacts(appointments(), KnownActor(OTHER)), LUZ, 3, Change.REPLACE, 3),
    ],
)
def test_what_is_kept(
    facts: ActorFacts, sent: Identity, if_match: int | None, change: Change, over: int
) -> None:
    actor = write_actor(ID, sent, facts, PERMIT, if_match=if_match)
    assert (actor.change, actor.over, actor.identity) == (change, over, sent)


def test_whose_the_document_is_stands_in_the_finding() -> None:
    with pytest.raises(DocumentKnown) as refused:
        write_actor(ID, ROSA, ActorFacts(None, KnownActor(OTHER)), PERMIT, if_match=None)
    assert [str(OTHER) in f.es for f in refused.value.findings] == [True]
    assert str(OTHER) not in refused.value.text("es")
