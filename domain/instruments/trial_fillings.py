"""Forms filled to try a version: checked as a report's answers are, kept until its trial ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.access.permits import PersonId
from domain.errors import Conflict, NotFound, Noun
from domain.instruments.answers import check_answers
from domain.instruments.lifecycle import VersionState
from domain.instruments.model import Definition
from domain.versions import Change

TRIAL_FILLING = Noun("esa ficha de prueba", "trial filling")


class NotInTrial(Conflict):
    """Only a version in trial is filled to no effect."""

    code = "not-in-trial"
    title_es, title_en = "La versión no está a prueba", "The version is not in trial"
    es = "Esa versión no está a prueba: no recibe fichas de prueba."
    en = "That version is not in trial: it takes no trial fillings."


class TrialFillingDiffers(Conflict):
    """The id stands for another filling."""

    code = "trial-filling-differs"
    title_es, title_en = "La ficha de prueba es otra", "The trial filling differs"
    es = "Con este identificador ya se guardó otra ficha de prueba; use uno nuevo."
    en = "Another trial filling was kept under this id; use a new one."


@dataclass(frozen=True, slots=True)
class TrialFilling:
    """What is sent: the answers, and what the person who tries thinks of the form."""

    answers: Mapping[str, object]
    note: str | None


@dataclass(frozen=True, slots=True)
class TrialState:
    """A version as it stands, by the fingerprint of its form, and what stands under the id: whose
    it is (None: nothing), and whether it is what was sent."""

    state: VersionState
    fingerprint: str
    writer: PersonId | None
    same: bool


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """The version being tried, and what stands under the id: whose it is (None: nothing), and
    whether it is what was sent."""

    state: VersionState
    definition: Definition
    writer: PersonId | None
    same: bool


@dataclass(frozen=True, slots=True)
class TrialDecision:
    """What is to be done, and the score (0 to 1; None: nothing scored)."""

    change: Change
    score: Decimal | None = None


def try_form(filling: TrialFilling, facts: TrialFacts, *, by: PersonId) -> TrialDecision:
    """Keep a filling, or find it kept; `InvalidAnswers` with every fault, as of a report."""
    if facts.writer is not None:
        if facts.writer != by:
            raise NotFound(what=TRIAL_FILLING)
        if not facts.same:
            raise TrialFillingDiffers
        return TrialDecision(Change.NOTHING)
    if facts.state is not VersionState.TRIAL:
        raise NotInTrial
    return TrialDecision(Change.CREATE, check_answers(facts.definition, filling.answers).score)
