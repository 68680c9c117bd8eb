"""Teachers one by one, from the diary alone (`listTeacherPractice` of
openapi/accompaniment/practice.yaml)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tests.school_year import reckoning, reckoning_results
from tests.school_year.days import A_DAY, CUTS, FIRST, LAST, cut_code, day_of
from tests.school_year.diary import Diary, Visit
from tests.school_year.reckoning_page import is_coming
from tests.school_year.reckoning_results import PERFORMANCES

FORM = "matriz-dialogo"
"""Whose items are desempeños; the CT's form has none."""


def who_teach(diary: Diary, school: str, today: date) -> set[UUID]:
    return {
        post.person
        for post in diary.posts
        if (post.school, post.role) == (school, "teacher") and post.held_on(today)
    }


def of_one(diary: Diary, school: str, person: UUID, now: datetime) -> dict[str, Any]:
    mine = [v for v in diary.visits if (v.school, v.teacher) == (school, person)]
    seen = [v.finished_at for v in mine if v.finished_at]
    promised = [c for c in diary.commitments if (c.school, c.owner) == (school, person)]
    return {
        "visits": {
            "to_come": sum(is_coming(v) for v in mine),
            "done": len(seen),
            "not_done": sum(v.state == "not_done" for v in mine),
        },
        "last_visit": day_of(max(seen)).isoformat() if seen else None,
        "next_visit": min(
            (v.starts_at for v in mine if is_coming(v) and v.starts_at > now), default=None
        ),
        "months": months(diary, school, person, seen, day_of(now)),
        "dialogues": dialogues(mine),
        "commitments": reckoning.commitments(promised, day_of(now)),
        "levels": dict(levels(diary, school, person)),
    }


def months(
    diary: Diary, school: str, person: UUID, seen: list[datetime], today: date
) -> dict[str, Any]:
    """Of the school year, those in which they taught there, up to the one that runs."""
    posts = [
        post
        for post in diary.posts
        if (post.person, post.role, post.school) == (person, "teacher", school)
    ]
    days = [FIRST + n * A_DAY for n in range((min(today, LAST) - FIRST).days + 1)]
    there = {f"{day:%Y-%m}" for day in days if any(post.held_on(day) for post in posts)}
    visited = there & {f"{day_of(moment):%Y-%m}" for moment in seen}
    missed = sorted(there - visited)
    return {"visited": len(visited), "missed": len(missed), "which": missed}


def dialogues(mine: list[Visit]) -> dict[str, Any]:
    states = [v.talk.state for v in mine if v.talk and v.talk.held_from]
    return {
        "held": len(states),
        "agreed": states.count("agreed"),
        "disagreed": states.count("disagreed"),
        "waiting": states.count("held"),
        "median_days": reckoning.dialogues(mine)["median_days"],
    }


def levels(diary: Diary, school: str, person: UUID) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """By form, item and desempeño: the level in each cut, and the last less the first."""
    for item, performance in PERFORMANCES.items():
        found = [
            (cut_code(cut), visit.talk.levels[item])
            for cut in CUTS
            for visit in reckoning_results.last_seen(diary, {school}, "cp", cut)
            if visit.teacher == person and visit.talk
        ]
        if found:
            change = found[-1][1] - found[0][1] if len(found) > 1 else None
            yield (FORM, item, performance), (found, change)
