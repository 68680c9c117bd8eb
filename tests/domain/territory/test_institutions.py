"""What may become of a school, decided without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.access.permits import Place
from domain.errors import DomainError, InvalidRequest
from domain.events import EventKind
from domain.territory.institutions.jec_status import (
    StatusChange,
    StatusFacts,
    StatusGoesBack,
    StatusSpan,
    StatusUnchanged,
    change_status,
)
from domain.territory.institutions.model import ActiveNeedsPublic, JecStatus, Management, SchoolArea
from domain.territory.institutions.registering import (
    IgedManagesNoInstitutions,
    InstitutionState,
    ManagingBody,
    Registration,
    RegistrationFacts,
    SchoolDetails,
    register,
)
from domain.versions import Change

CODE = "0123457-0"
HERE, THERE = (
    ManagingBody(Place("pe.010000.010002"), True),
    ManagingBody(Place("pe.010000.010001"), True),
)
DRE = ManagingBody(Place("pe.010000.010000"), False)
KNOWN = SchoolDetails(
    name="I.E.",
    premise_code="003409",
    area=SchoolArea.RURAL,
    management=Management.PUBLIC,
    ubigeo="010203",
    populated_place=None,
    latitude=Decimal("-5.6"),
    longitude=None,
)
OTHER = replace(KNOWN, name="I.E. Otra")
PRESENT = InstitutionState(Place(f"{HERE.path}.{CODE}"), 3, KNOWN, jec=True)


def decided(wanted: SchoolDetails = KNOWN, **more: Any) -> Registration:
    about: dict[str, Any] = {"iged": "010002", "body": HERE, "present": None, "if_match": None}
    given = about | {"ubigeo_known": True} | more
    facts = RegistrationFacts(given.pop("body"), given.pop("present"))
    return register(CODE, wanted, facts, **given)


@pytest.mark.parametrize(
    ("wanted", "more", "change", "event"),
    [
        (KNOWN, {}, Change.CREATE, EventKind.INSTITUTION_CREATED),
        (KNOWN, {"present": PRESENT}, Change.NOTHING, EventKind.INSTITUTION_CHANGED),
        (KNOWN, {"present": PRESENT, "if_match": 1}, Change.NOTHING, EventKind.INSTITUTION_CHANGED),
        (OTHER, {"present": PRESENT, "if_match": 3}, Change.REPLACE, EventKind.INSTITUTION_CHANGED),
        (
            KNOWN,
            {"present": PRESENT, "if_match": 3, "body": THERE},
            Change.REPLACE,
            EventKind.INSTITUTION_TRANSFERRED,
        ),
    ],
)
def test_a_school_is_created_replaced_transferred_or_left(
    wanted: SchoolDetails, more: dict[str, Any], change: Change, event: EventKind
) -> None:
    registration = decided(wanted, **more)
    assert (registration.change, registration.event) == (change, event)


def test_a_transfer_says_from_where_to_where() -> None:
    moved = decided(present=PRESENT, if_match=3, body=THERE, iged="010001")
    assert moved.path == f"{THERE.path}.{CODE}"
    assert moved.transfer == {"transfer": {"from": "010002", "to": "010001"}}
    assert decided().transfer == {}


PRIVATE = replace(KNOWN, management=Management.PRIVATE)


@pytest.mark.parametrize(
    ("wanted", "more", "refusal"),
    [
        (KNOWN, {"body": None}, InvalidRequest),
        (KNOWN, {"ubigeo_known": False}, InvalidRequest),
        (KNOWN, {"body": DRE}, IgedManagesNoInstitutions),
        (PRIVATE, {"present": PRESENT, "if_match": 3}, ActiveNeedsPublic),
    ],
)
def test_a_registration_is_refused(
    wanted: SchoolDetails, more: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        decided(wanted, **more)


TODAY = date(2024, 8, 1)
FIRST = StatusSpan(JecStatus.ACTIVE, date(2024, 3, 11), "RM 1", None)


def status(span: StatusSpan, last: StatusSpan | None, management: Management) -> StatusChange:
    return change_status(span, StatusFacts(PRESENT.path, management, last), today=TODAY)


@pytest.mark.parametrize(
    ("span", "last", "change"),
    [
        (FIRST, None, StatusChange.APPEND),
        (FIRST, FIRST, StatusChange.NOTHING),
        (replace(FIRST, act_number="RM 2"), FIRST, StatusChange.CORRECT),
        (replace(FIRST, status=JecStatus.EXCLUDED), FIRST, StatusChange.CORRECT),
        (StatusSpan(JecStatus.EXCLUDED, date(2025, 1, 1), None, None), FIRST, StatusChange.APPEND),
        (StatusSpan(JecStatus.EXCLUDED, date(2024, 3, 12), None, None), FIRST, StatusChange.APPEND),
    ],
)
def test_a_status_is_added_corrected_or_left(
    span: StatusSpan, last: StatusSpan | None, change: StatusChange
) -> None:
    assert status(span, last, Management.PUBLIC) is change


@pytest.mark.parametrize(
    ("span", "management", "refusal"),
    [
        (replace(FIRST, since=date(2024, 3, 10)), Management.PUBLIC, StatusGoesBack),
        (replace(FIRST, since=date(2024, 3, 12)), Management.PUBLIC, StatusUnchanged),
        (replace(FIRST, since=date(2014, 8, 31)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, since=date(2026, 8, 3)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, act_number="RM 2"), Management.PRIVATE, ActiveNeedsPublic),
    ],
)
def test_a_status_is_refused(
    span: StatusSpan, management: Management, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        status(span, FIRST, management)
