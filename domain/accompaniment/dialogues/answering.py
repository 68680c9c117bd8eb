"""What both say of a dialogue that was held: the visitor confirms it, the teacher agrees or not."""

from dataclasses import dataclass

from domain.accompaniment.dialogues.life import Act, Status, check_act, settled
from domain.accompaniment.dialogues.preparing import WHAT
from domain.errors import Finding, Invalid, NotFound
from domain.versions import Change, change_of


class DisagreementUnexplained(Invalid):
    """Who does not agree says why: that is what is read beside the dialogue."""

    code = "disagreement-unexplained"
    title_es, title_en = "Diga por qué no está de acuerdo", "Say why you do not agree"
    es = "Si no está de acuerdo, escriba su razón: se lee junto al diálogo y al reporte."
    en = "If you do not agree, write your reason: it is read beside the dialogue and the report."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the teacher says, in their own words."""

    agrees: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class AnsweringDesk:
    """A dialogue of the caller's, as visitor or as teacher."""

    status: Status
    confirmed: bool
    answer: Answer | None
    version: int


def confirm(desk: AnsweringDesk | None) -> Status | None:
    """The state that follows from the visitor's confirmation; None when it was given already."""
    if desk is None:
        raise NotFound(what=WHAT)
    if desk.confirmed:
        return None
    check_act(desk.status, Act.CONFIRM)
    return settled(confirmed=True, agrees=desk.answer.agrees if desk.answer else None)


def answer(
    desk: AnsweringDesk | None, asked: Answer, *, if_match: int | None
) -> tuple[Status, Change]:
    """The state that follows from the teacher's answer, and whether it is given, changed or the
    same. The first needs no `If-Match`; what was agreed by both is not changed any more."""
    if desk is None:
        raise NotFound(what=WHAT)
    if not asked.agrees and not (asked.note or "").strip():
        es, en = DisagreementUnexplained.es, DisagreementUnexplained.en
        raise DisagreementUnexplained([Finding("/note", "missing", es, en)])
    if desk.answer is not None and desk.answer == asked:
        return desk.status, Change.NOTHING
    check_act(desk.status, Act.AGREE if asked.agrees else Act.DISAGREE)
    if desk.answer is None:
        change = Change.CREATE
    else:
        present = desk.version
        change = change_of(present=present, if_match=if_match, same=False, what=WHAT)
    return settled(confirmed=desk.confirmed, agrees=asked.agrees), change
