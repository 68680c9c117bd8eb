"""Requests for more time: who may ask, change, withdraw and answer, and why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.access.permits import PersonId, Place
from domain.errors import NotFound
from domain.peru_time import LIMA
from domain.reporting.calendar.consolidating import CutConsolidated
from domain.reporting.extension_requests import (
    CutNoLongerReceives,
    ExtensionAnswerFacts,
    ExtensionRefusedBefore,
    ExtensionRequest,
    ExtensionRequestAnswer,
    ExtensionRequestAnswered,
    ExtensionRequestDecision,
    ExtensionRequestFacts,
    ExtensionRequestState,
    InvalidAnswer,
    InvalidExtensionRequest,
    OthersExtensionRequest,
    OwnExtensionRequest,
    WithdrawingFacts,
    answer,
    ask,
    withdraw,
)
from domain.versions import Change

NOW = datetime(2024, 7, 3, tzinfo=UTC)
CLOSES, LATER = NOW - timedelta(days=2), NOW + timedelta(days=9)
YEAR_ENDS = datetime(2025, 1, 1, tzinfo=LIMA)
NEXT_YEAR = YEAR_ENDS + timedelta(microseconds=1)
PLACE = Place("pe.010000.010002")
ASKER, GRANTOR = PersonId(uuid4()), PersonId(uuid4())
WANTED = ExtensionRequest(PLACE, LATER, "Sin internet desde ayer.")
LONGER = replace(WANTED, closes_at=LATER + timedelta(days=1))
NEW = ExtensionRequestFacts(
    PLACE,
    CLOSES,
    15,
    CLOSES,
    date(2024, 12, 20),
    False,
    False,
    "2024-cp-1",
    None,
    None,
    None,
    None,
    foreign=False,
)
OPEN = replace(NEW, present=WANTED, state=ExtensionRequestState.ASKED, version=1)
WAITS = ExtensionAnswerFacts(
    ASKER, False, LATER, CLOSES, date(2024, 12, 20), False, ExtensionRequestState.ASKED, None, None
)
GRANTED = replace(WAITS, state=ExtensionRequestState.GRANTED, granted_until=LATER)
YES, NO = (
    ExtensionRequestAnswer(True, None, None),
    ExtensionRequestAnswer(False, "Ya hubo una prórroga.", None),
)


@pytest.mark.parametrize(
    ("facts", "sent", "if_match", "change"),
    [
        (NEW, WANTED, None, Change.CREATE),
        (OPEN, WANTED, None, Change.NOTHING),
        (OPEN, LONGER, 1, Change.REPLACE),
        (replace(OPEN, state=ExtensionRequestState.REFUSED), WANTED, None, Change.NOTHING),
        (replace(OPEN, consolidated=True), WANTED, None, Change.NOTHING),
        (replace(OPEN, reception_days=2), WANTED, None, Change.NOTHING),
        (NEW, replace(WANTED, closes_at=YEAR_ENDS), None, Change.CREATE),
    ],
)
def test_a_request_is_made_changed_or_there_already(
    facts: ExtensionRequestFacts, sent: ExtensionRequest, if_match: int | None, change: Change
) -> None:
    assert ask(sent, facts, if_match=if_match, now=NOW) is change


@pytest.mark.parametrize(
    ("facts", "sent", "if_match", "refusal"),
    [
        (replace(OPEN, foreign=True), WANTED, None, NotFound),
        (replace(OPEN, state=ExtensionRequestState.GRANTED), LONGER, 1, ExtensionRequestAnswered),
        (replace(NEW, consolidated=True), WANTED, None, CutConsolidated),
        (NEW, replace(WANTED, closes_at=NOW), None, InvalidExtensionRequest),
        (replace(NEW, extended_to=LATER), WANTED, None, InvalidExtensionRequest),
        (NEW, replace(WANTED, closes_at=NEXT_YEAR), None, InvalidExtensionRequest),
        (replace(NEW, reception_days=2), WANTED, None, CutNoLongerReceives),
        (replace(OPEN, reception_days=2), LONGER, 1, CutNoLongerReceives),
        (replace(NEW, refused_before=True), WANTED, None, ExtensionRefusedBefore),
        (replace(OPEN, refused_before=True), LONGER, 1, ExtensionRefusedBefore),
    ],
)
def test_a_request_that_cannot_be_is_refused_for_its_one_cause(
    facts: ExtensionRequestFacts,
    sent: ExtensionRequest,
    if_match: int | None,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        ask(sent, facts, if_match=if_match, now=NOW)


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        (YES, ExtensionRequestDecision(LATER, None)),
        (
            replace(YES, closes_at=LONGER.closes_at),
            ExtensionRequestDecision(LONGER.closes_at, None),
        ),
        (NO, ExtensionRequestDecision(None, "Ya hubo una prórroga.")),
    ],
)
def test_an_answer_grants_what_was_asked_or_another_end_or_refuses(
    given: ExtensionRequestAnswer, decision: ExtensionRequestDecision
) -> None:
    assert answer(given, WAITS, by=GRANTOR, now=NOW) == decision


def test_the_same_answer_again_is_no_decision() -> None:
    assert answer(YES, GRANTED, by=GRANTOR, now=NOW) is None
    refused = replace(WAITS, state=ExtensionRequestState.REFUSED, answer=NO.answer)
    assert answer(NO, refused, by=GRANTOR, now=NOW) is None


@pytest.mark.parametrize(
    ("facts", "given", "by", "refusal"),
    [
        (GRANTED, NO, GRANTOR, ExtensionRequestAnswered),
        (GRANTED, replace(YES, closes_at=LONGER.closes_at), GRANTOR, ExtensionRequestAnswered),
        (
            replace(WAITS, state=ExtensionRequestState.WITHDRAWN),
            YES,
            GRANTOR,
            ExtensionRequestAnswered,
        ),
        (WAITS, YES, ASKER, OwnExtensionRequest),
        (replace(WAITS, consolidated=True), YES, GRANTOR, CutConsolidated),
        (WAITS, ExtensionRequestAnswer(False, None, None), GRANTOR, InvalidAnswer),
        (WAITS, replace(NO, closes_at=LATER), GRANTOR, InvalidAnswer),
        (WAITS, replace(YES, closes_at=CLOSES), GRANTOR, InvalidAnswer),
        (replace(WAITS, asked_until=NOW), YES, GRANTOR, InvalidAnswer),
        (replace(WAITS, asked_until=NEXT_YEAR), YES, GRANTOR, InvalidAnswer),
        (WAITS, replace(YES, closes_at=NEXT_YEAR), GRANTOR, InvalidAnswer),
    ],
)
def test_an_answer_that_cannot_be_is_refused_for_its_one_cause(
    facts: ExtensionAnswerFacts,
    given: ExtensionRequestAnswer,
    by: PersonId,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        answer(given, facts, by=by, now=NOW)


@pytest.mark.parametrize(
    ("state", "by", "outcome"),
    [
        (ExtensionRequestState.ASKED, ASKER, Change.REPLACE),
        (ExtensionRequestState.WITHDRAWN, ASKER, Change.NOTHING),
        (ExtensionRequestState.GRANTED, ASKER, ExtensionRequestAnswered),
        (ExtensionRequestState.REFUSED, ASKER, ExtensionRequestAnswered),
        (ExtensionRequestState.ASKED, GRANTOR, OthersExtensionRequest),
    ],
)
def test_only_who_asked_withdraws_and_only_what_waits(
    state: ExtensionRequestState, by: PersonId, outcome: Any
) -> None:
    if isinstance(outcome, Change):
        assert withdraw(WithdrawingFacts(state, ASKER), by=by) is outcome
        return
    with pytest.raises(outcome):
        withdraw(WithdrawingFacts(state, ASKER), by=by)
