"""A `PUT` that succeeds, made for the table that holds all of them to one meaning."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import FastAPI
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.world import BAGUA, CHACHAPOYAS, PIURA, Auth, World

_BESIDE = {Role.DRE: PIURA, Role.UGEL: CHACHAPOYAS, Role.INTEGRATOR: PIURA}
"""The offices beside those of Amazonas and Bagua, where the rows stand."""


@dataclass(frozen=True)
class Stage:
    """What a row of the table builds with."""

    client: AsyncClient
    world: World
    app: FastAPI

    async def beside(self, role: Role) -> Auth:
        """Somebody new in the role, next door: in another region, UGEL, or school of Bagua."""
        place = _BESIDE.get(role) or await self.world.school(BAGUA)
        return await self.world.login(role, place)


@dataclass(frozen=True)
class Put:
    """A request, the first of its kind, that the service takes."""

    path: str
    by: Auth
    body: Any = None
    other: Any = None
    """Other content, that may take the place of the first."""
    meanwhile: Callable[[], Awaitable[int]] | None = None
    """What happens before other content is taken; the version that stands afterwards."""
    seen: int | None = None
    """The version that the first request names, where it changes what is there."""
    stranger: Auth | None = None
    """Somebody whose role carries the scope, out of whose reach it lies."""
    apart: frozenset[str] = frozenset()
    """What the answer tells of something else than what was sent and is kept."""

    async def send(
        self,
        client: AsyncClient,
        *,
        body: Any = None,
        by: Auth | None = None,
        version: int | str | None = None,
    ) -> Response:
        """The request as it is but for what is named."""
        headers = dict(by or self.by)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        content = {} if self.body is None else {"json": self.body if body is None else body}
        return await client.put(self.path, headers=headers, **content)

    async def first(self, client: AsyncClient) -> Response:
        """The first request, which is taken."""
        answer = await self.send(client, version=self.seen)
        assert answer.is_success, answer.text
        return answer

    def body_of(self, answer: Response) -> Any:
        """What an answer tells of what is kept."""
        if not answer.content:
            return None
        return {name: value for name, value in answer.json().items() if name not in self.apart}

    def misses(self, changed: Response) -> dict[str, Any]:
        """What is new in the other content, and told otherwise by an answer that has a word for it:
        texts and numbers, for what stands in lists is told with more."""
        new = {
            name: value
            for name, value in self.other.items()
            if isinstance(value, str | int) and value != self.body.get(name)
        }
        shown = self.body_of(changed)
        return {name: shown[name] for name, value in new.items() if shown.get(name, value) != value}


Row: TypeAlias = Callable[[Stage], Awaitable[Put]]
