"""Appointments as tests make and end them over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.clock import today
from tests.places import place
from tests.world import Auth, Connection


async def appoint(
    client: AsyncClient,
    auth: Auth,
    person: UUID,
    role: Role,
    at: str,
    *,
    id: UUID | None = None,
    if_match: str | None = None,
    **more: Any,
) -> Response:
    body = {"actor_id": str(person), "role": role, "place": place(at), "valid_from": str(today())}
    headers = auth | ({"If-Match": if_match} if if_match else {})
    return await client.put(f"/v1/appointments/{id or uuid4()}", json=body | more, headers=headers)


async def end(
    client: AsyncClient, auth: Auth, id: str, last_day: date, reason: str = "Renuncia"
) -> Response:
    body = {"last_day": str(last_day), "reason": reason}
    return await client.put(f"/v1/appointments/{id}/end", json=body, headers=auth)


async def appointment_of(connection: Connection, person: UUID) -> str:
    return str(await connection.fetchval("select id from appointment where person_id = $1", person))
