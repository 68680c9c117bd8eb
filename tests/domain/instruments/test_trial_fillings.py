"""Describing an instrument, and filling a form to try it."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from domain.access.permits import PersonId
from domain.errors import DomainError, NotFound
from domain.instruments.answers import InvalidAnswers
from domain.instruments.instruments import InstrumentDescription, InstrumentFacts, write_instrument
from domain.instruments.lifecycle import VersionState
from domain.instruments.parsing import parse_definition
from domain.instruments.trial_fillings import (
    NotInTrial,
    TrialDecision,
    TrialFacts,
    TrialFilling,
    TrialFillingDiffers,
    try_form,
)
from domain.versions import Change
from tests.domain.instruments.forms import form, item

FICHA = InstrumentDescription(
    name="Ficha", name_en="Form", source="RM 1", model_form=True, model_note="No es la oficial."
)


@pytest.mark.parametrize(
    ("present", "change"),
    [
        (None, Change.CREATE),
        (FICHA, Change.NOTHING),
        (replace(FICHA, model_note=None), Change.REPLACE),
    ],
)
def test_an_instrument_is_described(present: InstrumentDescription | None, change: Change) -> None:
    assert write_instrument(FICHA, InstrumentFacts(present)) is change


ME, THEM = PersonId(UUID(int=1)), PersonId(UUID(int=2))
TRIED = TrialFacts(
    VersionState.TRIAL, parse_definition(form(item("uno", "boolean", weight=1))), None, same=False
)
YES = TrialFilling({"uno": True}, None)


def test_a_filling_is_scored_and_kept() -> None:
    assert try_form(YES, TRIED, by=ME) == TrialDecision(Change.CREATE, Decimal(1))


@pytest.mark.parametrize("state", VersionState)
def test_what_was_kept_is_found_whatever_became_of_the_trial(state: VersionState) -> None:
    facts = replace(TRIED, state=state, writer=ME, same=True)
    assert try_form(YES, facts, by=ME) == TrialDecision(Change.NOTHING)


@pytest.mark.parametrize(
    ("filling", "facts", "refusal"),
    [
        (YES, replace(TRIED, writer=THEM, same=True), NotFound),
        (YES, replace(TRIED, writer=ME), TrialFillingDiffers),
        (YES, replace(TRIED, state=VersionState.DRAFT), NotInTrial),
        (YES, replace(TRIED, state=VersionState.PUBLISHED), NotInTrial),
        (TrialFilling({"dos": True}, None), TRIED, InvalidAnswers),
    ],
)
def test_a_filling_is_refused(
    filling: TrialFilling, facts: TrialFacts, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        try_form(filling, facts, by=ME)
