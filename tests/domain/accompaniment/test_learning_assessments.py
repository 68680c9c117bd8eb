"""What a CP and a director may do with counts, in every state."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.learning_assessments import (
    MOVES,
    Assessment,
    AssessmentAct,
    AssessmentDecision,
    AssessmentKind,
    AssessmentNotInState,
    AssessmentOutcome,
    AssessmentRecordingFacts,
    AssessmentStatus,
    DecidingFacts,
    LearningArea,
    Levels,
    decide,
    record,
    status_after,
)
from domain.accompaniment.school_work import SchoolOnDay
from domain.errors import DomainError
from domain.versions import Change

SCHOOL, TODAY = Place("pe.1.2.a"), date(2024, 8, 15)
CP, DIRECTOR = PersonId(uuid4()), PersonId(uuid4())
HERE = SchoolOnDay(SCHOOL, 2024, frozenset())
COUNTS = Assessment(
    kind=AssessmentKind.DIAGNOSTIC, section="3A", area=LearningArea.ENGLISH, held_on=TODAY,
    enrolled=30,
    assessed=10, levels=Levels(4, 3, 2, 1), note=None,
)  # fmt: skip
TAKEN = {
    ("recorded", "change"): "recorded",
    ("recorded", "validate"): "validated",
    ("recorded", "return"): "returned",
    ("returned", "change"): "recorded",
    ("returned", "validate"): "validated",
    ("returned", "return"): "returned",
    ("validated", "return"): "returned",
}


def permit(person: PersonId, role: Role) -> Permit:
    return Permit(person, Scope.SCHOOL_WORK_WRITE, (HeldRole(role, SCHOOL, 1),), frozenset(Scope))


def refusal(call: object, *args: object, **more: object) -> str:
    with pytest.raises(DomainError) as refused:
        call(*args, **more)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize("status", AssessmentStatus)
@pytest.mark.parametrize("act", AssessmentAct)
def test_each_state_takes_what_it_takes(status: AssessmentStatus, act: AssessmentAct) -> None:
    after = TAKEN.get((status.value, act.value))
    if after is None:
        with pytest.raises(AssessmentNotInState):
            status_after(status, act)
    else:
        assert status_after(status, act) == after
    assert ((status, act) in MOVES) == (after is not None)


def standing(status: AssessmentStatus, **more: object) -> DecidingFacts:
    return replace(DecidingFacts(status, CP, 3, None), **more)  # type: ignore[arg-type]


VALIDATED = AssessmentDecision(AssessmentOutcome.VALIDATED, None)
RETURNED = AssessmentDecision(AssessmentOutcome.RETURNED, "Corrija 3A.")
UNSAID, PRAISED = replace(RETURNED, note=None), replace(VALIDATED, note="Bien.")


@pytest.mark.parametrize(
    ("facts", "given", "by", "if_match", "code"),
    [
        (standing(AssessmentStatus.RECORDED), VALIDATED, CP, 3, "own-assessment"),
        (standing(AssessmentStatus.RECORDED), VALIDATED, DIRECTOR, None, "version-required"),
        (standing(AssessmentStatus.RECORDED), VALIDATED, DIRECTOR, 2, "stale-version"),
        (
            standing(AssessmentStatus.RECORDED), UNSAID, DIRECTOR, 3,
            "invalid-assessment-decision",
        ),
        (
            standing(AssessmentStatus.VALIDATED, last=PRAISED),
            VALIDATED, DIRECTOR, 3, "assessment-not-in-state",
        ),
    ],
)  # fmt: skip
def test_a_decision_is_refused(
    facts: DecidingFacts, given: AssessmentDecision, by: PersonId, if_match: int | None, code: str
) -> None:
    assert refusal(decide, given, facts, permit(by, Role.DIRECTOR), if_match=if_match) == code


def test_a_decision_that_stands_is_repeated_without_harm() -> None:
    facts = standing(AssessmentStatus.RETURNED, last=RETURNED)
    assert decide(RETURNED, facts, permit(DIRECTOR, Role.DIRECTOR), if_match=1) is None


def test_what_was_validated_is_reopened_by_sending_it_back() -> None:
    facts = standing(AssessmentStatus.VALIDATED, last=VALIDATED)
    change = decide(RETURNED, facts, permit(DIRECTOR, Role.DIRECTOR), if_match=3)
    assert change is AssessmentStatus.RETURNED


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"assessed": 31, "levels": Levels(31, 0, 0, 0)}, ["more-than-enrolled"]),
        ({"levels": Levels(4, 3, 2, 2)}, ["does-not-add-up"]),
        ({"held_on": TODAY + timedelta(days=1)}, ["in-the-future"]),
    ],
)
def test_every_fault_of_counts_is_told(changed: dict[str, object], faults: list[str]) -> None:
    facts = AssessmentRecordingFacts(HERE, None, None, None, elsewhere=False, status=None)
    counts = replace(COUNTS, **changed)  # type: ignore[arg-type]
    with pytest.raises(DomainError) as refused:
        record(counts, facts, permit(CP, Role.CP), if_match=None, today=TODAY)
    assert refused.value.code == "invalid-school-work"
    assert [f.code for f in refused.value.findings] == faults


def test_the_same_counts_again_are_no_change_even_when_they_are_frozen() -> None:
    frozen, caller = AssessmentStatus.VALIDATED, permit(CP, Role.CP)
    facts = AssessmentRecordingFacts(HERE, COUNTS, 2, CP, elsewhere=False, status=frozen)
    change = record(COUNTS, facts, caller, if_match=None, today=TODAY)
    assert change is Change.NOTHING
    other = replace(COUNTS, enrolled=29)
    error = refusal(record, other, facts, caller, if_match=2, today=TODAY)
    assert error == "assessment-not-in-state"
