"""Hours planned and carried out, day by day, from the diary alone
(openapi/accompaniment/hours.yaml, record 0020)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.school_year.days import A_DAY, CUTS, FIRST, LAST, cut_code, day_of, school_days
from tests.school_year.diary import Assignment, Diary, Post, Session, Visit

A_FIFTH = 9
"""Minutes of a day for each hour of 45 minutes a week."""
SESSIONS = {"cp": "colaborativo", "ct": "colegiado"}
"""The line that collaborative sessions carry out, by role."""
PARTS = ("visitas", "preparacion", "dialogo")
WHOLE = "acompanamiento"


@dataclass(frozen=True)
class Work:
    """Minutes of a line that were done on a day."""

    line: str
    day: date
    minutes: int


def work_of(diary: Diary, given: Assignment) -> list[Work]:
    """All that somebody did for an assignment, inside the school year."""
    every = [*_visiting(diary, given), *_meeting(diary, given), *_entered(diary, given)]
    return [each for each in every if FIRST <= each.day <= LAST]


def due_of(diary: Diary, given: Assignment, today: date) -> int:
    return sum(given.hours.values()) * A_FIFTH * len(days_of(diary, given, FIRST, min(LAST, today)))


def executed_of(diary: Diary, given: Assignment) -> int:
    return sum(each.minutes for each in work_of(diary, given))


def totals(diary: Diary, given: Assignment, today: date) -> tuple[int, int, int]:
    """Planned, due and executed."""
    planned = due_of(diary, given, LAST)
    return planned, due_of(diary, given, today), executed_of(diary, given)


def execution(diary: Diary, given: Assignment, today: date) -> dict[str, Any]:
    """The whole, by line; each week; each cut."""
    work = work_of(diary, given)

    def part(first: date, last: date) -> dict[str, Any]:
        planned = len(days_of(diary, given, first, last))
        due = len(days_of(diary, given, first, min(last, today)))
        done = dict.fromkeys(given.hours, 0)
        for each in work:
            if first <= each.day <= last:
                done[each.line] += each.minutes
        lines = {
            line: (n * A_FIFTH * planned, n * A_FIFTH * due, done[line])
            for line, n in given.hours.items()
        }
        total = _sum(list(lines.values()))
        return {"total": total, "lines": lines | {WHOLE: _sum([lines[p] for p in PARTS])}}

    return {
        "whole": part(FIRST, LAST),
        "weeks": {name: part(first, last) for name, first, last in weeks()},
        "cuts": {cut_code(n): part(*days) for n, days in CUTS.items()},
    }


def weeks() -> Iterator[tuple[str, date, date]]:
    """Those that have days of the school year, by their ISO name."""
    monday = FIRST - timedelta(days=FIRST.weekday())
    while monday <= LAST:
        year, week, _ = monday.isocalendar()
        yield f"{year}-W{week:02}", max(monday, FIRST), min(monday + 6 * A_DAY, LAST)
        monday += 7 * A_DAY


def days_of(diary: Diary, given: Assignment, first: date, last: date) -> list[date]:
    """Mondays to Fridays of the school year on which the post was held and there were lessons."""
    posts = [post for post in diary.posts if _is_of(post, given)]
    off = days_off(diary, given.school)
    days = school_days(max(first, FIRST), min(last, LAST))
    return [day for day in days if day not in off and any(post.held_on(day) for post in posts)]


def days_off(diary: Diary, school: str) -> set[date]:
    """On which there are no lessons: of what speaks of a day the nearest place decides (record
    0026); in one place, what takes lessons away."""
    places, spoken = diary.above[school], dict[date, dict[str, set[str]]]()
    for each in diary.breaks:
        if each.code in places:
            for n in range((each.last - each.first).days + 1):
                of = spoken.setdefault(each.first + n * A_DAY, {})
                of.setdefault(each.code, set()).add(each.kind)
    return {day for day, of in spoken.items() if _nearest(of, places) != {"lessons"}}


def _nearest(of: dict[str, set[str]], places: tuple[str, ...]) -> set[str]:
    """What the nearest of the places says, of those that say anything."""
    return next(of[code] for code in places if code in of)


def _is_of(post: Post, given: Assignment) -> bool:
    return (post.person, post.role, post.school) == (given.person, given.role, given.school)


def _sum(parts: list[tuple[int, int, int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*parts, strict=True)))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _visiting(diary: Diary, given: Assignment) -> Iterator[Work]:
    for visit in diary.visits:
        if (visit.visitor, visit.role, visit.school) == (given.person, given.role, given.school):
            yield from _of_visit(visit)


def _of_visit(visit: Visit) -> Iterator[Work]:
    if visit.began_at and visit.finished_at:
        yield Work("visitas", day_of(visit.began_at), _minutes(visit.finished_at - visit.began_at))
    talk = visit.talk
    if talk and talk.prepared_at:
        yield Work("preparacion", day_of(talk.prepared_at), talk.minutes)
    if talk and talk.held_from and talk.held_to:
        yield Work("dialogo", day_of(talk.held_from), _minutes(talk.held_to - talk.held_from))


def _meeting(diary: Diary, given: Assignment) -> Iterator[Work]:
    for each in diary.sessions:
        if each.school == given.school and _took_part(each, given):
            minutes = _minutes(each.ends_at - each.starts_at)
            yield Work(SESSIONS[given.role], day_of(each.starts_at), minutes)


def _took_part(session: Session, given: Assignment) -> bool:
    """Organised it in this role, or attended somebody else's; and it was held."""
    if session.state not in {"held", "minuted"}:
        return False
    if session.organiser == given.person:
        return session.role == given.role
    return given.person in session.came


def _entered(diary: Diary, given: Assignment) -> Iterator[Work]:
    for entry in diary.entries:
        if entry.assignment == given.id:
            yield Work(entry.line, entry.day, entry.minutes)
