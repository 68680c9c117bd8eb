"""Obligations as a caller lists them, and as coverage counts them."""

from httpx import AsyncClient

from tests.world import Auth

FIGURES = ("expected", "on_time", "late", "missing", "exempt")


async def listed(client: AsyncClient, auth: Auth, **filters: str) -> list[dict[str, object]]:
    answer = await client.get("/v1/obligations", params=filters, headers=auth)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()["items"]
    return rows


async def counted(client: AsyncClient, auth: Auth, **filters: str) -> dict[str, object]:
    answer = await client.get("/v1/coverage", params=filters, headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def total(coverage: dict[str, object]) -> tuple[int, ...]:
    return tuple(coverage["total"][name] for name in FIGURES)  # type: ignore[index]
