"""What accompaniment comes to in figures: shares, the director's levels, what is told of whom."""

from domain.practice.coverage import Coverage, Level, level_of
from domain.practice.telling import LATE_AFTER, figures, share

__all__ = ["LATE_AFTER", "Coverage", "Level", "figures", "level_of", "share"]
