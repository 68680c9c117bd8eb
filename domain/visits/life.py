"""The states of a classroom visit, and who leads it from one to the next (F44, F50; field 2.4c).

    planned <-> confirmed -> done <-> not done | cancelled | moved (another carries on)

A visitor plans, moves, calls off and tells what became of it; the teacher confirms, or asks for
another time, which leaves it planned with their reason. What nobody confirmed may still have been
done: agreement is told apart (`confirmed_at`), and a village without a signal confirms nothing.
What was told of it wrongly is corrected by the same acts (`domain.visits.correcting`).
"""

from collections.abc import Mapping
from enum import StrEnum

from domain import life


class Status(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"
    MOVED = "moved"


class Act(StrEnum):
    """What is done to a visit that was planned."""

    CHANGE = "change"
    CONFIRM = "confirm"
    DECLINE = "decline"
    MOVE = "move"
    CANCEL = "cancel"
    HOLD = "hold"
    MISS = "miss"


class Party(StrEnum):
    """Whose visit it is: who visits, and who is visited. Nobody else acts."""

    VISITOR = "visitor"
    TEACHER = "teacher"


MOVES: Mapping[tuple[Status, Act, Party], Status] = {
    (Status.PLANNED, Act.CHANGE, Party.VISITOR): Status.PLANNED,
    (Status.PLANNED, Act.CONFIRM, Party.TEACHER): Status.CONFIRMED,
    (Status.PLANNED, Act.DECLINE, Party.TEACHER): Status.PLANNED,
    (Status.CONFIRMED, Act.DECLINE, Party.TEACHER): Status.PLANNED,
    (Status.PLANNED, Act.MOVE, Party.VISITOR): Status.MOVED,
    (Status.CONFIRMED, Act.MOVE, Party.VISITOR): Status.MOVED,
    (Status.PLANNED, Act.CANCEL, Party.VISITOR): Status.CANCELLED,
    (Status.CONFIRMED, Act.CANCEL, Party.VISITOR): Status.CANCELLED,
    (Status.PLANNED, Act.HOLD, Party.VISITOR): Status.DONE,
    (Status.CONFIRMED, Act.HOLD, Party.VISITOR): Status.DONE,
    (Status.PLANNED, Act.MISS, Party.VISITOR): Status.NOT_DONE,
    (Status.CONFIRMED, Act.MISS, Party.VISITOR): Status.NOT_DONE,
    (Status.DONE, Act.CHANGE, Party.VISITOR): Status.DONE,
    (Status.DONE, Act.HOLD, Party.VISITOR): Status.DONE,
    (Status.DONE, Act.MISS, Party.VISITOR): Status.NOT_DONE,
    (Status.NOT_DONE, Act.HOLD, Party.VISITOR): Status.DONE,
    (Status.NOT_DONE, Act.MISS, Party.VISITOR): Status.NOT_DONE,
}
"""Every move there is; what is not here is refused."""

STATUS_NAMES: Mapping[Status, tuple[str, str]] = {
    Status.PLANNED: ("programada", "planned"),
    Status.CONFIRMED: ("confirmada", "confirmed"),
    Status.DONE: ("realizada", "done"),
    Status.NOT_DONE: ("no realizada", "not done"),
    Status.CANCELLED: ("cancelada", "cancelled"),
    Status.MOVED: ("reprogramada", "moved"),
}
"""How people call each state, in Spanish and English."""

ACT_NAMES: Mapping[Act, tuple[str, str]] = {
    Act.CHANGE: ("corregir", "corrected"),
    Act.CONFIRM: ("confirmar", "confirmed"),
    Act.DECLINE: ("pedir para otra hora", "asked for another time"),
    Act.MOVE: ("reprogramar", "moved"),
    Act.CANCEL: ("cancelar", "cancelled"),
    Act.HOLD: ("dar por realizada", "recorded as done"),
    Act.MISS: ("dar por no realizada", "recorded as not done"),
}


class VisitNotInState(life.NotInState):
    """The visit's state takes no such act."""

    code = "visit-not-in-state"
    title_es, title_en = "La visita no está en ese estado", "The visit is in another state"
    es = "La visita está {status_es}: así no se puede {act_es}."
    en = "The visit is {status_en}: it cannot be {act_en} as it is."
    status_names, act_names = STATUS_NAMES, ACT_NAMES


def after(status: Status, act: Act, party: Party) -> Status:
    """The state that somebody's act leads to, or `VisitNotInState`."""
    return life.after(MOVES, (status, act, party), VisitNotInState)
