"""What both say of a dialogue that was held: the visitor confirms it, the teacher agrees or not."""

from dataclasses import dataclass

from domain.accompaniment.dialogues.life import (
    DIALOGUE,
    DialogueAct,
    DialogueStatus,
    check_act,
    closing_status,
)
from domain.errors import Finding, Invalid
from domain.versions import Change, Seen, change_of


class DisagreementUnexplained(Invalid):
    """Who does not agree says why: that is what is read beside the dialogue."""

    code = "disagreement-unexplained"
    title_es, title_en = "Diga por qué no está de acuerdo", "Say why you do not agree"
    es = "Si no está de acuerdo, escriba su razón: se lee junto al diálogo y al reporte."
    en = "If you do not agree, write your reason: it is read beside the dialogue and the report."


@dataclass(frozen=True, slots=True)
class TeacherAnswer:
    """What the teacher says, in their own words."""

    agrees: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class TeacherAnswerFacts:
    """What both said so far of a dialogue of the caller's, as visitor or as teacher."""

    status: DialogueStatus
    confirmed: bool
    answer: TeacherAnswer | None
    version: int


@dataclass(frozen=True, slots=True)
class TeacherAnswerDecision:
    """Whether the answer is given, changed or the same, and where the dialogue stands then."""

    change: Change
    status: DialogueStatus


def confirm(facts: TeacherAnswerFacts) -> DialogueStatus | None:
    """The state that follows from the visitor's confirmation; None when it was given already."""
    if facts.confirmed:
        return None
    check_act(facts.status, DialogueAct.CONFIRM)
    return closing_status(confirmed=True, agrees=facts.answer.agrees if facts.answer else None)


def answer(
    request: TeacherAnswer, facts: TeacherAnswerFacts, *, if_match: Seen | None
) -> TeacherAnswerDecision:
    """What follows from the teacher's answer. The first needs no `If-Match`, but one that is named
    has to stand; what was agreed by both is not changed any more."""
    if not request.agrees and not (request.note or "").strip():
        es, en = DisagreementUnexplained.es, DisagreementUnexplained.en
        raise DisagreementUnexplained([Finding("/note", "missing", es, en)])
    if facts.answer is not None and facts.answer == request:
        return TeacherAnswerDecision(Change.NOTHING, facts.status)
    check_act(facts.status, DialogueAct.AGREE if request.agrees else DialogueAct.DISAGREE)
    if facts.answer is not None or if_match is not None:
        change_of(present=facts.version, if_match=if_match, same=False, what=DIALOGUE)
    change = Change.CREATE if facts.answer is None else Change.REPLACE
    status = closing_status(confirmed=facts.confirmed, agrees=request.agrees)
    return TeacherAnswerDecision(change, status)
