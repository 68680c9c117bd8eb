"""What may be asked, how long an answer may take, and what may be answered."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.access.permits import PersonId
from domain.errors import DomainError, NotFound
from domain.people.corrections import (
    MOST_WAITING,
    CorrectionAnswer,
    CorrectionAnswered,
    CorrectionAnswerFacts,
    CorrectionField,
    CorrectionNotMade,
    CorrectionRequest,
    CorrectionRequestFacts,
    CorrectionState,
    OwnCorrection,
    TooManyCorrections,
    answer_correction,
    ask_correction,
    due_on,
)
from domain.versions import Change

SURNAME = CorrectionRequest(CorrectionField.PATERNAL_SURNAME, "Ñahui", None)
NOTHING = CorrectionRequestFacts(present=None, state=None, version=None, foreign=False, waiting=0)
THERE = CorrectionRequestFacts(
    present=SURNAME, state=CorrectionState.ASKED, version=1, foreign=False, waiting=1
)
OTHER = replace(SURNAME, wanted="Ñaupa")


@pytest.mark.parametrize(
    ("requested_on", "due"),
    [
        (date(2026, 3, 2), date(2026, 3, 16)),  # Monday to Monday a fortnight later
        (date(2026, 3, 6), date(2026, 3, 20)),
        (date(2026, 3, 7), date(2026, 3, 20)),  # asked on a Saturday
        (date(2026, 3, 8), date(2026, 3, 20)),
    ],
)
def test_ten_working_days_to_answer(requested_on: date, due: date) -> None:
    assert due_on(requested_on) == due


@pytest.mark.parametrize(
    ("facts", "sent", "if_match", "change"),
    [
        (NOTHING, SURNAME, None, Change.CREATE),
        (THERE, SURNAME, None, Change.NOTHING),
        (THERE, OTHER, 1, Change.REPLACE),
        (replace(THERE, state=CorrectionState.DONE), SURNAME, None, Change.NOTHING),
    ],
)
def test_asking(
    facts: CorrectionRequestFacts, sent: CorrectionRequest, if_match: int | None, change: Change
) -> None:
    assert ask_correction(sent, facts, if_match=if_match) is change


@pytest.mark.parametrize(
    ("facts", "if_match", "refusal"),
    [
        (replace(THERE, foreign=True), None, NotFound),
        (replace(THERE, state=CorrectionState.DONE), 1, CorrectionAnswered),
        (replace(NOTHING, waiting=MOST_WAITING), None, TooManyCorrections),
    ],
)
def test_refused_to_ask(
    facts: CorrectionRequestFacts, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        ask_correction(OTHER, facts, if_match=if_match)


ME, THEM = PersonId(uuid4()), PersonId(uuid4())
DONE = CorrectionAnswer(CorrectionState.DONE, "Se corrigió según el DNI.")
NO = CorrectionAnswer(CorrectionState.REJECTED, "El DNI dice otra cosa.")


@pytest.mark.parametrize(
    ("field", "wanted", "holds"),
    [
        (CorrectionField.PATERNAL_SURNAME, " Ñahui ", "Ñahui"),
        (CorrectionField.PATERNAL_SURNAME, "N\u0303ahui", "Ñahui"),
        (CorrectionField.DOC_NUMBER, "1234 5678", "12345678"),
        (CorrectionField.USERNAME, "RQuispe", "rquispe"),
        (CorrectionField.OTHER, "lo que sea", None),
    ],
)
def test_what_was_done_is_seen_in_the_field(
    field: CorrectionField, wanted: str, holds: str | None
) -> None:
    facts = CorrectionAnswerFacts(THEM, CorrectionRequest(field, wanted, None), holds, None)
    assert answer_correction(DONE, facts, by=ME) is Change.CREATE


@pytest.mark.parametrize("present", [DONE, NO])
def test_the_same_answer_again_changes_nothing(present: CorrectionAnswer) -> None:
    facts = CorrectionAnswerFacts(THEM, SURNAME, "Otro", present)
    assert answer_correction(present, facts, by=ME) is Change.NOTHING


@pytest.mark.parametrize(
    ("facts", "given", "refusal"),
    [
        (CorrectionAnswerFacts(ME, SURNAME, "Ñahui", None), DONE, OwnCorrection),
        (CorrectionAnswerFacts(ME, SURNAME, "Nahui", None), NO, OwnCorrection),
        (CorrectionAnswerFacts(THEM, SURNAME, "Nahui", None), DONE, CorrectionNotMade),
        (CorrectionAnswerFacts(THEM, SURNAME, None, None), DONE, CorrectionNotMade),
        (CorrectionAnswerFacts(THEM, SURNAME, "Ñahui", NO), DONE, CorrectionAnswered),
    ],
)
def test_refused_to_answer(
    facts: CorrectionAnswerFacts, given: CorrectionAnswer, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        answer_correction(given, facts, by=ME)
