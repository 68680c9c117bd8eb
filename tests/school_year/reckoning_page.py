"""The director's page, but for the figures: people, school work, and what is late, from the diary
alone (openapi/accompaniment/practice.yaml)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.school_year.days import A_DAY, YEAR, at, day_of
from tests.school_year.diary import Diary, Plan, Post, Registered, Visit

A_WEEK = timedelta(days=7)
CLOSES = {
    "implementation": (date(YEAR, 7, 1), date(YEAR, 10, 1), date(YEAR, 12, 20)),
    "coordinator": (date(YEAR, 5, 1), date(YEAR, 8, 1), date(YEAR, 12, 1)),
    "teacher_accompaniment": (date(YEAR, 7, 1), date(YEAR, 10, 1), date(YEAR, 12, 1)),
}
"""When each cut is over: midnight in Peru (A1, A2)."""
OWED = {"implementation": [""], "coordinator": ["cp", "ct"], "teacher_accompaniment": ["cp", "ct"]}
Late = tuple[str, datetime, UUID | None, UUID | None]
"""What, since when, who, and its id where the diary knows it."""


def teachers(diary: Diary, school: str, now: datetime) -> dict[UUID, dict[str, Any]]:
    """Those who teach there today."""
    return {
        post.person: _teacher(diary, post, now)
        for post in diary.posts
        if post.school == school and post.role == "teacher" and post.held_on(day_of(now))
    }


def _teacher(diary: Diary, post: Post, now: datetime) -> dict[str, Any]:
    mine = [v for v in diary.visits if (v.school, v.teacher) == (post.school, post.person)]
    seen = sorted(v.finished_at for v in mine if v.finished_at)
    coming = sorted(v.starts_at for v in mine if is_coming(v) and v.starts_at > now)
    months = {(day_of(moment).year, day_of(moment).month) for moment in seen}
    return {
        "visits": len(seen),
        "last_visit": day_of(seen[-1]).isoformat() if seen else None,
        "next_visit": coming[0] if coming else None,
        "dialogues": sum(bool(v.talk and v.talk.held_from) for v in mine),
        "commitments_open": sum(
            (c.school, c.owner, c.state) == (post.school, post.person, "open")
            for c in diary.commitments
        ),
        "visited_this_month": (day_of(now).year, day_of(now).month) in months,
    }


def carries(diary: Diary, post: Post, plan: Plan, today: date) -> bool:
    """Whoever wrote it; or, once they hold no role there, who holds the role in which it was
    written (`startPlan` of openapi/accompaniment/plans.yaml). A draft is its author's alone."""
    if plan.state == "draft" or plan.author == post.person:
        return plan.state != "draft"
    of = [p for p in diary.posts if (p.person, p.school) == (plan.author, plan.school)]
    gone = not any(p.held_on(today) for p in of)
    return gone and post.role in {p.role for p in of}


def is_coming(visit: Visit) -> bool:
    return visit.state in {"planned", "confirmed"}


def learning(done: list[Registered], school: str) -> dict[str, tuple[int, int, int]]:
    """By kind: recorded, validated, sections."""
    return {
        kind: (
            len(of), sum(each.state == "validated" for each in of), len({e.section for e in of})
        )
        for kind, of in _by_kind(done, school).items()
    }  # fmt: skip


def tutoring(done: list[Registered], school: str) -> dict[str, tuple[int, int, str]]:
    """By strategy: records, sections, the last day."""
    return {
        kind: (len(of), len({e.section for e in of}), max(e.day for e in of).isoformat())
        for kind, of in _by_kind(done, school).items()
    }


def actions(done: list[Registered], school: str) -> dict[str, tuple[int, str]]:
    """By kind: how many, the last day."""
    return {
        kind: (len(of), max(e.day for e in of).isoformat())
        for kind, of in _by_kind(done, school).items()
    }


def _by_kind(done: list[Registered], school: str) -> dict[str, list[Registered]]:
    found: dict[str, list[Registered]] = {}
    for each in done:
        if each.school == school:
            found.setdefault(each.what, []).append(each)
    return found


