"""Reports taken up from the work that they tell of, as tests make them."""

from uuid import UUID

from httpx import Response

from domain.access.roles import Role
from tests.answers import problem
from tests.talks import Talk
from tests.world import World

STREAM = "teacher_accompaniment"


async def owed_to(world: World, it: Talk, *, cut: str | None = None) -> UUID:
    cut = cut or await world.cut(STREAM)
    return await world.obligation(cut, it.school, it.role, 1)


async def take_up(it: Talk, owed: UUID, draft: UUID) -> Response:
    path, sent = f"/v1/report-drafts/{draft}/from-work", {"obligation_id": str(owed)}
    return await it.client.post(path, json=sent, headers=it.mine)


async def submit(it: Talk, draft: UUID) -> Response:
    path = f"/v1/report-drafts/{draft}/submission"
    return await it.client.post(path, json={"sworn": True}, headers=it.mine)


def faults(answer: Response) -> set[tuple[str, str]]:
    assert problem(answer) == (422, "invalid-report"), answer.text
    return {(e["field"], e["code"]) for e in answer.json()["errors"]}


async def beside(world: World, it: Talk) -> Talk:
    """The same coordinator with another teacher."""
    teacher = await world.appoint(Role.TEACHER, it.school)
    return Talk(it.client, world, it.school, it.visitor, teacher, it.role)
