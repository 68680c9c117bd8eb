"""What a single cell may mean, however the spreadsheet left it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar
from unicodedata import combining, normalize

Choice = TypeVar("Choice")
LONGEST_CHOICE = 120
"""How much of a cell is compared with the choices: what is remembered stays small."""


def restored(cell: str, width: int) -> str | None:
    """A code of digits with the leading zeros that a spreadsheet took; None when it is no code."""
    if cell.isascii() and cell.isdigit() and len(cell) <= width:
        return cell.zfill(width)
    return None


def one_of(cell: str, choices: Mapping[str, Choice]) -> Choice | None:
    """The choice whose key the cell starts with, without minding case or tildes."""
    plain = folded(cell[:LONGEST_CHOICE])
    return next((value for start, value in choices.items() if plain.startswith(start)), None)


@lru_cache(4096)
def folded(words: str) -> str:
    """Lower case without tildes, other signs as `_`: how headers and choices are compared."""
    bare = "".join(c for c in normalize("NFKD", words.lower()) if not combining(c))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
