"""Amendments of plans in force: their states, and what is decided over them.

    draft -> submitted -> approved (its content is the plan's from then on)
                |   ^
                v   | submitted again
              returned                     withdrawn, from any of the three that wait

Until it is approved, what was approved stays the plan's content: for those who read it, for visits,
suggestions and figures. A draft is its author's alone. One is under way at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain import life
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.accompaniment.plans.deciding import carrying_role, deciding_role
from domain.accompaniment.plans.faults import incomplete, unamended, unkeepable
from domain.accompaniment.plans.life import PlanAct, after
from domain.accompaniment.plans.model import (
    PLAN,
    PlanActEntry,
    PlanContent,
    PlanSchool,
    PlanState,
    SavingDecision,
)
from domain.accompaniment.plans.refusals import AmendmentOpen, InvalidPlan, NotAmendmentAuthor
from domain.errors import NotFound, Noun
from domain.versions import Change, Seen, change_of

AmendmentId = NewType("AmendmentId", UUID)
AMENDMENT = Noun("esa modificación del plan", "amendment of the plan")


class AmendmentStatus(StrEnum):
    """Where an amendment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class AmendmentAct(StrEnum):
    """What is done to an amendment: decided by the director, or by whom the plan falls to."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    WITHDRAW = "withdraw"


AMENDMENT_DIRECTORS = frozenset({AmendmentAct.RETURN, AmendmentAct.APPROVE})
"""What the director decides."""

_DRAFT, _SUBMITTED, _RETURNED = (
    AmendmentStatus.DRAFT,
    AmendmentStatus.SUBMITTED,
    AmendmentStatus.RETURNED,
)
AMENDMENT_MOVES: Mapping[tuple[AmendmentStatus, AmendmentAct], AmendmentStatus] = {
    (_DRAFT, AmendmentAct.SAVE): _DRAFT,
    (_DRAFT, AmendmentAct.SUBMIT): _SUBMITTED,
    (_DRAFT, AmendmentAct.WITHDRAW): AmendmentStatus.WITHDRAWN,
    (_SUBMITTED, AmendmentAct.RETURN): _RETURNED,
    (_SUBMITTED, AmendmentAct.APPROVE): AmendmentStatus.APPROVED,
    (_SUBMITTED, AmendmentAct.WITHDRAW): AmendmentStatus.WITHDRAWN,
    (_RETURNED, AmendmentAct.SAVE): _RETURNED,
    (_RETURNED, AmendmentAct.SUBMIT): _SUBMITTED,
    (_RETURNED, AmendmentAct.WITHDRAW): AmendmentStatus.WITHDRAWN,
}
"""Every move there is; what is not here is refused."""

_STATUS_NAMES: Mapping[AmendmentStatus, tuple[str, str]] = {
    AmendmentStatus.DRAFT: ("en borrador", "a draft"),
    AmendmentStatus.SUBMITTED: ("presentada", "submitted"),
    AmendmentStatus.RETURNED: ("devuelta", "returned"),
    AmendmentStatus.APPROVED: ("aprobada", "approved"),
    AmendmentStatus.WITHDRAWN: ("sin efecto", "withdrawn"),
}
_ACT_NAMES: Mapping[AmendmentAct, tuple[str, str]] = {
    AmendmentAct.SAVE: ("cambiar su contenido", "change its content"),
    AmendmentAct.SUBMIT: ("presentarla", "submit it"),
    AmendmentAct.RETURN: ("devolverla", "return it"),
    AmendmentAct.APPROVE: ("aprobarla", "approve it"),
    AmendmentAct.WITHDRAW: ("dejarla sin efecto", "withdraw it"),
}


class AmendmentNotInState(life.NotInState):
    """The amendment's state takes no such act."""

    code = "amendment-not-in-state"
    title_es = "El estado de la modificación no lo permite"
    title_en = "The amendment's state refuses it"
    es = "La modificación está {status_es}: en ese estado no se puede {act_es}."
    en = "The amendment is {status_en}: in that state one cannot {act_en}."
    status_names, act_names = _STATUS_NAMES, _ACT_NAMES


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the plan is to say from now on, whole, and why."""

    reason: str
    content: PlanContent

    def same_as(self, other: "Proposal") -> bool:
        """Whether both say the same."""
        return self.reason == other.reason and self.content.same_as(other.content)


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amendment as its changes find it. `teaching`: of its teachers, who teach there today;
    `told`: it was submitted once, so others know of it; `decided_by`: who approved it."""

    author: PersonId
    status: AmendmentStatus
    version: int
    proposal: Proposal
    teaching: frozenset[PersonId]
    told: bool
    returned_by: PersonId | None
    returned_note: str | None
    decided_by: PersonId | None


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """The plan, its school with those of the people named who teach or taught there, what stands
    under the id for the plan, whether that is another plan's, and whether another amendment is
    under way: one that was submitted, or the caller's own draft."""

    plan: PlanState | None
    school: PlanSchool | None
    present: Amendment | None
    elsewhere: bool
    another: bool


