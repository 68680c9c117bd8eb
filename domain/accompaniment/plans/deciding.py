"""The decisions over a plan: who may keep it or act on it, and when. A repeated request, its answer
lost, is never refused and changes nothing."""

from domain.access.offices import offices
from domain.access.permits import Permit, Place
from domain.access.roles import Role
from domain.accompaniment.plans.faults import incomplete, unkeepable
from domain.accompaniment.plans.life import CARRIED, DIRECTORS, MOVES, PlanAct, PlanStatus, after
from domain.accompaniment.plans.model import (
    AUTHORS,
    PLAN,
    PlanActEntry,
    PlanKind,
    PlanRequest,
    PlanState,
    SavingDecision,
    SavingFacts,
)
from domain.accompaniment.plans.refusals import (
    AmendmentOpen,
    InvalidPlan,
    NotPlanAuthor,
    NotThePlanner,
    OtherPlan,
    OwnPlan,
    PlanExists,
)
from domain.errors import NotFound
from domain.territory.institutions.model import INSTITUTION
from domain.versions import Change, Seen, change_of


def write_plan(
    request: PlanRequest, facts: SavingFacts, permit: Permit, *, if_match: Seen | None
) -> SavingDecision:
    """In which role the caller keeps the plan, and whether it is begun, replaced or the same; or
    its refusal. What is still missing in it is none."""
    plan, school = facts.plan, facts.school
    if school is None:  # first: whoever reaches none is not told whether there is such a plan
        raise NotFound(what=INSTITUTION)
    if plan is not None:
        _check_author(plan, permit)
    role = _planning_role(request.kind, school.place, permit)
    if plan is not None and _fixed(plan) != (school.place, request.year, request.kind):
        raise OtherPlan
    if faults := unkeepable(request.content, school):
        raise InvalidPlan(faults, count=len(faults))
    if plan is None and facts.other is not None:
        raise PlanExists(id=facts.other)
    present = None if plan is None else plan.version
    same = plan is not None and plan.content.same_as(request.content)
    change = change_of(present=present, if_match=if_match, same=same, what=PLAN)
    if plan is not None and change is Change.REPLACE:
        after(plan.status, PlanAct.SAVE)
    return SavingDecision(change, role, present or 0)


def decide(
    act: PlanAct,
    plan: PlanState | None,
    permit: Permit,
    *,
    words: str | None = None,
    if_match: Seen | None,
) -> PlanActEntry | None:
    """The act to store, None when it was done already, or its refusal. `words`: the note of a
    return, the balance of a closing."""
    if plan is None:
        raise NotFound(what=PLAN)
    role = _role(plan, act, permit)
    same = _is_done(plan, act, permit, words)
    change = change_of(present=plan.version, if_match=if_match, same=same, what=PLAN)
    if change is Change.NOTHING:
        return None
    after(plan.status, act)
    if act is PlanAct.SUBMIT and (faults := incomplete(plan)):
        raise InvalidPlan(faults, count=len(faults))
    if act is PlanAct.CLOSE and plan.amendment_waits:
        raise AmendmentOpen
    return PlanActEntry(permit.person_id, role, words)


def carrying_role(plan: PlanState, permit: Permit) -> Role:
    """As whose the plan falls to the caller: they wrote it, or its author plans there no more and
    they hold the role in which it was written. Or the refusal."""
    if plan.author == permit.person_id or not _is_taken_over(plan, permit):
        return _author_role(plan, permit)
    return plan.author_role


def deciding_role(plan: PlanState, permit: Permit, *, own: bool) -> Role:
    """The role in which the caller decides over what others wrote there, or the refusal. `own`:
    they wrote it themselves."""
    if not plan.in_reach:
        raise NotFound(what=PLAN)
    if own:
        raise OwnPlan
    return permit.roles_at(plan.place)[0].role


def _role(plan: PlanState, act: PlanAct, permit: Permit) -> Role:
    if act in DIRECTORS:
        return _directing_role(plan, permit)
    return carrying_role(plan, permit) if act in CARRIED else _author_role(plan, permit)


def _is_taken_over(plan: PlanState, permit: Permit) -> bool:
    if not plan.in_reach or not plan.author_left or plan.status is PlanStatus.DRAFT:
        return False
    return plan.author_role in {h.role for h in permit.roles_at(plan.place)}


def _fixed(plan: PlanState) -> tuple[Place, int, PlanKind]:
    return plan.place, plan.year, plan.kind


def _check_author(plan: PlanState, permit: Permit) -> None:
    """Pass for the author; others are told apart by whether they see that there is a plan."""
    if plan.author == permit.person_id:
        return
    if plan.in_reach and plan.status is not PlanStatus.DRAFT:
        raise NotPlanAuthor
    raise NotFound(what=PLAN)


def _author_role(plan: PlanState, permit: Permit) -> Role:
    _check_author(plan, permit)
    if not plan.in_reach:  # they wrote it where they coordinate no more
        raise NotFound(what=PLAN)
    return _planning_role(plan.kind, plan.place, permit)


def _planning_role(kind: PlanKind, place: Place, permit: Permit) -> Role:
    """The caller's role that prepares such a plan there (F42, F45, F49), or `NotThePlanner`."""
    held = {h.role for h in permit.roles_at(place)}
    for role in AUTHORS[kind]:
        if role in held:
            return role
    raise NotThePlanner(offices=offices(AUTHORS[kind], place))


def _directing_role(plan: PlanState, permit: Permit) -> Role:
    """As the director of the school; a draft of somebody else's is nothing to them."""
    own = permit.person_id in plan.writers
    if plan.status is PlanStatus.DRAFT and not own:
        raise NotFound(what=PLAN)
    return deciding_role(plan, permit, own=own)


def _is_done(plan: PlanState, act: PlanAct, permit: Permit, words: str | None) -> bool:
    """Whether the plan stands as the same act, by the same person where two may do it, left it."""
    status, marked = plan.status, plan.incorporated
    returned = (plan.returned_by, plan.returned_note)
    done = {
        PlanAct.SUBMIT: status is PlanStatus.SUBMITTED,
        PlanAct.RETURN: status is PlanStatus.RETURNED and returned == (permit.person_id, words),
        PlanAct.APPROVE: status is PlanStatus.APPROVED and plan.approved_by == permit.person_id,
        PlanAct.INCORPORATE: marked and (status, act) in MOVES,
        PlanAct.SEPARATE: not marked and (status, act) in MOVES,
        PlanAct.START: status is PlanStatus.IN_EXECUTION,
        PlanAct.CLOSE: status is PlanStatus.CLOSED and plan.balance == words,
    }
    return done.get(act, False)
