"""Sheets of people as tests send them."""

from typing import Any

from httpx import AsyncClient, Response

from tests.world import Auth

HEADER = "DNI;Nombres;Apellido paterno;Apellido materno;Cargo;Código modular;Anexo;Régimen;Desde"


async def send(client: AsyncClient, auth: Auth, *rows: str, **params: Any) -> Response:
    return await client.post(
        "/v1/imports/actors",
        content="\n".join([params.pop("header", HEADER), *rows]).encode(),
        params=params,
        headers=auth | {"Content-Type": "text/csv"},
    )
