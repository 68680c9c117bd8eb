"""The states of a reflective dialogue, and what leads from one to the next (F44, F49).

    preparing <-> prepared -> held -> agreed     (the visitor confirmed, the teacher agrees)
                               |        ^
                               v        |        (who did not agree may still come to)
                            disagreed --+        (the visitor confirmed, the teacher does not agree)

While it is prepared it is the visitor's; from when it was held, form and commitments stay as they
are, and what is still asked for is what both say of it. Neither can keep the other from speaking:
a teacher who does not agree says why and is read by whoever reads the dialogue, and one who does
not answer within `ANSWER_TERM` holds up no report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain import life
from domain.errors import Noun

DIALOGUE = Noun("ese diálogo", "dialogue")
ANSWER_TERM = timedelta(days=7)
"""How long a report waits for the teacher's answer: from the end of the dialogue or, where that was
written down later, from its visitor's confirmation. Nobody answers what they were not told."""


class DialogueStatus(StrEnum):
    """Where a dialogue stands."""

    PREPARING = "preparing"
    PREPARED = "prepared"
    HELD = "held"
    AGREED = "agreed"
    DISAGREED = "disagreed"


class DialogueParty(StrEnum):
    """The two who talk."""

    VISITOR = "visitor"
    TEACHER = "teacher"


class DialogueAct(StrEnum):
    """What is done to a dialogue."""

    SAVE = "save"
    PREPARE = "prepare"
    RESUME = "resume"
    HOLD = "hold"
    CONFIRM = "confirm"
    AGREE = "agree"
    DISAGREE = "disagree"


ACTED_BY: Mapping[DialogueAct, DialogueParty] = {
    DialogueAct.SAVE: DialogueParty.VISITOR,
    DialogueAct.PREPARE: DialogueParty.VISITOR,
    DialogueAct.RESUME: DialogueParty.VISITOR,
    DialogueAct.HOLD: DialogueParty.VISITOR,
    DialogueAct.CONFIRM: DialogueParty.VISITOR,
    DialogueAct.AGREE: DialogueParty.TEACHER,
    DialogueAct.DISAGREE: DialogueParty.TEACHER,
}
"""Whose act each is; nobody else has any."""

MOVES: Mapping[tuple[DialogueStatus, DialogueAct], frozenset[DialogueStatus]] = {
    (DialogueStatus.PREPARING, DialogueAct.SAVE): frozenset({DialogueStatus.PREPARING}),
    (DialogueStatus.PREPARING, DialogueAct.PREPARE): frozenset({DialogueStatus.PREPARED}),
    (DialogueStatus.PREPARED, DialogueAct.RESUME): frozenset({DialogueStatus.PREPARING}),
    (DialogueStatus.PREPARED, DialogueAct.HOLD): frozenset({DialogueStatus.HELD}),
    (DialogueStatus.HELD, DialogueAct.CONFIRM): frozenset(
        {DialogueStatus.HELD, DialogueStatus.AGREED, DialogueStatus.DISAGREED}
    ),
    (DialogueStatus.HELD, DialogueAct.AGREE): frozenset(
        {DialogueStatus.HELD, DialogueStatus.AGREED}
    ),
    (DialogueStatus.HELD, DialogueAct.DISAGREE): frozenset(
        {DialogueStatus.HELD, DialogueStatus.DISAGREED}
    ),
    (DialogueStatus.DISAGREED, DialogueAct.AGREE): frozenset({DialogueStatus.AGREED}),
    (DialogueStatus.DISAGREED, DialogueAct.DISAGREE): frozenset({DialogueStatus.DISAGREED}),
}
"""Every move there is, and where it may lead; what is not here is refused. Where there is more than
one end, what the other of the two has said decides (`closing_status`)."""

STATUS_NAMES: Mapping[DialogueStatus, tuple[str, str]] = {
    DialogueStatus.PREPARING: ("en preparación", "in preparation"),
    DialogueStatus.PREPARED: ("preparado", "prepared"),
    DialogueStatus.HELD: ("realizado", "held"),
    DialogueStatus.AGREED: ("acordado", "agreed"),
    DialogueStatus.DISAGREED: ("en desacuerdo", "disagreed"),
}
"""How people call each state, in Spanish and English."""


class DialogueNotInState(life.NotInState):
    """The dialogue's state takes no such act."""

    code = "dialogue-not-in-state"
    title_es, title_en = "El estado del diálogo no lo permite", "The dialogue's state refuses it"
    es = "El diálogo reflexivo está {status_es}: en ese estado no cabe esa acción."
    en = "The reflective dialogue is {status_en}: that cannot be done to it in that state."
    status_names = STATUS_NAMES


def check_act(status: DialogueStatus, act: DialogueAct) -> None:
    """Pass when the state takes the act, or `DialogueNotInState`."""
    life.after(MOVES, (status, act), DialogueNotInState)


def closing_status(*, confirmed: bool, agrees: bool | None) -> DialogueStatus:
    """Where a held dialogue stands by what both said of it; `agrees` None: not answered yet."""
    if not confirmed or agrees is None:
        return DialogueStatus.HELD
    return DialogueStatus.AGREED if agrees else DialogueStatus.DISAGREED


@dataclass(frozen=True, slots=True)
class DialogueProgress:
    """What tells whether a dialogue is finished."""

    status: DialogueStatus
    confirmed_at: datetime | None
    held_to: datetime | None


def is_finished(dialogue: DialogueProgress, *, now: datetime) -> bool:
    """True once it may be reported: both said what they think of it; or its visitor confirmed it,
    and its teacher has let the term pass."""
    if dialogue.status in {DialogueStatus.AGREED, DialogueStatus.DISAGREED}:
        return True
    if dialogue.status is not DialogueStatus.HELD or dialogue.held_to is None:
        return False
    if dialogue.confirmed_at is None:
        return False
    return now >= max(dialogue.held_to, dialogue.confirmed_at) + ANSWER_TERM
