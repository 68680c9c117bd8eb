"""What accompaniment came to: indicators by place, and a school on one page."""

from persistence.practice.indicators import Level, show_indicators
from persistence.practice.school import show_school

__all__ = ["Level", "show_indicators", "show_school"]
