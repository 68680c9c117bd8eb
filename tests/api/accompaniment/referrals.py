"""Referrals as tests open, read and attend them."""

from typing import Any

from httpx import AsyncClient, Response

from tests.talks import MARK, Talk, talk
from tests.world import Auth, World

NOTE = "Se conversó con la familia y con el docente."


async def marked(client: AsyncClient, world: World, *, raised: bool = True, **more: Any) -> Talk:
    """A dialogue that was prepared, with a mark of conduct in its form or without."""
    it = await talk(client, world, **more)
    it.answers[MARK[it.role]] = raised
    return await it.bring("prepared")


async def listed(client: AsyncClient, auth: Auth) -> list[dict[str, Any]]:
    answer = await client.get("/v1/referrals", headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def step(
    client: AsyncClient, auth: Auth, referral: str, status: str, tag: str | None, note: str = NOTE
) -> Response:
    sent, headers = {"status": status, "note": note}, auth | ({"If-Match": tag} if tag else {})
    return await client.put(f"/v1/referrals/{referral}/status", json=sent, headers=headers)


def noted(body: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["status"], each["note"]) for each in body["steps"]]
