"""What an office above the UGEL is told of accompaniment, reckoned from the diary by the words of
record 0035: how commitments ended in whole months that are over, of five owners or of none."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from tests.school_year import reckoning
from tests.school_year.days import day_of
from tests.school_year.diary import Commitment, Diary

TEN_HOURS = 10 * 45
"""Minutes: hours are pedagogical ones."""


def practice(diary: Diary, schools: Collection[str], by: str, now: datetime) -> dict[str, Any]:
    """The figures of some schools together, without what moves with a single dialogue or review."""
    whole = reckoning.practice(diary, schools, now)
    due, executed = (whole["hours"][name] for name in ("due", "executed"))
    told = [due - due % TEN_HOURS, executed - executed % TEN_HOURS]
    ended = told_of(diary, schools, by, day_of(now))
    return whole | {
        "dialogues": whole["dialogues"] | {"agreed": None, "median_days": None},
        "hours": {"due": told[0], "executed": told[1], "share": reckoning.part(told[1], told[0])},
        "commitments": {"open": None, "overdue": None, **reckoning.endings(ended)}
        if ended
        else None,
    }


def told_of(diary: Diary, schools: Collection[str], by: str, today: date) -> list[Commitment]:
    """Which commitments are told of: of a school none, above an IGED those of its IGEDs."""
    igeds = {diary.above[school][1] for school in schools} if by != "institution" else set()
    return [each for iged in sorted(igeds) for each in _of_iged(diary, iged, today)]


def _of_iged(diary: Diary, iged: str, today: date) -> list[Commitment]:
    """Month by month; one that would speak of too few waits, and goes with those that follow."""
    told, waiting = list[Commitment](), list[Commitment]()
    over = [
        (each.ended_on.strftime("%Y-%m"), each)
        for each in diary.commitments
        if diary.above[each.school][1] == iged
        and each.ended_on is not None
        and each.ended_on < today.replace(day=1)
    ]
    for _, month in groupby(sorted(over, key=_month), key=_month):
        waiting += [each for _, each in month]
        if not tells_of_few(waiting):
            told, waiting = told + waiting, []
    return told


def _month(ended: tuple[str, Commitment]) -> str:
    return ended[0]


def tells_of_few(ended: Collection[Commitment]) -> bool:
    """Whether it speaks of one to four owners, be it to somebody who knows one of its schools."""
    known = [None, *{each.school for each in ended}]
    return any(
        reckoning.speaks_of_few(owners(each for each in ended if each.school != school))
        for school in known
    )


def owners(ended: Iterable[Commitment]) -> tuple[int, int]:
    """How many kept something that they promised, and how many did not; somebody in two schools is
    two."""
    every = {(each.state == "met", each.school, each.owner) for each in ended}
    kept = sum(met for met, *_ in every)
    return kept, len(every) - kept
