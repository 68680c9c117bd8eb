"""The practice of single teachers as tests make it and read it."""

from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from domain.peru_time import LIMA
from tests.accompaniment import A_DAY, A_LESSON, YEAR, Accompaniment
from tests.api.accompaniment.practice import DECIDED
from tests.clock import now, today
from tests.lessons import FORM, lesson, with_level
from tests.world import Auth, World


def first_day() -> date:
    """When whoever is appointed for a test began."""
    return today() - timedelta(days=200)


async def listed(client: AsyncClient, auth: Auth, **more: Any) -> list[dict[str, Any]]:
    """The whole list, page after page."""
    items: list[dict[str, Any]] = []
    params: dict[str, Any] = {"year": YEAR} | more
    while True:
        page = await client.get("/v1/practice/teachers", params=params, headers=auth)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return items
        params = {**params, "cursor": page.json()["next_cursor"]}


def by_person(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["person"]["id"]: item for item in items}


def months_since(first: date) -> list[str]:
    """Every month from that of a day to today's."""
    found, month = [], first.replace(day=1)
    while month <= today():
        found.append(month.strftime("%Y-%m"))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


async def random_teacher(work: Accompaniment, teacher: UUID, chance: Random) -> dict[str, Any]:
    """A teacher's year in the tables, and its figures counted here, one by one."""
    visits, gaps, ends, answers, promised = [], [], [], [], []
    for _ in range(chance.randint(0, 9)):
        status = chance.choice(
            ["planned", "confirmed", "done", "done", "done", "not_done", "moved"]
        )
        at = now() - chance.randint(3, 190) * A_DAY
        visit = await work.visit(teacher, status, at=at)
        visits.append(status)
        if status != "done":
            continue
        ends.append(at + A_LESSON)
        state = chance.choice(["preparing", "prepared", "held", "agreed", "disagreed"])
        gap = timedelta(minutes=chance.randint(10, 4000))
        await work.dialogue(visit, state, at=at + A_LESSON + gap)
        if state in {"held", "agreed", "disagreed"}:
            answers.append(state)
            gaps.append(gap / A_DAY)
        for _ in range(chance.randint(0, 2)):
            status, due = chance.choice(["open", *DECIDED]), today() + chance.randint(-9, 9) * A_DAY
            await work.commitment(visit, teacher, status, due=due)
            promised.append((status, due))
    seen = {end.astimezone(LIMA).strftime("%Y-%m") for end in ends}
    missed = [month for month in months_since(first_day()) if month not in seen]
    ended = [status for status, _ in promised if status != "open"]
    return {
        "visits": {
            "to_come": visits.count("planned") + visits.count("confirmed"),
            "done": visits.count("done"), "not_done": visits.count("not_done"),
        },
        "last_visit": max(ends).astimezone(LIMA).date().isoformat() if ends else None,
        "next_visit": None,
        "months": {
            "visited": len(months_since(first_day())) - len(missed), "missed": len(missed),
            "which": missed,
        },
        "dialogues": {
            "held": len(answers), "agreed": answers.count("agreed"),
            "disagreed": answers.count("disagreed"), "waiting": answers.count("held"),
            "median_days": round(median(gaps), 1) if gaps else None,
        },
        "commitments": {
            "open": sum(status == "open" for status, _ in promised),
            "overdue": sum(status == "open" and due < today() for status, due in promised),
            **{status: ended.count(status) for status in DECIDED},
            "met_share": round(ended.count("met") / len(ended), 4) if ended else None,
        },
        "levels": [],
    }  # fmt: skip


async def observed(
    world: World, work: Accompaniment, ordinal: int, levels: dict[UUID, int], **more: Any
) -> None:
    """A cut's report of the coordinator, each teacher at one level all over."""
    filled = await world.answers(FORM)
    days = {7: (-90, -60), 8: (-55, -35), 9: (-30, -10)}[ordinal]
    cut = f"{YEAR}-teacher_accompaniment-{ordinal}"
    if not await world.db.fetchval("select true from report_cut where code = $1", cut):
        await world.cut("teacher_accompaniment", ordinal=ordinal, opens=days[0], closes=days[1])
    about: dict[str, Any] = {"author": work.coordinator, "teachers": list(levels)} | more
    answers = [with_level(filled, level) for level in levels.values()]
    await lesson(world, work.school, cut, answers, **about)
