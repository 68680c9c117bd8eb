"""A teacher's own figures, and what they sign or answer of what is counted."""

from random import Random
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.accompaniment import A_DAY, YEAR
from tests.answers import naming_nothing
from tests.api.accompaniment.practice import coordinated, teachers
from tests.api.accompaniment.teacher_practice import by_person, listed, observed, random_teacher
from tests.clock import now
from tests.world import Auth, World


async def mine(client: AsyncClient, auth: Auth, **year: int) -> dict[str, Any]:
    answer = await client.get("/v1/me/practice", params=year, headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_teacher_is_told_what_the_director_is(client: AsyncClient, world: World) -> None:
    chance = Random(5)  # noqa: S311  the same year each time
    work = await coordinated(world)
    me, other = await teachers(work, 2)
    await random_teacher(work, me, chance)
    await random_teacher(work, other, chance)
    await observed(world, work, 7, {me: 2, other: 4})
    director = await world.login(Role.DIRECTOR, work.school)
    body = await mine(client, world.auth(me), year=YEAR)
    assert body["year"] == YEAR
    assert body["items"] == [by_person(await listed(client, director))[str(me)]]
    assert await mine(client, world.auth(me)) == body, "the latest year that has begun"
    assert (await mine(client, director))["items"] == [], "who does not teach has none"


async def test_a_teacher_signs_or_answers_what_is_counted_of_them(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (me,) = await teachers(work, 1)
    auth = world.auth(me)
    for n in (9, 6):
        await work.dialogue(
            await work.visit(me, at=now() - n * A_DAY), "held", at=now() - 5 * A_DAY
        )
    await world.db.execute("update reflective_dialogue set visitor_agreed_at = held_to")

    async def dialogues() -> dict[str, Any]:
        (item,) = (await mine(client, auth))["items"]
        counted: dict[str, Any] = item["dialogues"]
        return {name: counted[name] for name in ("held", "waiting", "agreed", "disagreed")}

    assert await dialogues() == {"held": 2, "waiting": 2, "agreed": 0, "disagreed": 0}
    waiting = (await client.get("/v1/me/dialogues", headers=auth)).json()["items"]
    answers = ({"agrees": True}, {"agrees": False, "note": "Faltó ver el cierre."})
    for dialogue, answer in zip(waiting, answers, strict=True):
        path = f"/v1/me/dialogues/{dialogue['visit_id']}/answer"
        given = await client.put(path, json=answer, headers=auth)
        assert given.status_code == 201, given.text
    assert await dialogues() == {"held": 2, "waiting": 0, "agreed": 1, "disagreed": 1}
    await observed(world, work, 7, {me: 2})
    (seen,) = (await client.get("/v1/me/observations", headers=auth)).json()["items"]
    reply = {"text": "Estoy de acuerdo.", "agrees": True}
    path = f"/v1/me/observations/{seen['id']}/reply"
    assert (await client.put(path, json=reply, headers=auth)).status_code == 201
    assert (await mine(client, auth))["items"][0]["levels"]


async def test_a_year_that_was_never_opened_has_no_figures_of_mine(
    client: AsyncClient, world: World
) -> None:
    auth = await world.login(Role.TEACHER, await world.school())
    answer = await client.get("/v1/me/practice", params={"year": 2019}, headers=auth)
    assert naming_nothing(answer) == ["year"]
