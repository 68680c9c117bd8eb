"""What days without lessons do: nothing is due on them, everything that is done on them counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from tests.breaks import breaks
from tests.clock import today
from tests.hours import (
    YEAR,
    Given,
    ago,
    entered,
    first_day,
    give,
    last_day,
    periods,
    this_year,
    visited,
)
from tests.visits import at, monday, plan, scene, template
from tests.world import AMAZONAS, BAGUA, PIURA, World

ONE_DAY = timedelta(days=1)
HOURS = 32
DAY = 9
"""Minutes of a weekly hour on one day."""


def the_monday() -> date:
    return ago(28 + today().weekday())


"""Of a whole week of the year that is over."""


def the_friday() -> date:
    return the_monday() + 4 * ONE_DAY


def weekdays(first: date, last: date) -> int:
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return sum(day.isoweekday() <= 5 for day in days)


@pytest.fixture
async def mine(world: World) -> Given:
    await this_year(world)
    return await give(world)


async def execution(client: AsyncClient, given: Given) -> dict[str, Any]:
    answer = await client.get(f"{given.path}/execution", headers=given.director)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def due(client: AsyncClient, given: Given) -> int:
    """Minutes due, as the ledger, the list, oneself, the director's page and the indicators tell
    them, which have to agree."""
    whole = await execution(client, given)
    listed = await client.get("/v1/workload-assignments", headers=given.director)
    (item,) = (i for i in listed.json()["items"] if i["id"] == str(given.id))
    own = (await client.get("/v1/me/hours", headers=given.auth)).json()["items"]
    request: dict[str, Any] = {"params": {"year": YEAR}, "headers": given.director}
    page = (await client.get(f"/v1/institutions/{given.code}/practice", **request)).json()
    request["params"] = {"year": YEAR, "by": "institution"}
    indicators = (await client.get("/v1/practice", **request)).json()["items"]
    all_told = {
        whole["due"], item["due"], own[0]["due"], page["figures"]["hours"]["due"],
        indicators[0]["hours"]["due"],
    }  # fmt: skip
    assert len(all_told) == 1, all_told
    assert item["planned"] == whole["planned"]
    minutes: int = whole["due"]
    return minutes


async def test_a_week_without_lessons_owes_nothing_and_no_other_week_changes(
    client: AsyncClient, world: World, mine: Given
) -> None:
    before = await execution(client, mine)
    await breaks(world, "pe", the_monday(), the_monday() + 6 * ONE_DAY, kind="management")
    whole = await execution(client, mine)
    name = f"{the_monday().isocalendar().year}-W{the_monday().isocalendar().week:02d}"
    for week, was in zip(whole["weeks"], before["weeks"], strict=True):
        expected = was["planned"] - (HOURS * 45 if week["week"] == name else 0)
        assert (week["planned"], was["planned"] - week["planned"]) == (
            expected, HOURS * 45 if week["week"] == name else 0,
        )  # fmt: skip
        assert all(n["planned"] == 0 for n in week["lines"] if week["week"] == name)
    assert before["planned"] - whole["planned"] == before["due"] - whole["due"] == HOURS * 45
    for cut, (first, last) in zip(whole["cuts"], periods().values(), strict=True):
        missing = weekdays(max(first, the_monday()), min(last, the_friday()))
        assert cut["planned"] == (weekdays(first, last) - missing) * HOURS * DAY


@pytest.mark.parametrize("kind", ["holiday", "vacation", "management", "suspension"])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
async def test_it_holds_for_the_place_and_all_below_it_whatever_it_is(
    client: AsyncClient, world: World, mine: Given, kind: str, level: int
) -> None:
    place = ".".join(mine.school.split(".")[:level])
    before = await due(client, mine)
    await breaks(world, place, the_friday(), the_friday() + ONE_DAY, kind=kind)
    assert await due(client, mine) == before - HOURS * DAY, "of a weekend nothing was due"


async def test_another_place_and_another_year_change_nothing(
    client: AsyncClient, world: World, mine: Given
) -> None:
    before = await due(client, mine)
    await world.save(
        "school_year", year=2025, starts_on=first_day(), ends_on=last_day(), weekly_hours=45
    )
    await breaks(world, PIURA, first_day(), last_day())
    await breaks(world, await world.school(BAGUA), first_day(), last_day())
    await breaks(world, "pe", first_day(), last_day(), year=2025)
    assert await due(client, mine) == before


async def test_days_that_overlap_count_once(client: AsyncClient, world: World, mine: Given) -> None:
    before = await due(client, mine)
    await breaks(world, "pe", the_monday(), the_friday())
    await breaks(world, AMAZONAS, the_friday(), kind="holiday")
    await breaks(world, mine.school, the_monday(), the_monday() + ONE_DAY, kind="holiday")
    assert await due(client, mine) == before - HOURS * 45


async def test_a_region_that_has_lessons_all_the_same_owes_its_hours(
    client: AsyncClient, world: World, mine: Given
) -> None:
    elsewhere = await give(world, under=PIURA + ".200001")
    whole = await due(client, mine)
    await breaks(world, "pe", the_monday(), the_friday())
    await breaks(world, AMAZONAS, the_monday(), the_friday(), kind="lessons")
    assert (await due(client, mine), await due(client, elsewhere)) == (whole, whole - HOURS * 45)
    await breaks(world, BAGUA, the_friday(), kind="holiday")
    assert await due(client, mine) == whole - HOURS * DAY


async def test_only_days_on_which_the_post_is_held_are_taken_off(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    given = await give(world, since=the_monday() + 2 * ONE_DAY, until=the_friday() + 3 * ONE_DAY)
    assert await due(client, given) == 3 * HOURS * DAY
    await breaks(world, "pe", the_monday() - 3 * ONE_DAY, the_monday() + 3 * ONE_DAY)
    assert await due(client, given) == HOURS * DAY


async def test_what_is_done_on_such_a_day_counts(
    client: AsyncClient, world: World, mine: Given
) -> None:
    await breaks(world, "pe", the_monday(), the_friday(), kind="management")
    await visited(world, mine, the_monday(), minutes=50)
    await entered(world, mine, the_monday(), minutes=40)
    whole = await execution(client, mine)
    (week,) = (w for w in whole["weeks"] if w["from"] == the_monday().isoformat())
    assert (week["planned"], week["executed"]) == (0, 90)
    assert whole["executed"] == 90


async def test_in_a_week_without_lessons_nobody_is_suggested(
    client: AsyncClient, world: World
) -> None:
    here = await scene(world)
    await template(world, here.year, visits=2)
    this_monday = today() - today().weekday() * ONE_DAY
    await breaks(world, BAGUA, this_monday, this_monday + 2 * ONE_DAY, year=here.year)

    async def suggested() -> dict[str, Any]:
        answer = await client.get("/v1/me/visit-suggestions", headers=here.auth(here.cp))
        (post,) = answer.json()["posts"]
        body: dict[str, Any] = post
        return body

    post = await suggested()
    assert post["week"] == {
        "starts_on": this_monday.isoformat(), "lesson_days": 2, "assigned_minutes": 36,
        "used_minutes": 0, "left_minutes": 36,
    }  # fmt: skip
    assert (post["items"], post["waiting"]) == ([], 2), "36 minutes hold no lesson"
    await breaks(world, "pe", this_monday, this_monday + 4 * ONE_DAY, year=here.year)
    post = await suggested()
    assert (post["week"]["lesson_days"], post["week"]["left_minutes"]) == (0, 0)
    assert (post["items"], post["waiting"]) == ([], 2)


async def test_a_visit_on_such_a_day_is_planned_and_the_planner_told(
    client: AsyncClient, world: World
) -> None:
    here = await scene(world)
    cp, day = here.auth(here.cp), today() + ONE_DAY
    await template(world, here.year, visits=5)
    assert (await plan(client, cp, here.draft())).json()["notices"] == []
    await breaks(world, BAGUA, day, year=here.year, name="Fiesta patronal")
    later: dict[str, Any] = {"starts_at": at(12).isoformat(), "ends_at": at(12.75).isoformat()}
    planned = await plan(client, cp, here.draft(**later))
    assert planned.status_code == 201
    (notice,) = planned.json()["notices"]
    assert notice["code"] == "no-lessons-that-day"
    assert notice["es"].endswith("Fiesta patronal.")
    assert notice["en"] != notice["es"]
    await breaks(world, here.place, day, year=here.year, kind="lessons", name="Se recupera")
    later = {"starts_at": at(14).isoformat(), "ends_at": at(14.75).isoformat()}
    assert (await plan(client, cp, here.draft(**later))).json()["notices"] == []


async def test_the_hours_of_a_week_shrink_with_its_days(client: AsyncClient, world: World) -> None:
    here = await scene(world)
    cp = here.auth(here.cp)
    await template(world, here.year, visits=2)  # 90 minutes
    others = [monday() + n * ONE_DAY for n in range(5)]
    for day in others:
        if day != today() + ONE_DAY:
            await breaks(world, "pe", day, year=here.year)
    (notice,) = (await plan(client, cp, here.draft())).json()["notices"]
    assert notice["code"] == "weekly-hours-exceeded"
    left = 18 if (today() + ONE_DAY).weekday() < 5 else 0
    assert notice["en"].endswith(f"it has {left}.")