def late(diary: Diary, school: str, now: datetime) -> list[Late]:
    """The longest first."""
    found = [*_visits(diary, now), *_others(diary, now)]
    mine = [(what, since, who, id) for of, what, since, who, id in found if of == school]
    return sorted([*mine, *_unreported(diary, school, now)], key=in_order)


def in_order(late: Late) -> tuple[datetime, str, str, str]:
    what, since, who, id = late
    return since, what, str(id), str(who)


Found = Iterator[tuple[str, str, datetime, UUID, UUID]]


def _visits(diary: Diary, now: datetime) -> Found:
    for v in diary.visits:
        if is_coming(v) and v.ends_at < now:
            yield v.school, "visit-unrecorded", v.ends_at, v.visitor, v.id
        talked = v.talk is not None and v.talk.held_from is not None
        if v.finished_at and not talked and v.finished_at < now - A_WEEK:
            yield v.school, "dialogue-missing", v.finished_at, v.visitor, v.id
        if v.talk and v.talk.state == "held" and v.talk.held_to:
            silent = v.teacher if v.talk.confirmed_at else v.visitor
            if v.talk.held_to < now - A_WEEK:
                yield v.school, "dialogue-unanswered", v.talk.held_to, silent, v.id
    for c in diary.commitments:
        if c.state == "open" and c.due_on < day_of(now):
            yield c.school, "commitment-overdue", at(c.due_on + A_DAY, 0), c.owner, c.id


def _others(diary: Diary, now: datetime) -> Found:
    for p in diary.plans:
        if p.state == "submitted" and p.submitted_at:
            yield p.school, "plan-waiting", p.submitted_at, p.author, p.id
        if p.state == "returned" and p.returned_at and p.returned_at < now - A_WEEK:
            yield p.school, "plan-returned", p.returned_at, p.author, p.id
        in_force = p.state in {"approved", "in_execution"} and not p.in_pat
        if in_force and p.approved_at and p.approved_at < now - A_WEEK:
            yield p.school, "plan-not-in-pat", p.approved_at, p.author, p.id
    for s in diary.sessions:
        if s.state == "scheduled" and s.ends_at < now:
            yield s.school, "session-unrecorded", s.ends_at, s.organiser, s.id
        if s.state == "held" and s.ends_at < now - A_WEEK:
            yield s.school, "minutes-missing", s.ends_at, s.organiser, s.id
    for a in diary.assessments:
        if a.state == "recorded" and a.made_at < now - A_WEEK:
            yield a.school, "assessment-waiting", a.made_at, a.by, a.id
        if a.state == "returned" and a.decided_at and a.decided_at < now - A_WEEK:
            yield a.school, "assessment-returned", a.decided_at, a.by, a.id
    for r in diary.reports:
        if r.state == "submitted" and r.filed_at and r.filed_at < now - A_WEEK:
            yield r.school, "report-waiting", r.filed_at, r.author, r.id


def _unreported(diary: Diary, school: str, now: datetime) -> Iterator[Late]:
    """Of every stream: a report for each cut that is over, of which none stands and which is owed;
    what is exempt is about teachers."""
    reported = {
        (r.role, r.cut) for r in diary.reports if r.school == school and r.state != "annulled"
    }
    for stream, closes in CLOSES.items():
        for cut, day in enumerate(closes, start=1):
            for role in OWED[stream]:
                excused = (role, cut) in reported or (school, role, cut) in diary.exempt
                missing = stream != "teacher_accompaniment" or not excused
                if missing and at(day, 0) <= now:
                    yield "report-missing", at(day, 0), owes(diary, school, stream, role, now), None


def owes(diary: Diary, school: str, stream: str, role: str, now: datetime) -> UUID | None:
    """The UGEL tells of the school, the director of coordinators, these of teachers (A2)."""
    ugel, director = diary.leads[school]
    held = (
        p.person
        for p in diary.posts
        if (p.school, p.role) == (school, role) and p.held_on(day_of(now))
    )
    declared_by = {"implementation": ugel, "coordinator": director}
    return declared_by.get(stream) or next(held, None)
