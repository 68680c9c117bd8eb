"""More time for a place as tests grant it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from tests.clock import now
from tests.world import Auth

WHY = "Carretera interrumpida por lluvias."
REGION = {"kind": "region", "code": "010000"}


def body(place: dict[str, str], *, days: float = 20, reason: str = WHY) -> dict[str, Any]:
    return {
        "place": place,
        "closes_at": (now() + timedelta(days=days)).isoformat(),
        "reason": reason,
    }


async def grant(
    client: AsyncClient,
    auth: Auth,
    cut: str,
    place: dict[str, str] | None = None,
    *,
    id: UUID | None = None,
    etag: str | None = None,
    **more: Any,
) -> Response:
    path = f"/v1/report-cuts/{cut}/extensions/{id or uuid4()}"
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(path, json=body(place or REGION, **more), headers=headers)
