"""A group's figures as people read them: counts beside their shares, and the rubric's level."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.accompaniment.practice.coverage import Coverage, level_of

LATE_AFTER = timedelta(days=7)
"""After so long without its dialogue, its minutes or its decision, something done is late."""
_KINDS = ("gia", "rtc", "workshop")


def share(part: int, whole: int) -> float | None:
    """`part / whole`, to four decimals; None where there is no whole."""
    return round(part / whole, 4) if whole else None


def figures(
    facts: Mapping[str, Mapping[str, Any]], *, promises: bool = True, answers: bool = True
) -> dict[str, Any]:
    """What is told of a group (a school, an IGED, a region): from counts by name, where null is
    none. `promises=False` withholds how commitments ended, `answers=False` how many teachers agreed
    to what was said of their lesson: both speak of teachers."""
    teachers = _counts(facts["teachers"])
    coverage = Coverage(teachers["teachers"], teachers["programmed"], teachers["visited"])
    visits, median = _counts(facts["visits"], but="days"), facts["visits"]["days"]
    hours = _counts(facts["hours"])
    return {
        "teachers": teachers
        | {
            "programmed_share": share(coverage.programmed, coverage.teachers),
            "visited_share": share(coverage.visited, coverage.teachers),
            "level": level_of(coverage),
        },
        "visits": {name: visits[name] for name in ("to_come", "done", "not_done")},
        "dialogues": {
            "held": visits["held"],
            "agreed": visits["agreed"] if answers else None,
            "held_share": share(visits["held"], visits["done"]),
            "median_days": None if median is None else round(max(median, 0.0), 1),
        },
        "commitments": _promises(_counts(facts["commitments"])) if promises else None,
        "sessions": {
            kind: _counts((facts["sessions"]["kinds"] or {}).get(kind, {"planned": 0, "held": 0}))
            for kind in _KINDS
        },
        "plans": _counts(facts["plans"]),
        "hours": hours | {"share": share(hours["executed"], hours["due"])},
    }


def _counts(found: Mapping[str, int | None], *, but: str = "") -> dict[str, int]:
    return {name: n or 0 for name, n in found.items() if name != but}


def _promises(found: dict[str, int]) -> dict[str, int | float | None]:
    ended = found["met"] + found["not_met"] + found["carried_over"]
    return found | {"met_share": share(found["met"], ended)}
