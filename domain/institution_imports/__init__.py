"""Schools from a spreadsheet: what each row says, and what the whole sheet would change.

An import adds and corrects, it never erases: a cell left empty leaves what is known as it is.
"""

from domain.institution_imports.deciding import (
    Desk,
    Options,
    Outcome,
    Plan,
    Present,
    decide,
)
from domain.institution_imports.rows import COLUMNS, Checked, Entry, check

__all__ = [
    "COLUMNS",
    "Checked",
    "Desk",
    "Entry",
    "Options",
    "Outcome",
    "Plan",
    "Present",
    "check",
    "decide",
]
