"""One observer who scores a lesson twice at once: one scoring, and the other is told."""

import asyncio
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.lessons import lesson, with_level
from tests.live.outcomes import outcomes
from tests.world import BAGUA, Auth, Connection, World

pytestmark = pytest.mark.slow


@pytest.fixture
async def observed(world: World) -> UUID:
    answers = await world.answers("matriz-dialogo")
    cut = "2024-teacher_accompaniment-1"
    _, (observation,), _ = await lesson(world, await world.school(BAGUA), cut, [answers])
    return observation


async def put(
    client: AsyncClient, auth: Auth, observation: UUID, id: UUID, answers: object
) -> Response:
    return await client.put(
        f"/v1/observations/{observation}/second-scorings/{id}",
        json={"was_present": True, "answers": answers},
        headers=auth,
    )


async def test_the_same_scoring_eight_times_at_once_is_kept_once(
    client: AsyncClient, world: World, connection: Connection, observed: UUID
) -> None:
    auth, id = await world.deputy(Role.UGEL, BAGUA), uuid4()
    answers = with_level(await world.answers("matriz-dialogo"), 2)
    requests = (put(client, auth, observed, id, answers) for _ in range(8))
    assert outcomes(await asyncio.gather(*requests)) == {(201, None): 1, (200, None): 7}
    query = "select count(*) from event where payload ->> 'scoring_id' = $1"
    assert await connection.fetchval(query, str(id)) == 1


async def test_of_eight_scorings_by_one_observer_one_is_kept(
    client: AsyncClient, world: World, observed: UUID
) -> None:
    auth = await world.deputy(Role.UGEL, BAGUA)
    filled = await world.answers("matriz-dialogo")
    requests = (
        put(client, auth, observed, uuid4(), with_level(filled, 1 + n % 4)) for n in range(8)
    )
    answers = await asyncio.gather(*requests)
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/scored-already"): 7}
