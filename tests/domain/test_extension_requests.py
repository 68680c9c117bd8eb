"""Requests for more time: who may ask, change, withdraw and answer, and why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.access import PersonId, Place
from domain.calendar import CutConsolidated
from domain.errors import LIMA, NotFound, StaleVersion, VersionRequired
from domain.extension_requests import (
    Answered,
    AnsweringDesk,
    Asked,
    AskingDesk,
    CutNoLongerReceives,
    Decision,
    ExtensionRefusedBefore,
    ExtensionRequestAnswered,
    InvalidAnswer,
    InvalidExtensionRequest,
    OthersExtensionRequest,
    OwnExtensionRequest,
    RequestState,
    answer,
    ask,
    withdraw,
)
from domain.versions import Change

NOW = datetime(2024, 7, 3, tzinfo=UTC)
CLOSES, LATER = NOW - timedelta(days=2), NOW + timedelta(days=9)
RECEIVES, YEAR_ENDS = NOW + timedelta(days=13), datetime(2025, 1, 1, tzinfo=LIMA)
NEXT_YEAR = YEAR_ENDS + timedelta(microseconds=1)
PLACE = Place("pe.010000.010002")
ASKER, GRANTOR = PersonId(uuid4()), PersonId(uuid4())
WANTED = Asked(PLACE, LATER, "Sin internet desde ayer.")
LONGER = replace(WANTED, closes_at=LATER + timedelta(days=1))
NEW = AskingDesk(CLOSES, RECEIVES, YEAR_ENDS, False, False, PLACE, None, None, None, foreign=False)
OPEN = replace(NEW, present=WANTED, state=RequestState.ASKED, version=1)
WAITS = AnsweringDesk(ASKER, LATER, CLOSES, YEAR_ENDS, False, RequestState.ASKED, None, None)
GRANTED = replace(WAITS, state=RequestState.GRANTED, granted_until=LATER)
YES, NO = Answered(True, None, None), Answered(False, "Ya hubo una prórroga.", None)


@pytest.mark.parametrize(
    ("desk", "asked", "if_match", "change"),
    [
        (NEW, WANTED, None, Change.CREATE),
        (OPEN, WANTED, None, Change.NOTHING),
        (OPEN, LONGER, 1, Change.REPLACE),
        (replace(OPEN, state=RequestState.REFUSED), WANTED, None, Change.NOTHING),
        (replace(OPEN, consolidated=True), WANTED, None, Change.NOTHING),
        (replace(OPEN, receives_until=NOW), WANTED, None, Change.NOTHING),
        (NEW, replace(WANTED, closes_at=YEAR_ENDS), None, Change.CREATE),
    ],
)
def test_a_request_is_made_changed_or_there_already(
    desk: AskingDesk, asked: Asked, if_match: int | None, change: Change
) -> None:
    assert ask(desk, asked, if_match=if_match, now=NOW) is change


@pytest.mark.parametrize(
    ("desk", "asked", "if_match", "refusal"),
    [
        (replace(OPEN, foreign=True), WANTED, None, NotFound),
        (OPEN, LONGER, None, VersionRequired),
        (OPEN, LONGER, 7, StaleVersion),
        (replace(OPEN, state=RequestState.GRANTED), LONGER, 1, ExtensionRequestAnswered),
        (replace(NEW, consolidated=True), WANTED, None, CutConsolidated),
        (NEW, replace(WANTED, closes_at=NOW), None, InvalidExtensionRequest),
        (replace(NEW, extended_to=LATER), WANTED, None, InvalidExtensionRequest),
        (NEW, replace(WANTED, closes_at=NEXT_YEAR), None, InvalidExtensionRequest),
        (replace(NEW, receives_until=NOW), WANTED, None, CutNoLongerReceives),
        (replace(OPEN, receives_until=NOW), LONGER, 1, CutNoLongerReceives),
        (replace(NEW, refused_before=True), WANTED, None, ExtensionRefusedBefore),
        (replace(OPEN, refused_before=True), LONGER, 1, ExtensionRefusedBefore),
    ],
)
def test_a_request_that_cannot_be_is_refused_for_its_one_cause(
    desk: AskingDesk, asked: Asked, if_match: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(desk, asked, if_match=if_match, now=NOW)


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        (YES, Decision(LATER, None)),
        (replace(YES, closes_at=LONGER.closes_at), Decision(LONGER.closes_at, None)),
        (NO, Decision(None, "Ya hubo una prórroga.")),
    ],
)
def test_an_answer_grants_what_was_asked_or_another_end_or_refuses(
    given: Answered, decision: Decision
) -> None:
    assert answer(WAITS, given, by=GRANTOR, now=NOW) == decision


def test_the_same_answer_again_is_no_decision() -> None:
    assert answer(GRANTED, YES, by=GRANTOR, now=NOW) is None
    refused = replace(WAITS, state=RequestState.REFUSED, answer=NO.answer)
    assert answer(refused, NO, by=GRANTOR, now=NOW) is None


@pytest.mark.parametrize(
    ("desk", "given", "by", "refusal"),
    [
        (GRANTED, NO, GRANTOR, ExtensionRequestAnswered),
        (GRANTED, replace(YES, closes_at=LONGER.closes_at), GRANTOR, ExtensionRequestAnswered),
        (replace(WAITS, state=RequestState.WITHDRAWN), YES, GRANTOR, ExtensionRequestAnswered),
        (WAITS, YES, ASKER, OwnExtensionRequest),
        (replace(WAITS, consolidated=True), YES, GRANTOR, CutConsolidated),
        (WAITS, Answered(False, None, None), GRANTOR, InvalidAnswer),
        (WAITS, replace(NO, closes_at=LATER), GRANTOR, InvalidAnswer),
        (WAITS, replace(YES, closes_at=CLOSES), GRANTOR, InvalidAnswer),
        (replace(WAITS, asked_until=NOW), YES, GRANTOR, InvalidAnswer),
        (replace(WAITS, asked_until=NEXT_YEAR), YES, GRANTOR, InvalidAnswer),
        (WAITS, replace(YES, closes_at=NEXT_YEAR), GRANTOR, InvalidAnswer),
    ],
)
def test_an_answer_that_cannot_be_is_refused_for_its_one_cause(
    desk: AnsweringDesk, given: Answered, by: PersonId, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        answer(desk, given, by=by, now=NOW)


@pytest.mark.parametrize(
    ("state", "by", "outcome"),
    [
        (RequestState.ASKED, ASKER, Change.REPLACE),
        (RequestState.WITHDRAWN, ASKER, Change.NOTHING),
        (RequestState.GRANTED, ASKER, ExtensionRequestAnswered),
        (RequestState.REFUSED, ASKER, ExtensionRequestAnswered),
        (RequestState.ASKED, GRANTOR, OthersExtensionRequest),
    ],
)
def test_only_who_asked_withdraws_and_only_what_waits(
    state: RequestState, by: PersonId, outcome: Any
) -> None:
    if isinstance(outcome, Change):
        assert withdraw(state, asked_by=ASKER, by=by) is outcome
        return
    with pytest.raises(outcome):
        withdraw(state, asked_by=ASKER, by=by)
