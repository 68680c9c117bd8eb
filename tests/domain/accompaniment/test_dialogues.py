"""The life of a dialogue, act by act; what both say of it."""

from itertools import product

import pytest

from domain.accompaniment.dialogues.answering import (
    DisagreementUnexplained,
    TeacherAnswer,
    TeacherAnswerDecision,
    TeacherAnswerFacts,
    answer,
    confirm,
)
from domain.accompaniment.dialogues.life import (
    MOVES,
    DialogueAct,
    DialogueNotInState,
    DialogueStatus,
    check_act,
    closing_status,
)
from domain.errors import StaleVersion, VersionRequired
from domain.versions import Change

YES, NO = (
    TeacherAnswer(agrees=True, note=None),
    TeacherAnswer(agrees=False, note="Hubo tres grupos."),
)
TAKEN = {
    (DialogueStatus.PREPARING, DialogueAct.SAVE),
    (DialogueStatus.PREPARING, DialogueAct.PREPARE),
    (DialogueStatus.PREPARED, DialogueAct.RESUME),
    (DialogueStatus.PREPARED, DialogueAct.HOLD),
    (DialogueStatus.HELD, DialogueAct.CONFIRM),
    (DialogueStatus.HELD, DialogueAct.AGREE),
    (DialogueStatus.HELD, DialogueAct.DISAGREE),
    (DialogueStatus.DISAGREED, DialogueAct.AGREE),
    (DialogueStatus.DISAGREED, DialogueAct.DISAGREE),
}


@pytest.mark.parametrize(("status", "act"), list(product(DialogueStatus, DialogueAct)))
def test_each_state_takes_its_acts_and_refuses_the_others_by_name(
    status: DialogueStatus, act: DialogueAct
) -> None:
    if (status, act) in TAKEN:
        check_act(status, act)
        return
    with pytest.raises(DialogueNotInState) as refused:
        check_act(status, act)
    assert str(refused.value.facts["status_en"]) in refused.value.text("en")


@pytest.mark.parametrize(("confirmed", "agrees"), list(product((True, False), (True, False, None))))
def test_what_both_said_decides_and_leads_only_where_the_moves_say(
    confirmed: bool, agrees: bool | None
) -> None:
    status = closing_status(confirmed=confirmed, agrees=agrees)
    assert (status is DialogueStatus.AGREED) == (confirmed and agrees is True)
    assert (status is DialogueStatus.DISAGREED) == (confirmed and agrees is False)
    if confirmed:
        assert status in MOVES[DialogueStatus.HELD, DialogueAct.CONFIRM]
    if agrees is not None:
        assert (
            status
            in MOVES[DialogueStatus.HELD, DialogueAct.AGREE if agrees else DialogueAct.DISAGREE]
        )


@pytest.mark.parametrize(
    ("status", "answer", "then"),
    [
        (DialogueStatus.HELD, None, DialogueStatus.HELD),
        (DialogueStatus.HELD, YES, DialogueStatus.AGREED),
        (DialogueStatus.HELD, NO, DialogueStatus.DISAGREED),
    ],
)
def test_a_confirmation_meets_the_answer_that_is_there(
    status: DialogueStatus, answer: TeacherAnswer | None, then: DialogueStatus
) -> None:
    assert confirm(TeacherAnswerFacts(status, confirmed=False, answer=answer, version=3)) is then
    assert confirm(TeacherAnswerFacts(then, confirmed=True, answer=answer, version=4)) is None


def test_what_is_not_held_is_neither_confirmed_nor_answered() -> None:
    facts = TeacherAnswerFacts(DialogueStatus.PREPARED, confirmed=False, answer=None, version=2)
    for act in (lambda: confirm(facts), lambda: answer(YES, facts, if_match=None)):
        with pytest.raises(DialogueNotInState):
            act()


def test_a_first_answer_needs_no_version_and_another_does() -> None:
    held = TeacherAnswerFacts(DialogueStatus.HELD, confirmed=True, answer=None, version=3)
    assert answer(NO, held, if_match=None) == TeacherAnswerDecision(
        Change.CREATE, DialogueStatus.DISAGREED
    )
    assert answer(NO, held, if_match=3) == answer(NO, held, if_match=None)
    with pytest.raises(StaleVersion):
        answer(NO, held, if_match=2)
    given = TeacherAnswerFacts(DialogueStatus.DISAGREED, confirmed=True, answer=NO, version=4)
    assert answer(NO, given, if_match=None) == TeacherAnswerDecision(
        Change.NOTHING, DialogueStatus.DISAGREED
    )
    assert answer(YES, given, if_match=4) == TeacherAnswerDecision(
        Change.REPLACE, DialogueStatus.AGREED
    )
    with pytest.raises(VersionRequired):
        answer(YES, given, if_match=None)
    with pytest.raises(StaleVersion):
        answer(YES, given, if_match=3)
    agreed = TeacherAnswerFacts(DialogueStatus.AGREED, confirmed=True, answer=YES, version=5)
    with pytest.raises(DialogueNotInState):
        answer(NO, agreed, if_match=5)


def test_who_does_not_agree_says_why() -> None:
    held = TeacherAnswerFacts(DialogueStatus.HELD, confirmed=True, answer=None, version=3)
    with pytest.raises(DisagreementUnexplained) as refused:
        answer(TeacherAnswer(agrees=False, note=None), held, if_match=None)
    assert [f.field for f in refused.value.findings] == ["/note"]
