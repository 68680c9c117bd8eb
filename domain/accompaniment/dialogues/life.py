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
from datetime import timedelta
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

ANSWERED = (DialogueStatus.AGREED, DialogueStatus.DISAGREED)
"""Both have said what they think of it: it may be reported."""

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
