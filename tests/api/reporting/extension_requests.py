"""Requests for more time as tests make and answer them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from tests.clock import now
from tests.world import Auth, Connection

WHY = "Sin internet desde la tormenta."
NO = "El plazo de la región ya fue ampliado."


def days(many: float) -> str:
    return (now() + timedelta(days=many)).isoformat()


def of(school: str) -> dict[str, str]:
    return {"kind": "institution", "code": school.rpartition(".")[2]}


IGED = {"kind": "iged", "code": "010002"}


async def ask(
    client: AsyncClient,
    auth: Auth,
    cut: str,
    place: dict[str, str] | None = None,
    *,
    id: UUID | None = None,
    etag: str | None = None,
    **more: Any,
) -> Response:
    path = f"/v1/report-cuts/{cut}/extension-requests/{id or uuid4()}"
    body = {"place": place or IGED, "closes_at": days(20), "reason": WHY} | more
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(path, json=body, headers=headers)


async def answer(
    client: AsyncClient, auth: Auth, cut: str, id: Any, *, granted: bool = True, **more: Any
) -> Response:
    path = f"/v1/report-cuts/{cut}/extension-requests/{id}/answer"
    return await client.post(path, json={"granted": granted} | more, headers=auth)


async def requested(client: AsyncClient, auth: Auth, cut: str, **more: Any) -> str:
    made = await ask(client, auth, cut, **more)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def events(connection: Connection, id: str) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"extension-request/{id}"
    )
    return [row["kind"] for row in rows]
