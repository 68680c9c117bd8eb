"""Amendments of plans in force: what keeps one from being kept, submitted, or decided."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.accompaniment.plans.amending import (
    AMENDMENT_MOVES,
    Amendment,
    AmendmentAct,
    AmendmentFacts,
    AmendmentNotInState,
    AmendmentStatus,
    Proposal,
    amend,
    decide_amendment,
)
from domain.accompaniment.plans.deciding import decide
from domain.accompaniment.plans.life import PlanAct, PlanNotInState, PlanStatus
from domain.accompaniment.plans.model import SavingDecision
from domain.accompaniment.plans.refusals import (
    AmendmentOpen,
    InvalidPlan,
    NotAmendmentAuthor,
    NotPlanAuthor,
    OwnPlan,
)
from domain.errors import DomainError, NotFound, StaleVersion, VersionRequired
from domain.versions import Change
from tests.domain.accompaniment.plans import (
    AUTHOR,
    CONTENT,
    DIRECTOR,
    ONE,
    OTHER,
    PLAN,
    SCHOOL,
    permit,
)

STANDS = replace(PLAN, status=PlanStatus.IN_EXECUTION)
LEFT = replace(STANDS, author_left=True)
SUCCESSOR = PersonId(uuid4())
PROPOSAL = Proposal("Se fue una docente.", replace(CONTENT, teachers=CONTENT.teachers[1:]))
DRAFT = Amendment(
    AUTHOR, AmendmentStatus.DRAFT, 2, PROPOSAL, frozenset({OTHER}), False, None, None, None
)
SENT = replace(DRAFT, status=AmendmentStatus.SUBMITTED, told=True)
BACK = replace(
    SENT, status=AmendmentStatus.RETURNED, returned_by=DIRECTOR, returned_note="Precise."
)
DONE = replace(SENT, status=AmendmentStatus.APPROVED, decided_by=DIRECTOR)
FACTS = AmendmentFacts(STANDS, SCHOOL, None, False, False)
BY_DIRECTOR = permit(DIRECTOR, Role.DIRECTOR)


def with_(present: Amendment | None, **more: Any) -> AmendmentFacts:
    return replace(FACTS, present=present, **more)


def test_it_is_begun_replaced_or_the_same() -> None:
    other = replace(PROPOSAL, reason="Llegó otra.")
    begun = SavingDecision(Change.CREATE, Role.CP, replaces=0)
    assert amend(PROPOSAL, FACTS, permit(), if_match=None) == begun
    assert amend(PROPOSAL, with_(DRAFT), permit(), if_match=None).change is Change.NOTHING
    assert amend(other, with_(BACK), permit(), if_match=2).change is Change.REPLACE


def test_of_a_plan_whose_author_left_it_falls_to_who_holds_their_role() -> None:
    bookings = amend(PROPOSAL, with_(None, plan=LEFT), permit(SUCCESSOR), if_match=None)
    assert bookings == SavingDecision(Change.CREATE, Role.CP, replaces=0)
    for act in (PlanAct.CLOSE, PlanAct.START):
        plan = replace(
            LEFT, status=PlanStatus.IN_EXECUTION if act is PlanAct.CLOSE else PlanStatus.APPROVED
        )
        done = decide(act, plan, permit(SUCCESSOR), words="Así fue.", if_match=3)
        assert done is not None
        assert (done.by, done.role) == (SUCCESSOR, Role.CP)
        with pytest.raises(NotPlanAuthor):
            decide(act, plan, permit(SUCCESSOR, Role.CT), words="Así fue.", if_match=3)


@pytest.mark.parametrize(
    ("facts", "sent", "by", "if_match", "refusal"),
    [
        (with_(None, plan=None), PROPOSAL, permit(), None, NotFound),
        (with_(None, elsewhere=True), PROPOSAL, permit(), None, NotFound),
        (with_(None, plan=PLAN), PROPOSAL, permit(), None, PlanNotInState),
        (with_(None, plan=replace(STANDS, status=PlanStatus.CLOSED)), PROPOSAL, permit(), None,
            PlanNotInState),
        (with_(None, plan=replace(LEFT, in_reach=False)), PROPOSAL, permit(SUCCESSOR), None,
            NotFound),
        (FACTS, PROPOSAL, permit(SUCCESSOR), None, NotPlanAuthor),
        (with_(None, another=True), PROPOSAL, permit(), None, AmendmentOpen),
        (FACTS, replace(PROPOSAL, content=CONTENT), permit(), 1, StaleVersion),
        (with_(DRAFT), replace(PROPOSAL, reason=""), permit(), None, VersionRequired),
        (with_(SENT), replace(PROPOSAL, reason=""), permit(), 2, AmendmentNotInState),
        (with_(DRAFT, plan=LEFT), PROPOSAL, permit(SUCCESSOR), 2, NotFound),
        (with_(SENT, plan=LEFT), PROPOSAL, permit(SUCCESSOR), 2, NotAmendmentAuthor),
    ],
)  # fmt: skip
def test_what_keeps_one_from_being_kept(
    facts: AmendmentFacts,
    sent: Proposal,
    by: Permit,
    if_match: int | None,
    refusal: type[DomainError],
) -> None:
    with pytest.raises(refusal):
        amend(sent, facts, by, if_match=if_match)


@pytest.mark.parametrize(
    ("facts", "act", "by", "refusal"),
    [
        (FACTS, AmendmentAct.SUBMIT, permit(), NotFound),
        (FACTS, AmendmentAct.APPROVE, BY_DIRECTOR, NotFound),
        (with_(DRAFT), AmendmentAct.APPROVE, BY_DIRECTOR, NotFound),
        (with_(SENT, plan=replace(STANDS, in_reach=False)), AmendmentAct.APPROVE, BY_DIRECTOR,
            NotFound),
        (with_(SENT), AmendmentAct.APPROVE, permit(AUTHOR, Role.DIRECTOR), OwnPlan),
        (with_(SENT), AmendmentAct.WITHDRAW, permit(SUCCESSOR), NotPlanAuthor),
        (with_(BACK, plan=LEFT), AmendmentAct.SUBMIT, permit(SUCCESSOR), NotAmendmentAuthor),
        (with_(DRAFT, another=True), AmendmentAct.SUBMIT, permit(), AmendmentOpen),
        (with_(DRAFT, plan=replace(STANDS, status=PlanStatus.CLOSED)), AmendmentAct.SUBMIT,
            permit(),
            PlanNotInState),
        (with_(replace(DRAFT, proposal=replace(PROPOSAL, reason=" "))), AmendmentAct.SUBMIT,
            permit(), InvalidPlan),
        (with_(replace(DRAFT, proposal=replace(PROPOSAL, content=CONTENT))), AmendmentAct.SUBMIT,
            permit(), InvalidPlan),
        (with_(replace(DRAFT, teaching=frozenset())), AmendmentAct.SUBMIT, permit(), InvalidPlan),
        (with_(DONE), AmendmentAct.WITHDRAW, permit(), AmendmentNotInState),
        (with_(DONE), AmendmentAct.APPROVE, permit(ONE, Role.DIRECTOR), AmendmentNotInState),
        (with_(BACK), AmendmentAct.APPROVE, BY_DIRECTOR, AmendmentNotInState),
    ],
)  # fmt: skip
def test_what_keeps_an_act_from_being_done(
    facts: AmendmentFacts, act: AmendmentAct, by: Permit, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        decide_amendment(act, facts, by, words="Precise.", if_match=2)


def test_the_same_act_again_changes_nothing() -> None:
    repeated = [
        (SENT, AmendmentAct.SUBMIT, permit()),
        (BACK, AmendmentAct.RETURN, BY_DIRECTOR),
        (DONE, AmendmentAct.APPROVE, BY_DIRECTOR),
        (replace(SENT, status=AmendmentStatus.WITHDRAWN), AmendmentAct.WITHDRAW, permit()),
    ]
    for present, act, by in repeated:
        assert decide_amendment(act, with_(present), by, words="Precise.", if_match=1) is None


def test_no_plan_is_closed_over_an_amendment_that_waits() -> None:
    with pytest.raises(AmendmentOpen):
        decide(
            PlanAct.CLOSE, replace(STANDS, amendment_waits=True), permit(), words="x", if_match=3
        )


def test_who_amended_a_plan_does_not_mark_it() -> None:
    plan = replace(STANDS, writers=frozenset({AUTHOR, DIRECTOR}))
    with pytest.raises(OwnPlan):
        decide(PlanAct.INCORPORATE, plan, BY_DIRECTOR, if_match=3)


def test_what_was_approved_or_withdrawn_stays_so() -> None:
    over = {AmendmentStatus.APPROVED, AmendmentStatus.WITHDRAWN}
    assert not over & {status for status, _ in AMENDMENT_MOVES}


def test_a_refusal_names_the_state_and_the_act_in_both_languages() -> None:
    with pytest.raises(AmendmentNotInState) as refused:
        decide_amendment(AmendmentAct.WITHDRAW, with_(DONE), permit(), if_match=2)
    assert refused.value.text("es").startswith("La modificación está aprobada: ")
    assert "dejarla sin efecto" in refused.value.text("es")
    assert "withdraw it" in refused.value.text("en")
