"""Coordinators' hours, planned against executed."""

from persistence.hours.facts import minutes, of_year
from persistence.hours.mine import show_mine
from persistence.hours.reading import Filter, show_execution, show_totals

__all__ = ["Filter", "minutes", "of_year", "show_execution", "show_mine", "show_totals"]
