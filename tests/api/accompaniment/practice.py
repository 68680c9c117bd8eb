"""The pages of practice as tests read them, and what they are made of."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient

from domain.access.roles import Role
from tests.accompaniment import YEAR, Accompaniment
from tests.places import code_of
from tests.school_years import leave_room
from tests.world import BAGUA, Auth, World

DECIDED = ("met", "not_met", "carried_over")


async def page(client: AsyncClient, school: str, auth: Auth) -> dict[str, Any]:
    path = f"/v1/institutions/{code_of(school)}/practice"
    answer = await client.get(path, params={"year": YEAR}, headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def indicators(
    client: AsyncClient, auth: Auth, by: str, **under: str
) -> dict[str, dict[str, Any]]:
    answer = await client.get(
        "/v1/practice", params={"year": YEAR, "by": by, **under}, headers=auth
    )
    assert answer.status_code == 200, answer.text
    return {item["code"]: item for item in answer.json()["items"]}


async def coordinated(world: World, under: str = BAGUA, role: Role = Role.CP) -> Accompaniment:
    await leave_room(world)
    school = await world.school(under)
    return Accompaniment(world, school, await world.appoint(role, school), role.value)


async def teachers(work: Accompaniment, n: int) -> list[UUID]:
    return [await work.world.appoint(Role.TEACHER, work.school) for _ in range(n)]
