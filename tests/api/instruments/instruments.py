"""A form of the library as tests draft it and move it."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.world import BAGUA, Auth, World

ABOUT = {
    "name": "Ficha de visita a la biblioteca",
    "name_en": "Library visit form",
    "source": "Propuesta del equipo JEC",
    "model_form": True,
    "model_note": "Ficha modelo: no existe una oficial.",
}
FORM: dict[str, Any] = {
    "scales": {"dos": {"levels": [{"value": 1, "label": "No"}, {"value": 2, "label": "Sí"}]}},
    "sections": [
        {
            "code": "a",
            "title": "Única",
            "items": [
                {
                    "code": "abierta",
                    "kind": "level",
                    "scale": "dos",
                    "text": "¿Está abierta?",
                    "required": True,
                    "weight": 1,
                },
                {"code": "nota", "kind": "text", "text": "Nota", "required": False},
            ],
        }
    ],
}
LIBRARY = "/v1/instruments/biblioteca"
FIRST = f"{LIBRARY}/versions/1"


@pytest.fixture
async def teacher(world: World) -> Auth:
    return await world.login(Role.TEACHER, await world.school(BAGUA))


@pytest.fixture
async def library(client: AsyncClient, minedu: Auth) -> None:
    answer = await client.put(LIBRARY, json=ABOUT, headers=minedu)
    assert answer.status_code == 201, answer.text


async def draft(
    client: AsyncClient, auth: Auth, definition: Any = FORM, path: str = FIRST, **headers: str
) -> Response:
    body = {"definition": definition, "notes": None}
    return await client.put(path, json=body, headers=auth | headers)


async def move(client: AsyncClient, auth: Auth, to: str, etag: str | None = None) -> Response:
    headers = {"If-Match": etag} if etag else {}
    return await client.put(f"{FIRST}/state", json={"state": to}, headers=auth | headers)
