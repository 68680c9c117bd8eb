"""Persons and appointments from a spreadsheet: every row held to the rules of a single one."""

from domain.actor_imports.deciding import Facts, ImportOvertaken, KnownPerson, Plan, plan_of
from domain.actor_imports.lines import COLUMNS, Checked, Line, check

__all__ = [
    "COLUMNS",
    "Checked",
    "Facts",
    "ImportOvertaken",
    "KnownPerson",
    "Line",
    "Plan",
    "check",
    "plan_of",
]
