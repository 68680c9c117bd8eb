"""How much a filled form may hold, kept section by section: what can be sent back whole."""

import json
from collections.abc import Mapping, Sequence

MOST_OBSERVATIONS = 100
MOST_ANSWERS = 500
MOST_ROWS = 50
MOST_CELLS = 20
MOST_KILOBYTES = 900
"""Of all answers together, as JSON in UTF-8: with ids, dates and narrative, what one request may
carry. Whatever is kept can be sent back whole."""


def too_large(forms: Sequence[Mapping[str, object]]) -> bool:
    """Whether filled forms have more answers, rows, cells or bytes than can be sent back whole."""
    return (
        any(len(each) > MOST_ANSWERS for each in forms)
        or any(_overfull(answer) for each in forms for answer in each.values())
        or _bytes(forms) > MOST_KILOBYTES * 1000
    )


def _overfull(answer: object) -> bool:
    """Whether it is a table with more rows, or a row of more cells, than may be sent."""
    return isinstance(answer, dict) and (
        len(answer) > MOST_ROWS or any(len(cells) > MOST_CELLS for cells in answer.values())
    )


def _bytes(answers: object) -> int:
    return len(json.dumps(answers, ensure_ascii=False, separators=(",", ":")).encode())


def merged_answer(before: object, over: object) -> object:
    """A table's cells over those there were; any other answer takes the place of the one before."""
    if not isinstance(before, dict) or not isinstance(over, dict):
        return over
    return {**before, **{row: merged_answer(before.get(row), cells) for row, cells in over.items()}}
