"""What a CP and a director may do with counts, in every state."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain.access.permits import Held, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.accompaniment.learning_assessments import (
    MOVES,
    Area,
    Assessment,
    AssessmentAct,
    AssessmentKind,
    AssessmentNotInState,
    AssessmentStatus,
    Decided,
    DecidingDesk,
    Decision,
    decide,
    moved,
    record,
)
from domain.accompaniment.school_work import Facts, School
from domain.errors import DomainError
from domain.versions import Change

SCHOOL, TODAY = Place("pe.1.2.a"), date(2024, 8, 15)
CP, DIRECTOR = PersonId(uuid4()), PersonId(uuid4())
COUNTS = Assessment(
    AssessmentKind.DIAGNOSTIC, "3A", Area.ENGLISH, TODAY, 30, 10, (4, 3, 2, 1), None
)
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
    return Permit(person, Scope.SCHOOL_WORK_WRITE, (Held(role, SCHOOL, 1),), frozenset(Scope))


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
            moved(status, act)
    else:
        assert moved(status, act) == after
    assert ((status, act) in MOVES) == (after is not None)


def standing(status: AssessmentStatus, **more: object) -> DecidingDesk:
    return replace(DecidingDesk(SCHOOL, status, CP, 3, None), **more)  # type: ignore[arg-type]


VALIDATED, RETURNED = Decided(Decision.VALIDATED, None), Decided(Decision.RETURNED, "Corrija 3A.")


@pytest.mark.parametrize(
    ("desk", "given", "by", "if_match", "code"),
    [
        (standing(AssessmentStatus.RECORDED), VALIDATED, CP, 3, "own-assessment"),
        (standing(AssessmentStatus.RECORDED), VALIDATED, DIRECTOR, None, "version-required"),
        (standing(AssessmentStatus.RECORDED), VALIDATED, DIRECTOR, 2, "stale-version"),
        (
            standing(AssessmentStatus.RECORDED), Decided(Decision.RETURNED, None), DIRECTOR, 3,
            "invalid-assessment-decision",
        ),
        (
            standing(AssessmentStatus.VALIDATED, last=Decided(Decision.VALIDATED, "Bien.")),
            VALIDATED, DIRECTOR, 3, "assessment-not-in-state",
        ),
    ],
)  # fmt: skip
def test_a_decision_is_refused(
    desk: DecidingDesk, given: Decided, by: PersonId, if_match: int | None, code: str
) -> None:
    assert refusal(decide, desk, given, permit(by, Role.DIRECTOR), if_match=if_match) == code


def test_a_decision_that_stands_is_repeated_without_harm() -> None:
    desk = standing(AssessmentStatus.RETURNED, last=RETURNED)
    assert decide(desk, RETURNED, permit(DIRECTOR, Role.DIRECTOR), if_match=1) is None


def test_what_was_validated_is_reopened_by_sending_it_back() -> None:
    desk = standing(AssessmentStatus.VALIDATED, last=VALIDATED)
    told = decide(desk, RETURNED, permit(DIRECTOR, Role.DIRECTOR), if_match=3)
    assert told is AssessmentStatus.RETURNED


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"assessed": 31, "levels": (31, 0, 0, 0)}, ["more-than-enrolled"]),
        ({"levels": (4, 3, 2, 2)}, ["does-not-add-up"]),
        ({"held_on": TODAY + timedelta(days=1)}, ["in-the-future"]),
    ],
)
def test_every_fault_of_counts_is_told(changed: dict[str, object], faults: list[str]) -> None:
    desk: Facts[Assessment] = Facts(School(SCHOOL, 2024), None, None, elsewhere=False)
    asked = replace(COUNTS, **changed)  # type: ignore[arg-type]
    with pytest.raises(DomainError) as refused:
        record(desk, None, asked, permit(CP, Role.CP), if_match=None, today=TODAY)
    assert refused.value.code == "invalid-school-work"
    assert [f.code for f in refused.value.findings] == faults


def test_the_same_counts_again_are_no_change_even_when_they_are_frozen() -> None:
    desk = Facts(School(SCHOOL, 2024), COUNTS, 2, elsewhere=False)
    status, caller = AssessmentStatus.VALIDATED, permit(CP, Role.CP)
    change = record(desk, status, COUNTS, caller, if_match=None, today=TODAY)
    assert change is Change.NOTHING
    other = replace(COUNTS, enrolled=29)
    told = refusal(record, desk, status, other, caller, if_match=2, today=TODAY)
    assert told == "assessment-not-in-state"
