"""What is owed is excused and owed again, refusal by refusal."""

import pytest

from domain.errors import DomainError
from domain.reporting.calendar.consolidating import CutConsolidated
from domain.reporting.obligations import (
    ExemptionFacts,
    FulfilledAlready,
    exempt,
    withdraw_exemption,
)
from domain.versions import Change

REASON = "La carretera está interrumpida."
OWED = ExemptionFacts(own=False, fulfilled=False, exempt_reason=None, consolidated=False)
EXCUSED = ExemptionFacts(own=False, fulfilled=False, exempt_reason=REASON, consolidated=False)
FULFILLED = ExemptionFacts(own=False, fulfilled=True, exempt_reason=None, consolidated=False)
PUBLISHED = ExemptionFacts(own=False, fulfilled=False, exempt_reason=None, consolidated=True)
EXCUSED_AND_PUBLISHED = ExemptionFacts(
    own=False, fulfilled=False, exempt_reason=REASON, consolidated=True
)


@pytest.mark.parametrize(
    ("facts", "change"),
    [
        (OWED, Change.CREATE),
        (EXCUSED, Change.NOTHING),
        (
            ExemptionFacts(
                own=False,
                fulfilled=False,
                exempt_reason="Otra razón, dada antes.",
                consolidated=False,
            ),
            Change.REPLACE,
        ),
        (EXCUSED_AND_PUBLISHED, Change.NOTHING),
    ],
)
def test_an_obligation_is_excused_once_for_one_reason(
    facts: ExemptionFacts, change: Change
) -> None:
    assert exempt(REASON, facts) is change


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (FULFILLED, FulfilledAlready),
        (PUBLISHED, CutConsolidated),
        (
            ExemptionFacts(
                own=False,
                fulfilled=False,
                exempt_reason="Otra razón, dada antes.",
                consolidated=True,
            ),
            CutConsolidated,
        ),
        (
            ExemptionFacts(own=False, fulfilled=True, exempt_reason=REASON, consolidated=True),
            FulfilledAlready,
        ),
    ],
)
def test_what_was_delivered_or_published_is_not_excused(
    facts: ExemptionFacts, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        exempt(REASON, facts)


@pytest.mark.parametrize(
    ("facts", "change"),
    [(EXCUSED, Change.REPLACE), (OWED, Change.NOTHING), (PUBLISHED, Change.NOTHING)],
)
def test_what_was_excused_is_owed_again(facts: ExemptionFacts, change: Change) -> None:
    assert withdraw_exemption(facts) is change


def test_what_was_excused_when_the_figures_were_published_stays_so() -> None:
    with pytest.raises(CutConsolidated):
        withdraw_exemption(EXCUSED_AND_PUBLISHED)