def amend(
    proposal: Proposal, facts: AmendmentFacts, permit: Permit, *, if_match: Seen | None
) -> SavingDecision:
    """In which role the caller keeps the amendment, and whether it is begun, replaced or the same;
    or its refusal. What is still missing in it is none."""
    plan, role = _carrying(facts, permit)
    if facts.school is None:
        raise NotFound(what=PLAN)
    present = facts.present
    if present is not None:
        _check_writer(present, permit)
    if faults := unkeepable(proposal.content, facts.school):
        raise InvalidPlan(faults, count=len(faults))
    version = None if present is None else present.version
    same = present is not None and present.proposal.same_as(proposal)
    change = change_of(present=version, if_match=if_match, same=same, what=AMENDMENT)
    if change is not Change.NOTHING:
        after(plan.status, PlanAct.AMEND)
    if change is Change.CREATE and facts.another:
        raise AmendmentOpen
    if change is Change.REPLACE and present is not None:
        amended(present.status, AmendmentAct.SAVE)
    return SavingDecision(change, role, version or 0)


def decide_amendment(
    act: AmendmentAct,
    facts: AmendmentFacts,
    permit: Permit,
    *,
    words: str | None = None,
    if_match: Seen | None,
) -> PlanActEntry | None:
    """The act to store, None when it was done already, or its refusal. `words`: a return's note."""
    present = facts.present
    role_of = _deciding if act in AMENDMENT_DIRECTORS else _carrying
    plan, role = role_of(facts, permit)
    if present is None or not (present.told or present.author == permit.person_id):
        raise NotFound(what=AMENDMENT)
    if act is AmendmentAct.SUBMIT:
        _check_writer(present, permit)
    same = _is_done(present, act, permit, words)
    change = change_of(present=present.version, if_match=if_match, same=same, what=AMENDMENT)
    if change is Change.NOTHING:
        return None
    amended(present.status, act)
    if act is AmendmentAct.SUBMIT:
        _check_submission(plan, present, another=facts.another)
    return PlanActEntry(permit.person_id, role, words)


def amended(status: AmendmentStatus, act: AmendmentAct) -> AmendmentStatus:
    """The state that an act leads to, or `AmendmentNotInState`."""
    return life.after(AMENDMENT_MOVES, (status, act), AmendmentNotInState)


def _carrying(facts: AmendmentFacts, permit: Permit) -> tuple[PlanState, Role]:
    """The plan, and as whose it falls to the caller."""
    if facts.plan is None:
        raise NotFound(what=PLAN)
    role = carrying_role(facts.plan, permit)
    if facts.elsewhere:
        raise NotFound(what=AMENDMENT)
    return facts.plan, role


def _deciding(facts: AmendmentFacts, permit: Permit) -> tuple[PlanState, Role]:
    """The plan, and as what the caller decides over an amendment that they know of."""
    if facts.plan is None or not facts.plan.in_reach:
        raise NotFound(what=PLAN)
    if facts.present is None:
        raise NotFound(what=AMENDMENT)
    own = facts.present.author == permit.person_id
    return facts.plan, deciding_role(facts.plan, permit, own=own)


def _check_writer(present: Amendment, permit: Permit) -> None:
    if present.author == permit.person_id:
        return
    if present.told:
        raise NotAmendmentAuthor
    raise NotFound(what=AMENDMENT)


def _check_submission(plan: PlanState, present: Amendment, *, another: bool) -> None:
    after(plan.status, PlanAct.AMEND)
    if another:
        raise AmendmentOpen
    proposal = present.proposal
    proposed = replace(
        plan, content=proposal.content, teaching=present.teaching, author=present.author
    )
    unsaid = unamended(plan.content, proposal.content, proposal.reason)
    if faults := [*unsaid, *incomplete(proposed)]:
        raise InvalidPlan(faults, count=len(faults))


def _is_done(present: Amendment, act: AmendmentAct, permit: Permit, words: str | None) -> bool:
    """Whether the amendment stands as the same act, by the same person where two may do it, left
    it."""
    status = present.status
    returned = (present.returned_by, present.returned_note)
    done = {
        AmendmentAct.SUBMIT: status is AmendmentStatus.SUBMITTED,
        AmendmentAct.RETURN: status is AmendmentStatus.RETURNED
        and returned == (permit.person_id, words),
        AmendmentAct.APPROVE: status is AmendmentStatus.APPROVED
        and present.decided_by == permit.person_id,
        AmendmentAct.WITHDRAW: status is AmendmentStatus.WITHDRAWN,
    }
    return done.get(act, False)
