"""The director's own scale for "monitoring of pedagogical practice" (field.md 2.4g; model,
indicators): how many of the school's teachers were programmed, and how many were visited."""

from dataclasses import dataclass
from enum import StrEnum


class RubricLevel(StrEnum):
    """As the rubric counts, the highest last."""

    I = "I"  # noqa: E741  the Roman numeral
    II = "II"
    III = "III"
    IV = "IV"


_NEEDED = ((RubricLevel.IV, 100, 90), (RubricLevel.III, 90, 80), (RubricLevel.II, 80, 70))
"""For each level at least so many per cent programmed, and so many visited."""


@dataclass(frozen=True, slots=True)
class TeacherCounts:
    """Teachers of a school: all of them, those for whom a visit stands in the calendar or was made,
    and those who were visited. Both are among `teachers`."""

    teachers: int
    programmed: int
    visited: int


def level_of(counts: TeacherCounts) -> RubricLevel | None:
    """The level that both shares reach, in whole numbers, so that 80 % is 80 %; None of nobody."""
    if counts.teachers == 0:
        return None
    for level, programmed, visited in _NEEDED:
        if (
            counts.programmed * 100 >= programmed * counts.teachers
            and counts.visited * 100 >= visited * counts.teachers
        ):
            return level
    return RubricLevel.I
