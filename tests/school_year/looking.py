"""What the service tells of the year, beside what was reckoned of it at the same moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.school_year import reckoning, reckoning_hours, reckoning_page
from tests.school_year.days import YEAR, day_of
from tests.school_year.diary import Assignment
from tests.school_year.people import School, Year


@dataclass(frozen=True)
class Look:
    """One thing, as it is told and as it was reckoned."""

    what: str
    shown: Any
    reckoned: Any


async def indicators(year: Year, who: UUID, by: str, **under: str) -> dict[str, dict[str, Any]]:
    """By code."""
    more = "".join(f"&{name}={value}" for name, value in under.items())
    body = await year.service.do(who, "GET", f"/v1/practice?year={YEAR}&by={by}{more}")
    assert body["year"] == YEAR
    return {item["code"]: item for item in body["items"]}


def figures(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in {"code", "name"}}


async def page(year: Year, school: School, who: UUID) -> dict[str, Any]:
    path = f"/v1/institutions/{school.code}/practice?year={YEAR}"
    body: dict[str, Any] = await year.service.do(who, "GET", path)
    return body


async def at_the_page(year: Year, school: School) -> list[Look]:
    """Everything on the director's page."""
    body, diary, now = await page(year, school, school.director), year.diary, year.clock.moment
    lasts = [row["last_visit"] or "" for row in body["teachers"]]
    return [
        Look("figures", body["figures"], reckoning.practice(diary, {school.code}, now)),
        Look(
            "teachers",
            {UUID(row["person"]["id"]): _teacher(row) for row in body["teachers"]},
            reckoning_page.teachers(diary, school.code, now),
        ),
        Look("whoever waited longest comes first", lasts, sorted(lasts)),
        Look("late", _late(body["late"]), reckoning_page.late(diary, school.code, now)),
        Look("coordinators", _coordinators(body), coordinators_of(year, school)),
        *_work(year, school, body),
    ]


def _work(year: Year, school: School, body: dict[str, Any]) -> Iterator[Look]:
    diary, of = year.diary, school.code
    learning = {
        row["kind"]: (row["recorded"], row["validated"], row["sections"])
        for row in body["learning"]
    }
    tutoring = {
        row["strategy"]: (row["records"], row["sections"], row["last_on"])
        for row in body["tutoring"]
    }
    actions = {row["kind"]: (row["registered"], row["last_on"]) for row in body["actions"]}
    yield Look("learning", learning, reckoning_page.learning(diary.assessments, of))
    yield Look("tutoring", tutoring, reckoning_page.tutoring(diary.tutoring, of))
    yield Look("actions", actions, reckoning_page.actions(diary.actions, of))


def coordinators_of(year: Year, school: School) -> dict[str, Any]:
    """Who they are, their hours, and those of the plans that are or fell to them that others
    see."""
    diary, today = year.diary, day_of(year.clock.moment)
    hours = {(a.school, a.person): str(a.id) for a in diary.assignments}
    return {
        str(post.person): (
            post.role,
            hours.get((school.code, post.person)),
            {
                (str(p.id), p.kind, p.state, p.in_pat)
                for p in diary.plans
                if p.school == school.code and reckoning_page.carries(diary, post, p, today)
            },
        )
        for post in diary.posts
        if (post.school, post.role in {"cp", "ct"}) == (school.code, True) and post.held_on(today)
    }


def _coordinators(body: dict[str, Any]) -> dict[str, Any]:
    return {
        each["person"]["id"]: (
            each["role"],
            each["assignment"],
            {(p["id"], p["kind"], p["status"], p["in_pat"]) for p in each["plans"]},
        )
        for each in body["coordinators"]
    }


def _teacher(row: dict[str, Any]) -> dict[str, Any]:
    coming = row["next_visit"]
    return {name: value for name, value in row.items() if name != "person"} | {
        "next_visit": datetime.fromisoformat(coming) if coming else None
    }


def _late(rows: list[dict[str, Any]]) -> list[reckoning_page.Late]:
    """The longest first, those of one moment in an order of their own; what nobody did stands
    under the id of an obligation, which no diary knows."""
    shown = [
        (
            each["what"],
            datetime.fromisoformat(each["since"]),
            UUID(each["who"]["id"]) if each["who"] else None,
            None if each["what"] == "report-missing" else UUID(each["id"]),
        )
        for each in rows
    ]
    assert [since for _, since, *_ in shown] == sorted(since for _, since, *_ in shown)
    return sorted(shown, key=reckoning_page.in_order)


async def at_the_hours(year: Year, given: Assignment, who: UUID) -> list[Look]:
    """Planned, due and executed: the whole and by line, week by week, cut by cut."""
    path = f"/v1/workload-assignments/{given.id}/execution"
    body = await year.service.do(who, "GET", path)
    reckoned = reckoning_hours.execution(year.diary, given, day_of(year.clock.moment))
    weeks = {week["week"]: _part(week) for week in body["weeks"]}
    cuts = {cut["code"]: _part(cut) for cut in body["cuts"]}
    return [
        Look("hours a week", body["hours"], sum(given.hours.values())),
        Look("hours of the year", _part(body), reckoned["whole"]),
        Look("hours by week", weeks, reckoned["weeks"]),
        Look("hours by cut", cuts, reckoned["cuts"]),
    ]


def _part(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "total": _figures(body),
        "lines": {line["code"]: _figures(line) for line in body["lines"]},
    }


def _figures(body: dict[str, Any]) -> tuple[int, int, int]:
    return body["planned"], body["due"], body["executed"]
