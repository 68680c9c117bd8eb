"""A day holds so many minutes of somebody's own word: work that they enter and preparations."""

from uuid import uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.clock import today
from tests.hours import entered, give, this_year
from tests.talks import Talk, talk
from tests.world import Connection, World


async def two(client: AsyncClient, world: World, minutes: int) -> tuple[Talk, Talk]:
    """Two dialogues of one visitor, about to be declared prepared."""
    first = await talk(client, world)
    second = await talk(client, world, like=first, days=5)
    await first.begin(preparation_minutes=700)
    await second.begin(preparation_minutes=minutes)
    return first, second


async def test_preparations_of_one_day_fit_into_it(client: AsyncClient, world: World) -> None:
    first, second = await two(client, world, 21)
    assert (await first.prepare()).status_code == 200
    refused = await second.prepare()
    assert problem(refused) == (409, "day-is-full")
    assert "720" in refused.json()["detail"]
    assert "700" in refused.json()["detail"]
    await second.save(preparation_minutes=20)
    assert (await second.prepare()).status_code == 200
    assert (await second.prepare()).status_code == 200, "repeated"
    await first.resume()
    assert (await first.prepare()).status_code == 200, "its own minutes are not counted twice"


async def test_no_minutes_are_too_many_for_no_day(client: AsyncClient, world: World) -> None:
    first, second = await two(client, world, 0)
    await first.save(preparation_minutes=720)
    assert (await first.prepare()).status_code == 200
    assert (await second.prepare()).status_code == 200


async def test_those_of_yesterday_and_of_others_leave_today_free(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    first, second = await two(client, world, 700)
    await first.prepare()
    await connection.execute(
        "update reflective_dialogue set prepared_at = prepared_at - interval '1 day'"
        " where visit_id = $1", first.visit,
    )  # fmt: skip
    assert (await second.prepare()).status_code == 200
    others = await talk(client, world)
    await others.begin(preparation_minutes=700)
    assert (await others.prepare()).status_code == 200


async def test_entries_and_preparations_fill_the_same_day(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    mine = await give(world)
    teacher = await world.appoint(Role.TEACHER, mine.school)
    like = Talk(client, world, mine.school, mine.person, teacher)
    first = await talk(client, world, like=like)
    await entered(world, mine, today(), minutes=600)
    await first.begin(preparation_minutes=121)
    assert problem(await first.prepare()) == (409, "day-is-full")
    await first.save(preparation_minutes=60)
    assert (await first.prepare()).status_code == 200
    work = {
        "line": "sesiones",
        "worked_on": today().isoformat(),
        "minutes": 61,
        "note": "Tercero B.",
    }
    for minutes, answer in ((61, 409), (60, 201)):
        sent = work | {"minutes": minutes}
        response = await client.put(f"{mine.path}/entries/{uuid4()}", json=sent, headers=mine.auth)
        assert response.status_code == answer, response.text
