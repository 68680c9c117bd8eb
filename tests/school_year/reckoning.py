"""What accompaniment came to, reckoned from the diary alone: nothing here is the product's.

The figures are those of `GET /v1/practice` (openapi/accompaniment/practice.yaml, decision record
0025)."""

from collections.abc import Collection
from datetime import date, datetime
from statistics import median
from typing import Any

from tests.school_year.days import day_of
from tests.school_year.diary import Commitment, Diary, Plan, Session, Visit
from tests.school_year.reckoning_hours import due_of, executed_of

ENDED = ("met", "not_met", "carried_over")
FEWEST = 5
"""Nobody is told of fewer persons (record 0011)."""


def practice(diary: Diary, schools: Collection[str], now: datetime) -> dict[str, Any]:
    """The figures of some schools together."""
    visits = [each for each in diary.visits if each.school in schools]
    promised = [each for each in diary.commitments if each.school in schools]
    return {
        "teachers": teachers(diary, schools, day_of(now)),
        "visits": {
            "to_come": sum(v.state in {"planned", "confirmed"} for v in visits),
            "done": sum(v.state == "done" for v in visits),
            "not_done": sum(v.state == "not_done" for v in visits),
        },
        "dialogues": dialogues(visits),
        "commitments": commitments(promised, day_of(now)),
        "sessions": sessions([each for each in diary.sessions if each.school in schools]),
        "plans": plans([each for each in diary.plans if each.school in schools]),
        "hours": hours(diary, schools, day_of(now)),
    }


def teachers(diary: Diary, schools: Collection[str], today: date) -> dict[str, Any]:
    """Who teaches there today; of them, whoever has a visit coming or done, and who was visited."""
    there = {
        (post.school, post.person)
        for post in diary.posts
        if post.role == "teacher" and post.school in schools and post.held_on(today)
    }
    booked = {(v.school, v.teacher) for v in diary.visits if stands(v)} & there
    seen = {(v.school, v.teacher) for v in diary.visits if v.state == "done"} & there
    return {
        "teachers": len(there),
        "programmed": len(booked),
        "visited": len(seen),
        "programmed_share": part(len(booked), len(there)),
        "visited_share": part(len(seen), len(there)),
        "level": rubric(len(booked), len(seen), len(there)),
    }


def stands(visit: Visit) -> bool:
    return visit.state in {"planned", "confirmed", "done"}


def rubric(booked: int, seen: int, whole: int) -> str | None:
    """The director's scale: 80 and 70, 90 and 80, 100 and 90 per cent."""
    if whole == 0:
        return None
    least = {"IV": (1.0, 0.9), "III": (0.9, 0.8), "II": (0.8, 0.7)}
    for level, (programmed, visited) in least.items():
        if booked / whole >= programmed and seen / whole >= visited:
            return level
    return "I"


def part(some: int, whole: int) -> float | None:
    return round(some / whole, 4) if whole else None


def dialogues(visits: Collection[Visit]) -> dict[str, Any]:
    held = [(v, v.talk) for v in visits if v.talk and v.talk.held_from]
    waited = [
        (talk.held_from - visit.finished_at).total_seconds() / 86400
        for visit, talk in held
        if talk.held_from and visit.finished_at
    ]
    return {
        "held": len(held),
        "agreed": sum(talk.state == "agreed" for _, talk in held),
        "held_share": part(len(held), sum(v.state == "done" for v in visits)),
        "median_days": round(median(waited), 1) if waited else None,
    }


def commitments(promised: Collection[Commitment], today: date) -> dict[str, Any]:
    """Of dialogues and of sessions."""
    states = [each.state for each in promised]
    return {
        "open": states.count("open"),
        "overdue": sum(each.state == "open" and each.due_on < today for each in promised),
        **endings(promised),
    }


def endings(promised: Collection[Commitment]) -> dict[str, Any]:
    """How those ended that did."""
    counts = {state: sum(each.state == state for each in promised) for state in ENDED}
    return {**counts, "met_share": part(counts["met"], sum(counts.values()))}


def sessions(every: Collection[Session]) -> dict[str, Any]:
    return {
        kind: {
            "planned": sum(s.kind == kind and s.state != "cancelled" for s in every),
            "held": sum(s.kind == kind and s.state in {"held", "minuted"} for s in every),
        }
        for kind in ("gia", "rtc", "workshop")
    }


def plans(every: Collection[Plan]) -> dict[str, int]:
    return {
        "unapproved": sum(p.state in {"draft", "submitted", "returned"} for p in every),
        "approved": sum(p.state in {"approved", "in_execution"} for p in every),
        "closed": sum(p.state == "closed" for p in every),
        "in_pat": sum(p.in_pat for p in every),
    }


def hours(diary: Diary, schools: Collection[str], today: date) -> dict[str, Any]:
    given = [each for each in diary.assignments if each.school in schools]
    due = sum(due_of(diary, each, today) for each in given)
    executed = sum(executed_of(diary, each) for each in given)
    return {"due": due, "executed": executed, "share": part(executed, due)}


def speaks_of_few(counts: Collection[int]) -> bool:
    return any(0 < n < FEWEST for n in counts)
