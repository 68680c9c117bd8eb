"""Cuts, streams and years as tests send them over HTTP."""

from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.world import BAGUA, Auth, Connection, World

CUT = "/v1/report-cuts/2024-implementation-1"
JUNE = {
    "stage": "diagnostic",
    "opens_at": "2024-06-01T00:00:00-05:00",
    "closes_at": "2024-07-01T00:00:00-05:00",
    "period_from": "2024-03-11",
    "period_to": "2024-06-30",
}
FOURTH = {
    "ordinal": 4,
    "name": "Acompañamiento del director a los docentes",
    "name_en": "The director's accompaniment of teachers",
    "declarant_roles": ["director"],
    "subject_kind": "teacher",
    "instruments": [
        {"subject": "cp", "instrument": "matriz-dialogo"},
        {"subject": "ct", "instrument": "ficha-tutoria-grupal"},
    ],
    "review_required": True,
    "reviewer_role": "ugel",
    "enabled": False,
    "correction_days": 20,
    "reception_days": 7,
}
DIRECTOR_TEACHER = "/v1/years/2024/streams/director_teacher"
NEXT_YEAR = {"copy_from": 2024, "starts_on": "2028-03-13", "ends_on": "2028-12-15"}


@pytest.fixture
async def teacher(world: World) -> Auth:
    return await world.login(Role.TEACHER, await world.school(BAGUA))


async def owed(connection: Connection, like: str) -> int:
    count = await connection.fetchval(
        "select count(*) from obligation where cut_code like $1", like
    )
    return int(count)


async def stream_as_sent(client: AsyncClient, auth: Auth, code: str) -> dict[str, Any]:
    """A stream of 2024 as it would be sent to keep it as it is."""
    listed = await client.get("/v1/streams", params={"year": "2024"}, headers=auth)
    (stream,) = (s for s in listed.json()["items"] if s["code"] == code)
    return {name: value for name, value in stream.items() if name not in {"year", "code"}}
