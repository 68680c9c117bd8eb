"""Schools as tests register and read them."""

from typing import Any

from httpx import AsyncClient, Response

from tests.world import Auth, Connection

CODE = "0123457-0"
SCHOOL: dict[str, Any] = {
    "name": "I.E. San Martín de Porres",
    "iged": "010002",
    "premise_code": "003409",
    "area": "rural",
    "management": "public",
    "ubigeo": "010203",
    "populated_place": "Eucalipto",
    "latitude": -5.6844,
    "longitude": -78.3309,
}


async def put(
    client: AsyncClient, auth: Auth, body: dict[str, Any], code: str = CODE, **headers: str
) -> Response:
    return await client.put(f"/v1/institutions/{code}", json=body, headers=auth | headers)


async def events(connection: Connection, code: str) -> list[tuple[str, str]]:
    rows = await connection.fetch(
        "select kind, place::text from event where subject = $1 order by seq", f"institution/{code}"
    )
    return [(row[0], row[1]) for row in rows]
