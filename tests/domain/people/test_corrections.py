"""What may be asked, how long an answer may take, and what may be answered."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.access.permits import PersonId
from domain.errors import DomainError, NotFound, StaleVersion, VersionRequired
from domain.people.corrections import (
    MOST_WAITING,
    Answered,
    AnsweringDesk,
    Asked,
    AskingDesk,
    CorrectionAnswered,
    CorrectionNotMade,
    Field,
    OwnCorrection,
    State,
    TooManyCorrections,
    answer,
    ask,
    due_on,
)
from domain.versions import Change

SURNAME = Asked(Field.PATERNAL_SURNAME, "Ñahui", None)
NOTHING = AskingDesk(None, None, None, foreign=False, waiting=0)
THERE = AskingDesk(SURNAME, State.ASKED, 1, foreign=False, waiting=1)
OTHER = replace(SURNAME, wanted="Ñaupa")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 3, 2), date(2026, 3, 16)),  # Monday to Monday a fortnight later
        (date(2026, 3, 6), date(2026, 3, 20)),
        (date(2026, 3, 7), date(2026, 3, 20)),  # asked on a Saturday
        (date(2026, 3, 8), date(2026, 3, 20)),
    ],
)
def test_ten_working_days_to_answer(asked: date, due: date) -> None:
    assert due_on(asked) == due


@pytest.mark.parametrize(
    ("desk", "asked", "if_match", "change"),
    [
        (NOTHING, SURNAME, None, Change.CREATE),
        (THERE, SURNAME, None, Change.NOTHING),
        (THERE, OTHER, 1, Change.REPLACE),
        (replace(THERE, state=State.DONE), SURNAME, None, Change.NOTHING),
    ],
)
def test_asking(desk: AskingDesk, asked: Asked, if_match: int | None, change: Change) -> None:
    assert ask(desk, asked, if_match=if_match) is change


@pytest.mark.parametrize(
    ("desk", "if_match", "refusal"),
    [
        (replace(THERE, foreign=True), None, NotFound),
        (THERE, None, VersionRequired),
        (THERE, 2, StaleVersion),
        (replace(THERE, state=State.DONE), 1, CorrectionAnswered),
        (replace(NOTHING, waiting=MOST_WAITING), None, TooManyCorrections),
    ],
)
def test_refused_to_ask(desk: AskingDesk, if_match: int | None, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        ask(desk, OTHER, if_match=if_match)


ME, THEM = PersonId(uuid4()), PersonId(uuid4())
DONE = Answered(State.DONE, "Se corrigió según el DNI.")
NO = Answered(State.REJECTED, "El DNI dice otra cosa.")


@pytest.mark.parametrize(
    ("field", "wanted", "holds"),
    [
        (Field.PATERNAL_SURNAME, " Ñahui ", "Ñahui"),
        (Field.PATERNAL_SURNAME, "N\u0303ahui", "Ñahui"),
        (Field.DOC_NUMBER, "1234 5678", "12345678"),
        (Field.USERNAME, "RQuispe", "rquispe"),
        (Field.OTHER, "lo que sea", None),
    ],
)
def test_what_was_done_is_seen_in_the_field(field: Field, wanted: str, holds: str | None) -> None:
    desk = AnsweringDesk(THEM, Asked(field, wanted, None), holds, None)
    assert answer(desk, DONE, by=ME) is Change.CREATE


@pytest.mark.parametrize("present", [DONE, NO])
def test_the_same_answer_again_changes_nothing(present: Answered) -> None:
    assert answer(AnsweringDesk(THEM, SURNAME, "Otro", present), present, by=ME) is Change.NOTHING


@pytest.mark.parametrize(
    ("desk", "given", "refusal"),
    [
        (AnsweringDesk(ME, SURNAME, "Ñahui", None), DONE, OwnCorrection),
        (AnsweringDesk(ME, SURNAME, "Nahui", None), NO, OwnCorrection),
        (AnsweringDesk(THEM, SURNAME, "Nahui", None), DONE, CorrectionNotMade),
        (AnsweringDesk(THEM, SURNAME, None, None), DONE, CorrectionNotMade),
        (AnsweringDesk(THEM, SURNAME, "Ñahui", NO), DONE, CorrectionAnswered),
    ],
)
def test_refused_to_answer(
    desk: AnsweringDesk, given: Answered, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        answer(desk, given, by=ME)
