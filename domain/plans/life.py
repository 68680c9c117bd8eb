"""The states of a plan, and what leads from one to the next (F33, F42, F45, F49).

    draft -> submitted -> approved -> in execution -> closed
                |   ^
                v   | submitted again
              returned

A draft is its author's alone. Content changes in the first state and while returned, and never
after; what the director marks (F33) stands beside it. The author starts and closes.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.errors import Conflict


class Status(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_EXECUTION = "in_execution"
    CLOSED = "closed"


class Act(StrEnum):
    """What is done to a plan: by its author or, where `DIRECTORS` has it, by the director."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    INCORPORATE = "incorporate"
    SEPARATE = "separate"
    START = "start"
    CLOSE = "close"


DIRECTORS = frozenset({Act.RETURN, Act.APPROVE, Act.INCORPORATE, Act.SEPARATE})
"""What the director of the school decides; all else is the author's."""

MOVES: Mapping[tuple[Status, Act], Status] = {
    (Status.DRAFT, Act.SAVE): Status.DRAFT,
    (Status.DRAFT, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.RETURNED, Act.SAVE): Status.RETURNED,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.APPROVED, Act.INCORPORATE): Status.APPROVED,
    (Status.APPROVED, Act.SEPARATE): Status.APPROVED,
    (Status.APPROVED, Act.START): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.INCORPORATE): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.SEPARATE): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.CLOSE): Status.CLOSED,
}
"""Every move there is; what is not here is refused."""

STATUS_NAMES: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: ("en borrador", "a draft"),
    Status.SUBMITTED: ("presentado", "submitted"),
    Status.RETURNED: ("devuelto", "returned"),
    Status.APPROVED: ("aprobado", "approved"),
    Status.IN_EXECUTION: ("en ejecución", "in execution"),
    Status.CLOSED: ("cerrado", "closed"),
}
"""How people call each state, in Spanish and English."""

ACT_NAMES: Mapping[Act, tuple[str, str]] = {
    Act.SAVE: ("cambiar su contenido", "change its content"),
    Act.SUBMIT: ("presentarlo", "submit it"),
    Act.RETURN: ("devolverlo", "return it"),
    Act.APPROVE: ("aprobarlo", "approve it"),
    Act.INCORPORATE: ("marcarlo como parte del PAT", "mark it as part of the annual plan"),
    Act.SEPARATE: ("quitar la marca del PAT", "unmark it as part of the annual plan"),
    Act.START: ("iniciar su ejecución", "start it"),
    Act.CLOSE: ("cerrarlo", "close it"),
}
"""What each act does, in Spanish and English."""


class PlanNotInState(Conflict):
    """The plan's state takes no such act."""

    code = "plan-not-in-state"
    title_es, title_en = "El estado del plan no lo permite", "The plan's state refuses it"
    es = "El plan está {status_es}: en ese estado no se puede {act_es}."
    en = "The plan is {status_en}: in that state one cannot {act_en}."


def after(status: Status, act: Act) -> Status:
    """The state that an act leads to, or `PlanNotInState`."""
    if (status, act) not in MOVES:
        (status_es, status_en), (act_es, act_en) = STATUS_NAMES[status], ACT_NAMES[act]
        raise PlanNotInState(status_es=status_es, status_en=status_en, act_es=act_es, act_en=act_en)
    return MOVES[status, act]
