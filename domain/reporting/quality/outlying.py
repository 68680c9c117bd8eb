"""A score far from those of its peers.

By the modified z-score of the median and the median absolute deviation, which a few odd reports do
not move (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993: 3.5 is far).
"""

from collections.abc import Sequence
from statistics import fmean, median

from domain.reporting.quality.model import (
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
    evidence,
)

FEWEST_PEERS = 8
FAR, VERY_FAR = 3.5, 6.0
_NORMAL_MEDIAN, _NORMAL_MEAN = 1.4826, 1.2533
"""What makes either deviation the standard one where scores are normally spread."""
_LEAST_APART = 0.05
"""Where peers hardly differ, a twentieth of the scale is still no distance."""
_NOISE = 1e-9
"""Scores that differ by no more are one: reckoned in floating point, in whatever order."""


def outlier(facts: QualityFacts) -> QualitySign | None:
    """Among the reports of its IGED that the reviewer reads, else of its region; eight at least."""
    if facts.score is None:
        return None
    others = [peer for peer in facts.peers if peer.report != facts.id]
    near = [peer.score for peer in others if peer.iged == facts.iged]
    scores = near if len(near) >= FEWEST_PEERS else [peer.score for peer in others]
    distance = apart(facts.score, scores)
    if distance is None or abs(distance) <= FAR:
        return None
    middle = median(scores)
    where = ("su IGED", "its IGED") if scores is near else ("su región", "its region")
    over = facts.score > middle
    return QualitySign(
        SignCode.OUTLIER,
        SignStrength.STRONG if abs(distance) > VERY_FAR else SignStrength.WEAK,
        f"Puntaje {facts.score:.2f}; la mediana de {len(scores)} reportes de {where[0]} es "
        f"{middle:.2f}: {abs(distance):.1f} desviaciones por {'encima' if over else 'debajo'}.",
        f"Score {facts.score:.2f}; the median of {len(scores)} reports of {where[1]} is "
        f"{middle:.2f}: {abs(distance):.1f} deviations {'above' if over else 'below'}.",
        evidence(),
    )


def apart(score: float, scores: Sequence[float]) -> float | None:
    """How many deviations from the median of others, below it negative; None of too few, or where
    all others are one and the same."""
    if len(scores) < FEWEST_PEERS:
        return None
    middle = median(scores)
    deviations = [abs(each - middle) for each in scores]
    deviation = median(deviations) * _NORMAL_MEDIAN
    if deviation <= _NOISE:
        deviation = fmean(deviations) * _NORMAL_MEAN
    if deviation <= _NOISE or abs(score - middle) < _LEAST_APART - _NOISE:
        return None
    return (score - middle) / deviation
