"""People known to an outside provider: how tests link them, confirm, and come by its tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from tests.auth.provider import ISSUER, rsa, signed
from tests.clock import now
from tests.world import PASSWORD, Auth, World

KEY = rsa()


def bearer(sub: str, **more: Any) -> Auth:
    """The headers of somebody who comes by a token of the provider."""
    return {"Authorization": f"Bearer {signed(KEY, sub=sub, **more)}"}


async def link(client: AsyncClient, auth: Auth, person: UUID, sub: str, *, id: UUID) -> Response:
    """An office links a subject to a person."""
    body = {"actor_id": str(person), "subject": sub}
    return await client.put(f"/v1/external-identities/{id}", json=body, headers=auth)


async def linked(
    world: World,
    person: UUID,
    sub: str,
    *,
    made_at: datetime | None = None,
    confirmed_at: datetime | None = None,
) -> UUID:
    """A link that some office made; its id."""
    id = uuid4()
    await world.save(
        "external_identity", id=id, issuer=ISSUER, subject=sub, person_id=person,
        made_by=await world.person(), made_at=made_at or now(), confirmed_at=confirmed_at,
    )  # fmt: skip
    return id


async def confirm(
    client: AsyncClient, auth: Auth, id: UUID, password: str = PASSWORD, **more: str
) -> Response:
    """The person confirms it."""
    body = {"password": password} | more
    path = f"/v1/me/external-identities/{id}/confirmation"
    return await client.post(path, json=body, headers=auth)
