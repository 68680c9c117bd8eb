"""How well two observers of the same lessons agree: the coefficients, and what of them is told."""

from domain.agreement.coefficients import alpha, coincidences, kappa, squared, unequal
from domain.agreement.measuring import (
    FEWEST_PAIRS,
    Cell,
    Figure,
    Item,
    Measured,
    Withheld,
    measured,
)
from domain.agreement.telling import items_told

__all__ = [
    "FEWEST_PAIRS",
    "Cell",
    "Figure",
    "Item",
    "Measured",
    "Withheld",
    "alpha",
    "coincidences",
    "items_told",
    "kappa",
    "measured",
    "squared",
    "unequal",
]
