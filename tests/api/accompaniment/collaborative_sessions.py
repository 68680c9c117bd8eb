"""Sessions of collective work as tests send them over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response

from tests.clock import now
from tests.school_work import Staff
from tests.world import Auth, Connection

PATH = "/v1/collaborative-sessions"
HOUR = timedelta(hours=1)


def in_three_days() -> datetime:
    return now() + timedelta(days=3)


def draft(staff: Staff, *convened: UUID, **more: Any) -> dict[str, Any]:
    return {
        "institution": staff.code,
        "kind": "rtc",
        "title": "Reunión de trabajo colegiado",
        "agenda": ["Planificación de la unidad", "Diálogo reflexivo"],
        "starts_at": in_three_days().isoformat(),
        "ends_at": (in_three_days() + 2 * HOUR).isoformat(),
        "convened": [str(person) for person in convened],
    } | more


async def put(
    client: AsyncClient, auth: Auth, path: str, body: object, *, seen: int | None = None
) -> Response:
    headers = auth | ({"If-Match": f'"{seen}"'} if seen is not None else {})
    return await client.put(f"{PATH}/{path}", json=body, headers=headers)


async def bookings(connection: Connection, id: UUID) -> set[UUID]:
    rows = await connection.fetch(
        "select person_id from booking where what = 'session' and subject_id = $1", id
    )
    return {row["person_id"] for row in rows}


async def events(connection: Connection, id: UUID) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"collaborative-session/{id}"
    )
    return [row["kind"].partition(".")[2] for row in rows]


def attendance(**of: bool) -> dict[str, Any]:
    return {"people": [{"person_id": id, "attended": came} for id, came in of.items()]}
