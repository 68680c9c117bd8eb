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
    AMEND = "amend"


DIRECTORS = frozenset({Act.RETURN, Act.APPROVE, Act.INCORPORATE, Act.SEPARATE})
"""What the director of the school decides; all else is the author's."""

CARRIED = frozenset({Act.AMEND, Act.START, Act.CLOSE})
"""What falls to whoever holds the author's role there, once the author plans there no more."""

MOVES: Mapping[tuple[Status, Act], Status] = {
    (Status.DRAFT, Act.SAVE): Status.DRAFT,
    (Status.DRAFT, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.RETURNED, Act.SAVE): Status.RETURNED,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.APPROVED, Act.INCORPORATE): Status.APPROVED,
    (Status.APPROVED, Act.SEPARATE): Status.APPROVED,
    (Status.APPROVED, Act.AMEND): Status.APPROVED,
    (Status.APPROVED, Act.START): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.INCORPORATE): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.SEPARATE): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.AMEND): Status.IN_EXECUTION,
    (Status.IN_EXECUTION, Act.CLOSE): Status.CLOSED,
}
"""Every move there is; what is not here is refused. `AMEND`: begin, change or submit an amendment;
none that was submitted and waits is left behind by closing."""

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
    Act.AMEND: ("modificarlo", "amend it"),
}
"""What each act does, in Spanish and English."""


class PlanNotInState(life.NotInState):
    """The plan's state takes no such act."""

    code = "plan-not-in-state"
    title_es, title_en = "El estado del plan no lo permite", "The plan's state refuses it"
    es = "El plan está {status_es}: en ese estado no se puede {act_es}."
    en = "The plan is {status_en}: in that state one cannot {act_en}."
    status_names, act_names = STATUS_NAMES, ACT_NAMES


def after(status: Status, act: Act) -> Status:
    """The state that an act leads to, or `PlanNotInState`."""
    return life.after(MOVES, (status, act), PlanNotInState)
