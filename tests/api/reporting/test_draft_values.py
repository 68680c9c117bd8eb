"""What a draft is told to hold is what was sent last, to the type: 1 is not true, nor 1.0."""

from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.json_values import same
from tests.clock import now
from tests.world import BAGUA, World

ANSWERS: list[Any] = [1, True, 1.0, "1", 0, False, "", {"fila": {"c": 1}}, {"fila": {"c": True}}]


@pytest.mark.parametrize("way", ["whole", "section"])
async def test_every_change_of_type_is_kept(client: AsyncClient, world: World, way: str) -> None:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    auth = await world.login(Role.UGEL, BAGUA)
    path, observation = f"/v1/report-drafts/{uuid4()}", str(uuid4())

    async def send(answer: Any) -> None:
        if way == "section":
            section = {"answers": {"i1": answer}}
            saved = await client.patch(
                f"{path}/observations/{observation}", json=section, headers=auth
            )
        else:
            seen = await client.get(path, headers=auth)
            filled = [{"id": observation, "answers": {"i1": answer}}]
            saved = await client.put(
                path,
                json={"obligation_id": str(owed), "observations": filled},
                headers=auth | {"If-Match": seen.headers["etag"]},
            )
        assert saved.status_code == 200, saved.text
        assert same(saved.json()["filled"][0]["answers"]["i1"], answer)
        shown = (await client.get(path, headers=auth)).json()
        assert same(shown["filled"][0]["answers"]["i1"], answer)

    await client.put(path, json={"obligation_id": str(owed)}, headers=auth)
    for one, other in permutations(ANSWERS, 2):
        if not (isinstance(one, dict) and isinstance(other, dict)):  # tables are merged by cell
            await send(one)
        await send(other)


async def test_what_the_database_writes_otherwise_is_a_repetition_all_the_same(
    client: AsyncClient, world: World
) -> None:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    auth = await world.login(Role.UGEL, BAGUA)
    path = f"/v1/report-drafts/{uuid4()}"
    answers = {"a": 1e22, "b": -0.0, "c": 1e-7, "d": 1.0}
    filled = [{"id": str(uuid4()), "answers": answers}]
    sent = {"obligation_id": str(owed), "captured_at": now().isoformat(), "observations": filled}
    first = await client.put(path, json=sent, headers=auth)
    again = await client.put(path, json=sent, headers=auth)
    assert (first.status_code, again.status_code) == (201, 200), again.text
    assert again.headers["etag"] == first.headers["etag"]
