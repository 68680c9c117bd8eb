"""Amendments of a plan in force, brought into any state through the service."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.accompaniment.planning import Planned, planned
from tests.clock import today
from tests.world import Auth, World

WHY = "Se fue una docente y llegó otra."
PATH = {
    "submit": "submission",
    "return": "return",
    "approve": "approval",
    "withdraw": "withdrawal",
}
WAY = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "approved": ("submit", "approve"),
    "withdrawn": ("submit", "withdraw"),
}
"""Which acts lead from a complete draft to each state."""


@dataclass
class Amending:
    """A plan in force, and an amendment of it that gives a new teacher the place of one."""

    plan: Planned
    comes: UUID
    id: UUID = field(default_factory=uuid4)
    version: int | None = None

    @property
    def path(self) -> str:
        return f"{self.plan.path}/amendments/{self.id}"

    def body(self, **more: Any) -> dict[str, Any]:
        """The plan with the new teacher instead of the first, and why; or as named."""
        content = self.plan.body()
        stays = {name: content[name] for name in ("diagnosis", "goals", "strategies", "calendar")}
        teachers = [{"id": str(t), "visits": 8} for t in (self.comes, self.plan.teachers[1])]
        return stays | {"reason": WHY, "teachers": teachers} | more

    async def put(
        self, sent: Any = None, *, version: int | None = None, auth: Auth | None = None
    ) -> Response:
        headers = (auth or self.plan.auth) | ({"If-Match": f'"{version}"'} if version else {})
        answer = await self.plan.client.put(self.path, json=sent or self.body(), headers=headers)
        if answer.is_success:
            self.version = int(answer.headers["ETag"].strip('"'))
        return answer

    async def do(
        self, act: str, *, auth: Auth | None = None, version: int | None = None, note: str = ""
    ) -> Response:
        """An act as whoever it falls to, by the version that stands unless another is named."""
        by = auth or (self.plan.directing if act in {"return", "approve"} else self.plan.auth)
        answer = await self.plan.client.post(
            f"{self.path}/{PATH[act]}",
            json={"note": note or "Precise las visitas."} if act == "return" else None,
            headers=by | {"If-Match": f'"{version or self.version or 1}"'},
        )
        if answer.is_success:
            self.version = int(answer.headers["ETag"].strip('"'))
        return answer

    async def bring(self, status: str, *, auth: Auth | None = None) -> "Amending":
        """A new amendment in the state, written by the plan's author or whoever took it over."""
        made = await self.put(auth=auth)
        assert made.status_code == 201, made.text
        for act in WAY[status]:
            done = await self.do(act, auth=None if act in {"return", "approve"} else auth)
            assert done.status_code == 200, done.text
        return self

    async def read(self, auth: Auth | None = None) -> dict[str, Any]:
        answer = await self.plan.client.get(self.path, headers=auth or self.plan.auth)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def amending(
    client: AsyncClient, world: World, *, of: str = "in_execution", **more: Any
) -> Amending:
    """A plan in that state, and one more teacher in its school; nothing amended yet."""
    plan = await (await planned(client, world, **more)).bring(of)
    return Amending(plan, await world.appoint(Role.TEACHER, plan.school))


async def author_leaves(plan: Planned) -> None:
    """Today they hold nothing there any more."""
    await plan.world.db.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        plan.author,
        today(),
    )


async def succeeded(plan: Planned) -> tuple[UUID, Auth]:
    """Its author leaves, and another takes their post."""
    await author_leaves(plan)
    successor = await plan.world.appoint(plan.role, plan.school, since=today())
    return successor, plan.world.auth(successor)
