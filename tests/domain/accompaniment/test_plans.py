"""Plans: what keeps one from being kept, submitted, or moved."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import Permit
from domain.access.roles import Role
from domain.accompaniment.plans.deciding import decide, write_plan
from domain.accompaniment.plans.faults import incomplete, unkeepable
from domain.accompaniment.plans.life import PlanAct, PlanNotInState, PlanStatus
from domain.accompaniment.plans.model import (
    CUT_OF,
    STRATEGIES,
    AccompaniedTeacher,
    ChosenStrategy,
    Phase,
    PlanContent,
    PlanKind,
    PlanRequest,
    PlanSchool,
    PlanStage,
    PlanState,
    PlanStrategy,
    SavingFacts,
)
from domain.accompaniment.plans.refusals import (
    InvalidPlan,
    NotPlanAuthor,
    NotThePlanner,
    OtherPlan,
    OwnPlan,
)
from domain.errors import DomainError, NotFound
from domain.versions import Change
from tests.domain.accompaniment.plans import (
    AUTHOR,
    CALENDAR,
    CONTENT,
    DIRECTOR,
    ONE,
    PLAN,
    SCHOOL,
    VISITING,
    permit,
)

REQUEST = PlanRequest("0123457-0", 2024, PlanKind.ACCOMPANIMENT, CONTENT)


def codes(plan: PlanState) -> set[tuple[str, str]]:
    return {(f.field, f.code) for f in incomplete(plan)}


def with_content(**more: Any) -> PlanState:
    return replace(PLAN, content=replace(CONTENT, **more))


def test_a_complete_plan_has_no_fault() -> None:
    assert incomplete(PLAN) == []
    assert unkeepable(CONTENT, SCHOOL) == []


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"diagnosis": " \n"}, "/diagnosis", "diagnosis-missing"),
        ({"goals": ()}, "/goals", "goal-missing"),
        ({"goals": ("Uno.", "  ")}, "/goals/1", "goal-missing"),
        ({"strategies": ()}, "/strategies", "strategy-missing"),
        ({"strategies": (ChosenStrategy(PlanStrategy.RTC, None),)}, "/strategies", "visit-missing"),
        (
            {"strategies": (VISITING, ChosenStrategy(PlanStrategy.GROUP, None))},
            "/strategies/1/code", "strategy-of-other-kind",
        ),
        (
            {"strategies": (VISITING, ChosenStrategy(PlanStrategy.VISIT, "Otra vez."))},
            "/strategies/1/code", "repeated-strategy",
        ),
        ({"teachers": ()}, "/teachers", "teacher-missing"),
        ({"teachers": (AccompaniedTeacher(AUTHOR, 1),)}, "/teachers/0/id", "accompanies-oneself"),
        (
            {"teachers": (AccompaniedTeacher(ONE, 1), AccompaniedTeacher(DIRECTOR, 1))},
            "/teachers/1/id", "teacher-left",
        ),
        ({"calendar": CALENDAR[1:]}, "/calendar", "diagnosis-stage-missing"),
        ({"calendar": CALENDAR[::2]}, "/calendar", "process-stage-missing"),
        ({"calendar": CALENDAR[:2]}, "/calendar", "closing-stage-missing"),
        ({"calendar": (*CALENDAR, CALENDAR[0])}, "/calendar/3/stage", "repeated-stage"),
        (
            {"calendar": (*CALENDAR, Phase(PlanStage.SENSITIZATION, None, None, ()))},
            "/calendar/3/starts_on", "day-missing",
        ),
        (
            {"calendar": (*CALENDAR,
                Phase(PlanStage.SENSITIZATION, date(2024, 3, 10), date(2024, 3, 20), ()))},
            "/calendar/3/starts_on", "outside-year",
        ),
        (
            {"calendar": (*CALENDAR,
                Phase(PlanStage.SENSITIZATION, date(2024, 3, 20), date(2024, 3, 19), ()))},
            "/calendar/3/ends_on", "ends-before-start",
        ),
        (
            {"calendar": (replace(CALENDAR[0], starts_on=date(2024, 7, 2),
                ends_on=date(2024, 7, 3)), *CALENDAR[1:])},
            "/calendar/1/starts_on", "stage-out-of-order",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_named_where_it_is(more: dict[str, Any], field: str, code: str) -> None:
    assert (field, code) in codes(with_content(**more))


def test_a_tutoring_plan_chooses_among_the_five_and_coexistence_and_needs_no_visit() -> None:
    assert len(STRATEGIES[PlanKind.TOECE]) == 6
    assert STRATEGIES[PlanKind.TOECE] | STRATEGIES[PlanKind.ACCOMPANIMENT] == set(PlanStrategy)
    chosen = tuple(ChosenStrategy(code, None) for code in sorted(STRATEGIES[PlanKind.TOECE]))
    plan = replace(with_content(strategies=chosen, teachers=()), kind=PlanKind.TOECE)
    assert incomplete(plan) == []


def test_every_stage_but_sensitization_is_reported_in_a_cut() -> None:
    assert CUT_OF == {PlanStage.DIAGNOSIS: 1, PlanStage.PROCESS: 2, PlanStage.CLOSING: 3}


def test_a_draft_may_lack_everything_but_names_only_those_of_the_school() -> None:
    empty = PlanContent(diagnosis="", goals=(), strategies=(), calendar=(), teachers=())
    assert unkeepable(empty, SCHOOL) == []
    stranger = replace(CONTENT, teachers=(*CONTENT.teachers, AccompaniedTeacher(AUTHOR, 1)))
    assert [f.field for f in unkeepable(stranger, SCHOOL)] == ["/teachers/2/id"]
    assert [f.code for f in unkeepable(empty, replace(SCHOOL, year_exists=False))] == [
        "unknown-year"
    ]


@given(st.permutations(CONTENT.teachers))
def test_in_which_order_teachers_are_named_says_nothing(named: list[AccompaniedTeacher]) -> None:
    again = replace(CONTENT, teachers=tuple(named))
    assert CONTENT.same_as(again)
    request = replace(REQUEST, content=again)
    closed = replace(PLAN, status=PlanStatus.CLOSED)
    decision = write_plan(request, SavingFacts(closed, None, SCHOOL), permit(), if_match=None)
    assert decision.change is Change.NOTHING


@pytest.mark.parametrize(
    ("plan", "sent", "school", "by", "if_match", "refusal"),
    [
        (None, REQUEST, None, permit(), None, NotFound),
        (None, replace(REQUEST, kind=PlanKind.TOECE), SCHOOL, permit(), None, NotThePlanner),
        (PLAN, REQUEST, SCHOOL, permit(ONE), 3, NotFound),
        (replace(PLAN, status=PlanStatus.CLOSED), REQUEST, SCHOOL, permit(ONE), 3, NotPlanAuthor),
        (
            replace(PLAN, status=PlanStatus.CLOSED, in_reach=False), REQUEST, SCHOOL,
            permit(ONE), 3, NotFound,
        ),
        (PLAN, replace(REQUEST, year=2025), SCHOOL, permit(), 3, OtherPlan),
        (None, REQUEST, replace(SCHOOL, known=frozenset()), permit(), None, InvalidPlan),
        (
            replace(with_content(diagnosis=""), status=PlanStatus.SUBMITTED),
            REQUEST, SCHOOL, permit(),
            3, PlanNotInState,
        ),
    ],
)  # fmt: skip
def test_what_keeps_a_plan_from_being_kept(
    plan: PlanState | None,
    sent: PlanRequest,
    school: PlanSchool | None,
    by: Permit,
    if_match: int | None,
    refusal: type[DomainError],
) -> None:
    with pytest.raises(refusal):
        write_plan(sent, SavingFacts(plan, None, school), by, if_match=if_match)


SUBMITTED = replace(PLAN, status=PlanStatus.SUBMITTED)


@pytest.mark.parametrize(
    ("plan", "act", "by", "refusal"),
    [
        (None, PlanAct.SUBMIT, permit(), NotFound),
        (replace(PLAN, in_reach=False), PlanAct.SUBMIT, permit(), NotFound),
        (PLAN, PlanAct.SUBMIT, permit(ONE), NotFound),
        (SUBMITTED, PlanAct.START, permit(ONE), NotPlanAuthor),
        (replace(PLAN, kind=PlanKind.TOECE), PlanAct.SUBMIT, permit(), NotThePlanner),
        (PLAN, PlanAct.APPROVE, permit(DIRECTOR, Role.DIRECTOR), NotFound),
        (replace(SUBMITTED, in_reach=False), PlanAct.APPROVE, permit(DIRECTOR, Role.DIRECTOR),
            NotFound),
        (SUBMITTED, PlanAct.APPROVE, permit(AUTHOR, Role.DIRECTOR), OwnPlan),
        (with_content(goals=()), PlanAct.SUBMIT, permit(), InvalidPlan),
        (PLAN, PlanAct.CLOSE, permit(), PlanNotInState),
    ],
)  # fmt: skip
def test_what_keeps_an_act_from_being_done(
    plan: PlanState | None, act: PlanAct, by: Permit, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        decide(act, plan, by, words="Así fue.", if_match=3)


def test_a_refused_act_names_the_state_and_the_act_in_both_languages() -> None:
    with pytest.raises(PlanNotInState) as refused:
        decide(PlanAct.START, SUBMITTED, permit(), if_match=3)
    assert "presentado" in refused.value.text("es")
    assert "iniciar su ejecución" in refused.value.text("es")
    assert "submitted" in refused.value.text("en")


def test_the_same_act_by_another_is_no_repetition() -> None:
    approved = replace(PLAN, status=PlanStatus.APPROVED, approved_by=DIRECTOR)
    by = permit(DIRECTOR, Role.DIRECTOR)
    assert decide(PlanAct.APPROVE, approved, by, if_match=2) is None
    with pytest.raises(PlanNotInState):
        decide(PlanAct.APPROVE, approved, permit(ONE, Role.DIRECTOR), if_match=3)
    back = replace(PLAN, status=PlanStatus.RETURNED, returned_by=DIRECTOR, returned_note="Precise.")
    assert decide(PlanAct.RETURN, back, by, words="Precise.", if_match=2) is None
    with pytest.raises(PlanNotInState):
        decide(PlanAct.RETURN, back, by, words="Otra nota.", if_match=3)


def test_an_act_is_done_in_the_role_that_does_it() -> None:
    done = decide(PlanAct.APPROVE, SUBMITTED, permit(DIRECTOR, Role.DIRECTOR), if_match=3)
    assert done is not None
    assert (done.by, done.role) == (DIRECTOR, Role.DIRECTOR)
    ct = permit(AUTHOR, Role.CT)
    sent = decide(PlanAct.SUBMIT, PLAN, ct, if_match=3)
    assert sent is not None
    assert sent.role is Role.CT
