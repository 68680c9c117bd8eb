"""Reports as tests fill and file them."""

from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from tests.clock import today
from tests.world import Auth, World


async def filled(world: World, instrument: str, **more: Any) -> dict[str, Any]:
    about = {
        "id": str(uuid4()),
        "instrument": instrument,
        "version": 1,
        "observed_on": today().isoformat(),
        "answers": await world.answers(instrument),
    }
    return about | more


async def body(world: World, obligation: UUID, instrument: str, **more: Any) -> dict[str, Any]:
    return {
        "obligation_id": str(obligation),
        "sworn": True,
        "narrative": "Visita de la mañana.",
        "observations": [await filled(world, instrument)],
    } | more


async def file(client: AsyncClient, auth: Auth, report: dict[str, Any], id: Any = None) -> Response:
    return await client.put(f"/v1/reports/{id or uuid4()}", json=report, headers=auth)
