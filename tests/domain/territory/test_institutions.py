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
    StatusNotAlong,
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
ACT = date(2024, 3, 1)
FIRST = StatusSpan(JecStatus.ACTIVE, date(2024, 3, 11), "RM 1", ACT, "Acta")
LAST = StatusSpan(JecStatus.EXCLUDED, date(2024, 3, 11), "RM 1", ACT, "Acta")
IN_PROCESS = JecStatus.EXCLUSION_IN_PROCESS


def later(status: JecStatus) -> StatusSpan:
    return replace(FIRST, status=status, since=date(2024, 3, 12))


def status(
    span: StatusSpan,
    last: StatusSpan | None,
    management: Management = Management.PUBLIC,
    before: JecStatus | None = None,
) -> StatusChange:
    facts = StatusFacts(PRESENT.path, management, last, before)
    return change_status(span, facts, today=TODAY)


@pytest.mark.parametrize(
    ("span", "last", "change"),
    [
        (FIRST, None, StatusChange.APPEND),
        (FIRST, FIRST, StatusChange.NOTHING),
        (replace(FIRST, act_number="RM 2"), FIRST, StatusChange.CORRECT),
        (replace(FIRST, status=JecStatus.CANDIDATE), FIRST, StatusChange.CORRECT),
        (replace(LAST, act_number="RM 2"), LAST, StatusChange.CORRECT),
        (later(IN_PROCESS), FIRST, StatusChange.APPEND),
    ],
)
def test_a_status_is_added_corrected_or_left(
    span: StatusSpan, last: StatusSpan | None, change: StatusChange
) -> None:
    assert status(span, last) is change


STATES = (None, *JecStatus)
LEADS = {
    (None, JecStatus.CANDIDATE),
    (None, JecStatus.ACTIVE),
    (JecStatus.CANDIDATE, JecStatus.ACTIVE),
    (JecStatus.ACTIVE, IN_PROCESS),
    (IN_PROCESS, JecStatus.ACTIVE),
    (IN_PROCESS, JecStatus.EXCLUDED),
}


@pytest.mark.parametrize("present", STATES)
@pytest.mark.parametrize("wanted", JecStatus)
def test_a_status_moves_along_its_states_alone(
    present: JecStatus | None, wanted: JecStatus
) -> None:
    last = replace(FIRST, status=present) if present else None
    if (present, wanted) in LEADS:
        assert status(later(wanted), last) is StatusChange.APPEND
        return
    with pytest.raises(StatusUnchanged if present is wanted else StatusNotAlong):
        status(later(wanted), last)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("wanted", JecStatus)
def test_a_correction_goes_no_other_way_and_undoes_no_exclusion(
    before: JecStatus | None, wanted: JecStatus
) -> None:
    corrected = replace(FIRST, status=wanted, act_number="RM 2")
    for last in (FIRST, LAST):
        open_to = last is FIRST and (before, wanted) in LEADS
        if wanted is last.status or open_to:
            assert status(corrected, last, before=before) is StatusChange.CORRECT
            continue
        with pytest.raises(StatusNotAlong):
            status(corrected, last, before=before)


@pytest.mark.parametrize(
    ("span", "management", "refusal"),
    [
        (replace(FIRST, since=date(2024, 3, 10)), Management.PUBLIC, StatusGoesBack),
        (replace(FIRST, since=date(2024, 3, 12)), Management.PUBLIC, StatusUnchanged),
        (replace(FIRST, since=date(2014, 8, 31)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, since=date(2026, 8, 3)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, act_date=date(2024, 8, 2)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, act_date=date(2014, 8, 31)), Management.PUBLIC, InvalidRequest),
        (replace(FIRST, act_number="RM 2"), Management.PRIVATE, ActiveNeedsPublic),
    ],
)
def test_a_status_is_refused(
    span: StatusSpan, management: Management, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        status(span, FIRST, management)
