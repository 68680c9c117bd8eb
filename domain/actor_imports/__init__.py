"""Persons and appointments from a spreadsheet: every row held to the rules of a single one."""

from domain.actor_imports.deciding import Facts, ImportOvertaken, KnownPerson, Plan, plan_of
from domain.actor_imports.lines import COLUMNS, Line, lines_of

__all__ = [
    "COLUMNS",
    "Facts",
    "ImportOvertaken",
    "KnownPerson",
    "Line",
    "Plan",
    "lines_of",
    "plan_of",
]
