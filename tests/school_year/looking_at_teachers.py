"""What is told of teachers one by one, to those who read their visits and to themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.school_year import reckoning_teachers
from tests.school_year.days import YEAR, day_of
from tests.school_year.looking import Look
from tests.school_year.people import School, Year


async def listed(year: Year, who: UUID, schools: list[School]) -> Look:
    """All teachers of whoever reads their visits, page after page."""
    rows = await year.service.all_of(who, f"/v1/practice/teachers?year={YEAR}")
    diary, now = year.diary, year.clock.moment
    return Look(
        "teachers one by one",
        {_key(row): _figures(row) for row in rows},
        {
            (school.code, person): reckoning_teachers.of_one(diary, school.code, person, now)
            for school in schools
            for person in reckoning_teachers.who_teach(diary, school.code, day_of(now))
        },
    )


async def themselves(year: Year, school: School) -> Look:
    """Everybody who teaches or taught in the school, as each is told of themselves."""
    diary, now = year.diary, year.clock.moment
    shown, reckoned = dict[Any, Any](), dict[Any, Any]()
    for post in diary.posts:
        if (post.school, post.role) == (school.code, "teacher") and post.since <= day_of(now):
            mine = await year.service.do(post.person, "GET", f"/v1/me/practice?year={YEAR}")
            shown |= {_key(row): _figures(row) for row in mine["items"]}
            reckoned[school.code, post.person] = reckoning_teachers.of_one(
                diary, school.code, post.person, now
            )
    return Look("each teacher, of themselves", shown, reckoned)


def _key(row: dict[str, Any]) -> tuple[str, UUID]:
    return row["institution"]["code"], UUID(row["person"]["id"])


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    coming = row["next_visit"]
    levels = {
        (each["instrument"], each["item"], each["performance"]): (
            [(cut["cut"], cut["level"]) for cut in each["cuts"]],
            each["change"],
        )
        for each in row["levels"]
    }
    values = {name: value for name, value in row.items() if name not in {"person", "institution"}}
    return values | {"next_visit": coming and datetime.fromisoformat(coming), "levels": levels}
