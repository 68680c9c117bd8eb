"""Hours in the figures are those that each coordinator is told, whatever they are made of."""

from datetime import timedelta
from random import Random
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.accompaniment.practice import indicators, page
from tests.hours import YEAR, Given, ago, discussed, entered, give, met, this_year, visited
from tests.world import BAGUA, World


async def execution(client: AsyncClient, given: Given) -> tuple[int, int]:
    body = (await client.get(f"{given.path}/execution", headers=given.director)).json()
    return body["due"], body["executed"]


async def worked(world: World, given: Given, chance: Random) -> None:
    """Some of everything, in the year and beside it, done and not."""
    role = await world.db.fetchval("select role from workload_assignment where id = $1", given.id)
    for _ in range(chance.randint(4, 12)):
        day, more = ago(chance.randint(-5, 90)), {"visitor_role": role}
        status = chance.choice(["done", "done", "done", "planned", "not_done"])
        visit = await visited(
            world, given, day, minutes=chance.randint(20, 120), status=status, **more
        )
        if status == "done" and chance.random() < 0.8:
            held = day + timedelta(days=1) if chance.random() < 0.7 else None
            await discussed(
                world, visit, prepared=day, preparation=chance.randint(5, 60), held=held
            )
    for _ in range(chance.randint(1, 6)):
        attended = chance.choice([None, True, False])
        session = await met(
            world, given, ago(chance.randint(1, 90)), lasting=chance.randint(30, 90),
            attended=attended, status=chance.choice(["held", "scheduled"]), organiser_role=role,
        )  # fmt: skip
        if attended is None and chance.random() < 0.5:
            await world.db.execute(
                "update collaborative_attendance set attended = false where session_id = $1",
                session,
            )
    for _ in range(chance.randint(1, 6)):
        await entered(world, given, ago(chance.randint(1, 90)), minutes=chance.randint(10, 200))


async def test_a_school_s_hours_are_the_sum_of_its_coordinators(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    chance, sums = Random(20261126), {}  # noqa: S311  the same year each time
    ugel = await world.login(Role.UGEL, BAGUA)
    for _ in range(3):
        first = await give(world, shares={"sesiones": 10})
        second = await give(world, Role.CT, school=first.school, since=ago(40), until=ago(3))
        for given in (first, second):
            await worked(world, given, chance)
        due, executed = zip(*[await execution(client, g) for g in (first, second)], strict=True)
        sums[first.code] = {"due": sum(due), "executed": sum(executed)}
        assert sum(executed) > 0
        hours = (await page(client, first.school, first.director))["figures"]["hours"]
        assert {name: hours[name] for name in ("due", "executed")} == sums[first.code]
    (together,) = (await indicators(client, ugel, "iged")).values()
    for name in ("due", "executed"):
        assert together["hours"][name] == sum(each[name] for each in sums.values())


async def test_one_person_in_two_posts_counts_what_they_attended_in_both(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    first = await give(world)
    second = await give(world, Role.CT, school=first.school, person=first.person)
    await met(world, first, ago(2), lasting=50, attended=True)
    await met(world, first, ago(3), lasting=70)
    hours = (await page(client, first.school, first.director))["figures"]["hours"]
    each = [(await execution(client, given))[1] for given in (first, second)]
    assert each == [50 + 70, 50]
    assert hours["executed"] == sum(each)


async def test_work_of_a_visit_counts_in_the_year_of_the_visit(
    client: AsyncClient, world: World
) -> None:
    """A dialogue after the year has ended is work of neither: it is not what the next plans."""
    await this_year(world)
    given = await give(world)
    await world.db.execute(
        "insert into school_year (year, starts_on, ends_on, weekly_hours) values ($1, $2, $3, 45)",
        YEAR - 1, ago(300), ago(80),
    )  # fmt: skip
    visit = await visited(world, given, ago(81), year=YEAR - 1)
    await discussed(world, visit, prepared=ago(70), preparation=30, held=ago(69))
    hours = (await page(client, given.school, given.director))["figures"]["hours"]
    assert hours["executed"] == (await execution(client, given))[1] == 0


async def test_what_a_visit_repeats_of_its_dialogue_is_what_the_dialogue_is(
    world: World,
) -> None:
    """Whoever writes the dialogue, and however."""
    given = await give(world)
    visit, other = await visited(world, given, ago(5)), await visited(world, given, ago(4))

    async def matches() -> list[Any]:
        rows = await world.db.fetch(
            "select v.id, dialogue_prepared_at is not distinct from d.prepared_at"
            " and dialogue_preparation is not distinct from d.preparation_minutes"
            " and dialogue_from is not distinct from d.held_from"
            " and dialogue_to is not distinct from d.held_to"
            " and dialogue_agreed is not distinct from (d.status = 'agreed') as same"
            " from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id"
        )
        return [row["same"] for row in rows]

    assert await matches() == [True, True]
    await discussed(world, visit, prepared=None, preparation=10)
    assert await matches() == [True, True]
    for change in (
        "status = 'prepared', prepared_at = now()",
        "preparation_minutes = 55, answers = '{}'",
        "status = 'held', held_from = now(), held_to = now() + interval '40 minutes'",
        "status = 'agreed', visitor_agreed_at = now(), teacher_agrees = true,"
        " teacher_answered_at = now()",
    ):
        await world.db.execute(f"update reflective_dialogue set {change}")
        assert await matches() == [True, True], change
    row = await world.db.fetchrow(
        "select dialogue_agreed, dialogue_preparation from classroom_visit where id = $1", visit
    )
    assert tuple(row or ()) == (True, 55)
    await world.db.execute("update reflective_dialogue set visit_id = $1", other)
    assert await matches() == [True, True]
    await world.db.execute("delete from reflective_dialogue")
    assert await matches() == [True, True]
    assert await world.db.fetchval("select count(dialogue_from) from classroom_visit") == 0
