"""Planned against executed: every kind of record on its day, and nothing that is not one's own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from persistence.transaction import Transaction
from tests.answers import naming_nothing
from tests.clock import now, today
from tests.hours import (
    STREAM,
    YEAR,
    Given,
    ago,
    discussed,
    entered,
    first_day,
    give,
    last_day,
    met,
    periods,
    this_year,
    visited,
)
from tests.world import BAGUA, Auth, World

ONE_DAY = timedelta(days=1)


@pytest.fixture
async def mine(world: World) -> Given:
    await this_year(world)
    return await give(world)


async def execution(client: AsyncClient, given: Given, auth: Auth | None = None) -> dict[str, Any]:
    answer = await client.get(f"{given.path}/execution", headers=auth or given.director)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def executed(part: dict[str, Any]) -> dict[str, int]:
    """Minutes done by line, of those that have any."""
    return {line["code"]: line["executed"] for line in part["lines"] if line["executed"]}


def weekdays(first: Any, last: Any) -> int:
    days = ((first + n * ONE_DAY) for n in range((last - first).days + 1))
    return sum(day.isoweekday() <= 5 for day in days)


async def test_each_record_counts_for_its_line(
    client: AsyncClient, world: World, mine: Given
) -> None:
    visit = await visited(world, mine, ago(5), minutes=90)
    await discussed(world, visit, prepared=ago(4), preparation=50, held=ago(3))
    await met(world, mine, ago(2), lasting=60)
    await met(world, mine, ago(1), lasting=30, attended=True, status="minuted", minutes="Acta.")
    await entered(world, mine, ago(1), line="resultados", minutes=40)
    whole = await execution(client, mine)
    assert executed(whole) == {
        "acompanamiento": 90 + 50 + 60, "visitas": 90, "preparacion": 50, "dialogo": 60,
        "colaborativo": 60 + 30, "resultados": 40,
    }  # fmt: skip
    assert whole["executed"] == 90 + 50 + 60 + 60 + 30 + 40


async def test_what_was_not_done_or_not_by_oneself_counts_for_nothing(
    client: AsyncClient, world: World, mine: Given
) -> None:
    for status in ("planned", "not_done", "cancelled", "moved"):
        await visited(world, mine, ago(5), status=status)
    await visited(world, mine, ago(5), visitor_id=await world.person())
    await visited(world, mine, ago(5), visitor_role="ct")
    elsewhere = await world.school(BAGUA)
    await visited(world, mine, ago(5), place=elsewhere)
    await visited(world, mine, first_day() - ONE_DAY)
    half = await visited(world, mine, ago(6), status="confirmed")
    await discussed(world, half, prepared=None, preparation=30)
    await met(world, mine, ago(2), attended=False)
    await met(world, mine, ago(3), status="scheduled")
    await met(world, mine, ago(4), status="cancelled", reason="Paro.")
    await met(world, mine, ago(5), organiser_role="ct")
    await met(world, mine, ago(6), place=elsewhere)
    other = await give(world, Role.CT, person=mine.person)
    await entered(world, other, today())
    assert executed(await execution(client, mine)) == {}


async def test_what_is_planned_is_a_fifth_of_the_week_each_school_day(
    client: AsyncClient, mine: Given
) -> None:
    whole = await execution(client, mine)
    assert (whole["starts_on"], whole["ends_on"]) == (
        first_day().isoformat(),
        last_day().isoformat(),
    )
    assert whole["hours"] == 32
    assert whole["planned"] == weekdays(first_day(), last_day()) * 32 * 9
    assert whole["due"] == weekdays(first_day(), today()) * 32 * 9
    assert whole["told_on"] == today().isoformat()
    planned = {line["code"]: line["planned"] for line in whole["lines"]}
    assert planned["visitas"] == weekdays(first_day(), last_day()) * 8 * 9
    full = [w for w in whole["weeks"] if w["planned"] == 32 * 45]
    assert len(full) >= len(whole["weeks"]) - 2


async def test_by_week_and_by_cut_the_same_minutes_are_told(
    client: AsyncClient, world: World, mine: Given
) -> None:
    late = periods()[3][1] + ONE_DAY
    for n in range(0, 70, 3):
        await visited(world, mine, first_day() + n * ONE_DAY, minutes=20 + n)
        await entered(world, mine, first_day() + n * ONE_DAY, minutes=100 + n)
    await entered(world, mine, late, minutes=7)  # in no cut
    whole = await execution(client, mine)
    for measure in ("planned", "due", "executed"):
        assert sum(week[measure] for week in whole["weeks"]) == whole[measure]
        for line in whole["lines"]:
            by_week = (n for week in whole["weeks"] for n in week["lines"])
            assert sum(n[measure] for n in by_week if n["code"] == line["code"]) == line[measure]
    cuts = whole["cuts"]
    assert [(c["code"], c["from"], c["to"]) for c in cuts] == [
        (f"{YEAR}-{STREAM}-{n}", first.isoformat(), last.isoformat())
        for n, (first, last) in periods().items()
    ]
    assert sum(cut["executed"] for cut in cuts) == whole["executed"] - 7
    assert sum(cut["planned"] for cut in cuts) == weekdays(first_day(), periods()[3][1]) * 32 * 9
    for cut, (first, last) in zip(cuts, periods().values(), strict=True):
        days = range(0, 70, 3)
        within = [n for n in days if first <= first_day() + n * ONE_DAY <= last]
        assert executed(cut).get("visitas", 0) == sum(20 + n for n in within)
        assert cut["planned"] == weekdays(first, last) * 32 * 9


async def test_a_day_is_one_of_peru(client: AsyncClient, world: World, mine: Given) -> None:
    """A dialogue prepared at half past eleven at night in Lima is of that day, not of the next."""
    visit = await visited(world, mine, periods()[2][0])
    await discussed(world, visit, prepared=periods()[2][1], preparation=45)
    cuts = (await execution(client, mine))["cuts"]
    assert executed(cuts[1])["preparacion"] == 45
    assert "preparacion" not in executed(cuts[2])


async def test_hours_are_planned_while_the_post_is_held(client: AsyncClient, world: World) -> None:
    await this_year(world)
    since, until = ago(30), ago(9)
    given = await give(world, since=since, until=until)
    whole = await execution(client, given)
    assert whole["planned"] == whole["due"] == weekdays(since, until - ONE_DAY) * 32 * 9


async def test_hours_given_otherwise_are_planned_so(client: AsyncClient, world: World) -> None:
    await this_year(world)
    given = await give(world, Role.CT, shares={"visitas": 0, "colegiado": 6})
    whole = await execution(client, given)
    hours = {line["code"]: line["hours"] for line in whole["lines"]}
    assert (hours["visitas"], hours["colegiado"], hours["acompanamiento"]) == (0, 6, 6)
    assert (whole["hours"], whole["planned"]) == (28, weekdays(first_day(), last_day()) * 28 * 9)


async def test_a_coordinator_reads_their_own_and_so_do_director_and_ugel(
    client: AsyncClient, world: World, mine: Given
) -> None:
    ugel = await world.login(Role.UGEL, BAGUA)
    seen = [await execution(client, mine, auth) for auth in (mine.auth, mine.director, ugel)]
    assert seen[0] == seen[1] == seen[2]
    colleague = await give(world, Role.CT, school=mine.school)
    for path in (f"{mine.path}/execution", f"/v1/workload-assignments/{uuid4()}/execution"):
        assert (await client.get(path, headers=colleague.auth)).status_code == 404


async def test_my_hours_are_those_of_the_latest_year_wherever_i_work(
    client: AsyncClient, world: World, mine: Given
) -> None:
    other = await give(world, Role.CT, person=mine.person)
    await give(world)
    await visited(world, mine, ago(3), minutes=33)
    told_me = await client.get("/v1/me/hours", headers=mine.auth)
    items = {item["id"]: item for item in told_me.json()["items"]}
    assert items == {str(given.id): await execution(client, given) for given in (mine, other)}
    assert executed(items[str(mine.id)])["visitas"] == 33
    none = await client.get("/v1/me/hours?year=2025", headers=mine.auth)
    assert naming_nothing(none) == ["year"]


async def test_my_hours_stay_mine_after_the_post(client: AsyncClient, world: World) -> None:
    await this_year(world)
    given = await give(world, until=ago(1))
    mine = await client.get("/v1/me/hours", headers=given.auth)
    assert [item["id"] for item in mine.json()["items"]] == [str(given.id)]
    teacher = await world.login(Role.TEACHER, given.school)
    assert (await client.get("/v1/me/hours", headers=teacher)).json() == {"items": []}


async def test_a_school_that_moves_takes_its_hours_along(
    client: AsyncClient, world: World, mine: Given
) -> None:
    await visited(world, mine, ago(3), minutes=33)
    moved = f"pe.010000.010001.{mine.code}"
    await world.db.execute(
        "update place set path = $1::text::ltree where code = $2", moved, mine.code
    )
    ugel = await world.login(Role.UGEL, "pe.010000.010001")
    assert executed(await execution(client, mine, ugel))["visitas"] == 33
    before = await world.login(Role.UGEL, BAGUA)
    assert (await client.get(f"{mine.path}/execution", headers=before)).status_code == 404


async def test_hours_and_entries_are_told_in_ones_own_data(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    given = await give(world, shares={"visitas": 6})
    await entered(world, given, today())
    data = (await client.get("/v1/me/data", headers=given.auth)).json()
    (hours,) = data["workload_assignments"]
    assert (hours["justification"], hours["year"]) == ("Sección nueva en el turno.", YEAR)
    assert hours["shares"]["visitas"] == 6
    assert [entry["note"] for entry in data["work_entries"]] == ["Sesión de Matemática."]
    other = await give(world)
    theirs = (await client.get("/v1/me/data", headers=other.auth)).json()
    assert theirs["work_entries"] == []


async def test_words_go_with_the_name(world: World) -> None:
    """Whoever has not been anybody's for ten years loses the words of their hours too."""
    from domain.people.retention import RetentionTerms, limits_of
    from persistence.calls import OpenCall
    from persistence.people.retention import remove_past

    await this_year(world)
    given = await give(world, shares={"visitas": 6}, until=ago(5))
    entry = await entered(world, given, ago(9))
    await world.db.execute("delete from session where person_id = $1", given.person)
    await world.db.execute(
        "update person set updated_at = $2 where id = $1", given.person, now() - 9 * ONE_DAY
    )
    limits = replace(limits_of(RetentionTerms(), now=now()), persons=now() - 2 * ONE_DAY)
    await remove_past(OpenCall(Transaction(world.db), now()), limits)
    note = "select note from work_entry where id = $1"
    why = "select justification from workload_assignment where id = $1"
    assert await world.db.fetchval(
        "select unnamed_at is not null from person where id = $1", given.person
    )
    assert await world.db.fetchval(note, entry) is None
    assert await world.db.fetchval(why, given.id) is None
