"""How many of several requests at once came to each outcome."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from httpx import Response

from tests.answers import problem


def outcomes(answers: Sequence[Response]) -> Counter[tuple[int, str | None]]:
    """How many answers there are of each status and problem type."""
    return Counter((a.status_code, a.json()["type"] if a.is_error else None) for a in answers)


def problems(answers: Sequence[Response]) -> Counter[Any]:
    """How many answers there are of each problem type; those that succeeded count as 200."""
    return Counter(200 if a.is_success else problem(a)[1] for a in answers)
