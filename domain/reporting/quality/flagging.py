"""The signs of one report, by all rules, the strong ones first."""

from domain.reporting.quality.capture import late_capture
from domain.reporting.quality.copying import copied_answers
from domain.reporting.quality.levels import straight_line
from domain.reporting.quality.model import QualityFacts, QualitySign, SignStrength
from domain.reporting.quality.outlying import outlier
from domain.reporting.quality.pace import impossible_pace

_ABOUT_RESULTS = (straight_line, outlier)
_RULES = (copied_answers, impossible_pace, late_capture)


def flags(facts: QualityFacts) -> list[QualitySign]:
    """The signs in one report, the strong ones first; of its results only if they may be read."""
    rules = (*_RULES, *(_ABOUT_RESULTS if facts.open else ()))
    found = [flag for rule in rules if (flag := rule(facts))]
    return sorted(found, key=lambda flag: flag.strength is SignStrength.WEAK)
