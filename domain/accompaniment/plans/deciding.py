"""The decisions over a plan: who may keep it or act on it, and when. A repeated request, its answer
lost, is never refused and changes nothing."""

from domain.access.permits import Permit, Place
from domain.access.roles import ROLE_NAMES, Role
from domain.accompaniment.plans.faults import incomplete, unkeepable
from domain.accompaniment.plans.life import CARRIED, DIRECTORS, MOVES, Act, Status, after
from domain.accompaniment.plans.model import AUTHORS, WHAT, Asked, Done, Kind, School, Standing
from domain.accompaniment.plans.refusals import (
    AmendmentOpen,
    InvalidPlan,
    NotPlanAuthor,
    NotThePlanner,
    OtherPlan,
    OwnPlan,
)
from domain.errors import NotFound
from domain.versions import Change, change_of


def keep(
    standing: Standing | None,
    asked: Asked,
    school: School | None,
    permit: Permit,
    *,
    if_match: int | None,
) -> tuple[Role, Change]:
    """In which role the caller keeps the plan, and whether it is begun, replaced or the same; or
    its refusal. What is still missing in it is none."""
    if standing is not None:
        _check_author(standing, permit)
    if school is None:
        raise NotFound(what="esa institución")
    role = _planning_role(asked.kind, school.place, permit)
    if standing is not None and _settled(standing) != (school.place, asked.year, asked.kind):
        raise OtherPlan
    if faults := unkeepable(asked.content, school):
        raise InvalidPlan(faults, count=len(faults))
    present = None if standing is None else standing.version
    same = standing is not None and standing.content.same_as(asked.content)
    change = change_of(present=present, if_match=if_match, same=same, what=WHAT)
    if standing is not None and change is Change.REPLACE:
        after(standing.status, Act.SAVE)
    return role, change


def decide(
    standing: Standing | None,
    act: Act,
    permit: Permit,
    *,
    words: str | None = None,
    if_match: int | None,
) -> Done | None:
    """The act to store, None when it was done already, or its refusal. `words`: the note of a
    return, the balance of a closing."""
    if standing is None:
        raise NotFound(what=WHAT)
    role = _role(standing, act, permit)
    same = _is_done(standing, act, permit, words)
    change = change_of(present=standing.version, if_match=if_match, same=same, what=WHAT)
    if change is Change.NOTHING:
        return None
    after(standing.status, act)
    if act is Act.SUBMIT and (faults := incomplete(standing)):
        raise InvalidPlan(faults, count=len(faults))
    if act is Act.CLOSE and standing.amendment_waits:
        raise AmendmentOpen
    return Done(permit.person, role, words)


def carrying_role(standing: Standing, permit: Permit) -> Role:
    """As whose the plan falls to the caller: they wrote it, or its author plans there no more and
    they hold the role in which it was written. Or the refusal."""
    if standing.author == permit.person or not _is_taken_over(standing, permit):
        return _author_role(standing, permit)
    return standing.author_role


def deciding_role(standing: Standing, permit: Permit, *, own: bool) -> Role:
    """The role in which the caller decides over what others wrote there, or the refusal. `own`:
    they wrote it themselves."""
    if not standing.in_reach:
        raise NotFound(what=WHAT)
    if own:
        raise OwnPlan
    return permit.roles_at(standing.place)[0].role


def _role(standing: Standing, act: Act, permit: Permit) -> Role:
    if act in DIRECTORS:
        return _directing_role(standing, permit)
    return carrying_role(standing, permit) if act in CARRIED else _author_role(standing, permit)


def _is_taken_over(standing: Standing, permit: Permit) -> bool:
    if not standing.in_reach or not standing.author_left or standing.status is Status.DRAFT:
        return False
    return standing.author_role in {h.role for h in permit.roles_at(standing.place)}


def _settled(standing: Standing) -> tuple[Place, int, Kind]:
    return standing.place, standing.year, standing.kind


def _check_author(standing: Standing, permit: Permit) -> None:
    """Pass for the author; others are told apart by whether they see that there is a plan."""
    if standing.author == permit.person:
        return
    if standing.in_reach and standing.status is not Status.DRAFT:
        raise NotPlanAuthor
    raise NotFound(what=WHAT)


def _author_role(standing: Standing, permit: Permit) -> Role:
    _check_author(standing, permit)
    if not standing.in_reach:  # they wrote it where they coordinate no more
        raise NotFound(what=WHAT)
    return _planning_role(standing.kind, standing.place, permit)


def _planning_role(kind: Kind, place: Place, permit: Permit) -> Role:
    """The caller's role that prepares such a plan there (F42, F45, F49), or `NotThePlanner`."""
    held = {h.role for h in permit.roles_at(place)}
    for role in AUTHORS[kind]:
        if role in held:
            return role
    spanish, english = zip(*(ROLE_NAMES[role] for role in AUTHORS[kind]), strict=True)
    raise NotThePlanner(roles_es=" o ".join(spanish), roles_en=" or ".join(english))


def _directing_role(standing: Standing, permit: Permit) -> Role:
    """As the director of the school; a draft of somebody else's is nothing to them."""
    own = permit.person in standing.writers
    if standing.status is Status.DRAFT and not own:
        raise NotFound(what=WHAT)
    return deciding_role(standing, permit, own=own)


def _is_done(standing: Standing, act: Act, permit: Permit, words: str | None) -> bool:
    """Whether the plan stands as the same act, by the same person where two may do it, left it."""
    status, marked = standing.status, standing.incorporated
    given = (standing.returned_by, standing.returned_note)
    done = {
        Act.SUBMIT: status is Status.SUBMITTED,
        Act.RETURN: status is Status.RETURNED and given == (permit.person, words),
        Act.APPROVE: status is Status.APPROVED and standing.approved_by == permit.person,
        Act.INCORPORATE: marked and (status, act) in MOVES,
        Act.SEPARATE: not marked and (status, act) in MOVES,
        Act.START: status is Status.IN_EXECUTION,
        Act.CLOSE: status is Status.CLOSED and standing.balance == words,
    }
    return done.get(act, False)
