"""Why a dialogue cannot be saved, prepared, taken up again or held, cause by cause."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.access.permits import PersonId
from domain.accompaniment.dialogues.holding import (
    CommitmentsNotReviewed,
    DialogueHeld,
    DialoguePromise,
    HoldingFacts,
    InvalidHolding,
    hold,
)
from domain.accompaniment.dialogues.life import DialogueNotInState, DialogueParty, DialogueStatus
from domain.accompaniment.dialogues.preparing import (
    DeclaringFacts,
    DialogueState,
    NoFormInForce,
    Preparation,
    PreparationRequest,
    PreparingFacts,
    SectionRequest,
    UnknownForm,
    VisitCalledOff,
    VisitNotDone,
    prepare,
    resume,
    write_preparation,
    write_section,
)
from domain.accompaniment.visits.life import VisitStatus
from domain.bookings import Booking, PersonBusy, TimeSpan
from domain.errors import DomainError, NotFound
from domain.peru_time import LIMA
from domain.reporting.reports.refusals import VersionRetired
from domain.versions import Change

VISITOR, TEACHER = PersonId(UUID(int=1)), PersonId(UUID(int=2))
VISITED = datetime(2024, 6, 10, 9, tzinfo=LIMA)
BEGAN = VISITED + timedelta(hours=2)
NOW = BEGAN + timedelta(hours=3)
DUE = DialoguePromise(
    UUID(int=7), DialogueParty.TEACHER, "Traer la unidad.", BEGAN.date() + timedelta(days=9)
)
REQUEST = DialogueHeld(BEGAN, BEGAN + timedelta(minutes=45), (DUE,))
FACTS = HoldingFacts(
    visitor_id=VISITOR, teacher_id=TEACHER, visit_status=VisitStatus.DONE,
    visit_finished_at=VISITED + timedelta(hours=1), status=DialogueStatus.PREPARED, held=None,
    still_open=(), bookings=(),
)  # fmt: skip


def test_it_is_held_once_and_just_so_again() -> None:
    assert hold(REQUEST, FACTS, now=NOW) is Change.REPLACE
    held = replace(FACTS, status=DialogueStatus.HELD, held=REQUEST)
    assert hold(REQUEST, held, now=NOW) is Change.NOTHING
    with pytest.raises(DialogueNotInState):
        hold(replace(REQUEST, commitments=()), held, now=NOW)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (replace(FACTS, visit_status=VisitStatus.PLANNED), VisitNotDone),
        (replace(FACTS, status=None), NotFound),
        (replace(FACTS, status=DialogueStatus.PREPARING), DialogueNotInState),
        (replace(FACTS, status=DialogueStatus.AGREED), DialogueNotInState),
        (replace(FACTS, visit_finished_at=NOW), InvalidHolding),
        (replace(FACTS, still_open=(UUID(int=8),)), CommitmentsNotReviewed),
        (replace(FACTS, bookings=(Booking(TEACHER, TimeSpan(BEGAN, NOW)),)), PersonBusy),
    ],
)
def test_why_it_cannot_be_held(facts: HoldingFacts, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        hold(REQUEST, facts, now=NOW)


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (replace(REQUEST, held_to=BEGAN), "ends-before-it-begins"),
        (replace(REQUEST, held_to=BEGAN + timedelta(days=1)), "another-day"),
        (replace(REQUEST, held_to=BEGAN + timedelta(minutes=241)), "too-long"),
        (replace(REQUEST, held_to=NOW + timedelta(hours=1)), "in-the-future"),
        (replace(REQUEST, held_from=VISITED), "before-the-visit"),
        (replace(REQUEST, commitments=(DUE, DUE)), "repeated-id"),
        (
            replace(REQUEST, commitments=(replace(DUE, due_on=VISITED.date() - timedelta(1)),)),
            "due-out-of-time",
        ),
    ],
)
def test_what_is_wrong_with_its_times_and_commitments(request_: DialogueHeld, fault: str) -> None:
    with pytest.raises(InvalidHolding) as refused:
        hold(request_, FACTS, now=NOW)
    assert fault in {finding.code for finding in refused.value.findings}


KEPT = Preparation(2, {"a": 1}, 45)
PREPARING = PreparingFacts(
    VisitStatus.DONE, "matriz", frozenset({1, 2}), DialogueState(DialogueStatus.PREPARING, KEPT, 3)
)
NOT_BEGUN = replace(PREPARING, dialogue=None)
WHOLE = PreparationRequest(None, {"a": 2}, 45)


def in_state(status: DialogueStatus) -> PreparingFacts:
    return replace(PREPARING, dialogue=DialogueState(status, KEPT, 3))


def test_a_form_is_begun_on_the_latest_version_and_goes_on_on_its_own() -> None:
    begun = write_preparation(WHOLE, NOT_BEGUN, if_match=None)
    assert (begun.change, begun.preparation.version) == (Change.CREATE, 2)
    old = DialogueState(DialogueStatus.PREPARING, replace(KEPT, version=1), 3)
    on_the_first = replace(PREPARING, dialogue=old)
    assert write_preparation(WHOLE, on_the_first, if_match=3).preparation.version == 1
    assert (
        write_preparation(replace(WHOLE, answers={"a": 1}), PREPARING, if_match=None).change
        is Change.NOTHING
    )
    assert (
        write_preparation(replace(WHOLE, answers={"a": True}), PREPARING, if_match=3).change
        is Change.REPLACE
    )


@pytest.mark.parametrize(
    ("facts", "version", "if_match", "refusal"),
    [
        (replace(PREPARING, visit_status=VisitStatus.CANCELLED), None, 3, VisitCalledOff),
        (in_state(DialogueStatus.PREPARED), None, 3, DialogueNotInState),
        (replace(NOT_BEGUN, instrument=None), None, None, NoFormInForce),
        (replace(NOT_BEGUN, published=frozenset()), None, None, NoFormInForce),
        (PREPARING, 9, 3, UnknownForm),
    ],
)
def test_why_a_form_cannot_be_saved(
    facts: PreparingFacts, version: int | None, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        write_preparation(replace(WHOLE, version=version), facts, if_match=if_match)


def test_a_section_is_laid_over_what_was_kept() -> None:
    section = SectionRequest({"b": 2}, ["a"], None)
    decision = write_section(section, PREPARING)
    assert decision.change is Change.REPLACE
    assert decision.preparation == Preparation(2, {"b": 2}, 45)
    assert write_section(SectionRequest({"a": 1}, [], 45), PREPARING).change is Change.NOTHING
    with pytest.raises(NotFound):
        write_section(section, NOT_BEGUN)


def test_preparing_again_and_taking_up_again_change_nothing() -> None:
    assert prepare(DeclaringFacts(in_state(DialogueStatus.PREPARED), None, 0)) is None
    assert resume(PREPARING) is Change.NOTHING
    assert resume(in_state(DialogueStatus.PREPARED)) is Change.REPLACE


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (replace(PREPARING, visit_status=VisitStatus.MOVED), VisitCalledOff),
        (NOT_BEGUN, NotFound),
        (in_state(DialogueStatus.HELD), DialogueNotInState),
        (replace(PREPARING, visit_status=VisitStatus.CONFIRMED), VisitNotDone),
        (PREPARING, VersionRetired),
    ],
)
def test_why_it_is_not_prepared(facts: PreparingFacts, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        prepare(DeclaringFacts(facts, None, 0))


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [(NOT_BEGUN, NotFound), (in_state(DialogueStatus.HELD), DialogueNotInState)],
)
def test_why_it_is_not_taken_up_again(facts: Any, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        resume(facts)
