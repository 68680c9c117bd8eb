"""Machine clients as tests make them and sign them in."""

from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from tests.world import Auth

REGION = {"kind": "region", "code": "010000"}
READS = ["coverage:read", "institutions:read"]


def draft(**more: Any) -> dict[str, Any]:
    return {
        "name": "Tablero regional de Amazonas",
        "contact": "informatica@example.org",
        "place": REGION,
        "scopes": READS,
        "requests_per_minute": 600,
    } | more


async def keep(
    client: AsyncClient, auth: Auth, id: UUID, *, etag: str | None = None, **more: Any
) -> Response:
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"/v1/clients/{id}", json=draft(**more), headers=headers)


async def make(client: AsyncClient, auth: Auth, **more: Any) -> tuple[UUID, str]:
    """A client and its first secret."""
    id = uuid4()
    made = await keep(client, auth, id, **more)
    assert made.status_code == 201, made.text
    return id, (await secret(client, auth, id)).json()["secret"]


async def secret(client: AsyncClient, auth: Auth, id: UUID, **more: Any) -> Response:
    return await client.post(f"/v1/clients/{id}/secrets", json=more, headers=auth)


async def sign_in(client: AsyncClient, id: UUID | str, secret: str, **more: str) -> Response:
    form = {"grant_type": "client_credentials", "client_id": str(id), "client_secret": secret}
    return await client.post("/v1/auth/token", data=form | more)


async def bearer(client: AsyncClient, id: UUID, secret: str) -> Auth:
    answer = await sign_in(client, id, secret)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def shown(client: AsyncClient, auth: Auth, id: UUID) -> Any:
    return (await client.get(f"/v1/clients/{id}", headers=auth)).json()
