"""The states of a plan, and what leads from one to the next (F33, F42, F45, F49).

    draft -> submitted -> approved -> in execution -> closed
                |   ^
                v   | submitted again
              returned

A draft is its author's alone. Content changes in the first state and while returned; what the
director marks (F33) stands beside it. From its approval on it is in force, and changes by an
amendment alone, which has a life beside it (`domain.accompaniment.plans.amending`). The author
starts and closes it, or whoever took their place (`CARRIED`)."""

from collections.abc import Mapping
from enum import StrEnum

from domain import life


class PlanStatus(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_EXECUTION = "in_execution"
    CLOSED = "closed"


class PlanAct(StrEnum):
    """What is done to a plan: by its author or, where `DIRECTORS` has it, by the director."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    INCORPORATE = "incorporate"
    SEPARATE = "separate"
    START = "start"
    CLOSE = "close"
    AMEND = "amend"


DIRECTORS = frozenset({PlanAct.RETURN, PlanAct.APPROVE, PlanAct.INCORPORATE, PlanAct.SEPARATE})
"""What the director of the school decides; all else is the author's."""

CARRIED = frozenset({PlanAct.AMEND, PlanAct.START, PlanAct.CLOSE})
"""What falls to whoever holds the author's role there, once the author plans there no more."""

MOVES: Mapping[tuple[PlanStatus, PlanAct], PlanStatus] = {
    (PlanStatus.DRAFT, PlanAct.SAVE): PlanStatus.DRAFT,
    (PlanStatus.DRAFT, PlanAct.SUBMIT): PlanStatus.SUBMITTED,
    (PlanStatus.SUBMITTED, PlanAct.RETURN): PlanStatus.RETURNED,
    (PlanStatus.SUBMITTED, PlanAct.APPROVE): PlanStatus.APPROVED,
    (PlanStatus.RETURNED, PlanAct.SAVE): PlanStatus.RETURNED,
    (PlanStatus.RETURNED, PlanAct.SUBMIT): PlanStatus.SUBMITTED,
    (PlanStatus.APPROVED, PlanAct.INCORPORATE): PlanStatus.APPROVED,
    (PlanStatus.APPROVED, PlanAct.SEPARATE): PlanStatus.APPROVED,
    (PlanStatus.APPROVED, PlanAct.AMEND): PlanStatus.APPROVED,
    (PlanStatus.APPROVED, PlanAct.START): PlanStatus.IN_EXECUTION,
    (PlanStatus.IN_EXECUTION, PlanAct.INCORPORATE): PlanStatus.IN_EXECUTION,
    (PlanStatus.IN_EXECUTION, PlanAct.SEPARATE): PlanStatus.IN_EXECUTION,
    (PlanStatus.IN_EXECUTION, PlanAct.AMEND): PlanStatus.IN_EXECUTION,
    (PlanStatus.IN_EXECUTION, PlanAct.CLOSE): PlanStatus.CLOSED,
}
"""Every move there is; what is not here is refused. `AMEND`: begin, change or submit an amendment;
none that was submitted and waits is left behind by closing."""

STATUS_NAMES: Mapping[PlanStatus, tuple[str, str]] = {
    PlanStatus.DRAFT: ("en borrador", "a draft"),
    PlanStatus.SUBMITTED: ("presentado", "submitted"),
    PlanStatus.RETURNED: ("devuelto", "returned"),
    PlanStatus.APPROVED: ("aprobado", "approved"),
    PlanStatus.IN_EXECUTION: ("en ejecución", "in execution"),
    PlanStatus.CLOSED: ("cerrado", "closed"),
}
"""How people call each state, in Spanish and English."""

ACT_NAMES: Mapping[PlanAct, tuple[str, str]] = {
    PlanAct.SAVE: ("cambiar su contenido", "change its content"),
    PlanAct.SUBMIT: ("presentarlo", "submit it"),
    PlanAct.RETURN: ("devolverlo", "return it"),
    PlanAct.APPROVE: ("aprobarlo", "approve it"),
    PlanAct.INCORPORATE: ("marcarlo como parte del PAT", "mark it as part of the annual plan"),
    PlanAct.SEPARATE: ("quitar la marca del PAT", "unmark it as part of the annual plan"),
    PlanAct.START: ("iniciar su ejecución", "start it"),
    PlanAct.CLOSE: ("cerrarlo", "close it"),
    PlanAct.AMEND: ("modificarlo", "amend it"),
}
"""What each act does, in Spanish and English."""


class PlanNotInState(life.NotInState):
    """The plan's state takes no such act."""

    code = "plan-not-in-state"
    title_es, title_en = "El estado del plan no lo permite", "The plan's state refuses it"
    es = "El plan está {status_es}: en ese estado no se puede {act_es}."
    en = "The plan is {status_en}: in that state one cannot {act_en}."
    status_names, act_names = STATUS_NAMES, ACT_NAMES


def after(status: PlanStatus, act: PlanAct) -> PlanStatus:
    """The state that an act leads to, or `PlanNotInState`."""
    return life.after(MOVES, (status, act), PlanNotInState)
