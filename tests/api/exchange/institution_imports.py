"""Sheets of schools as tests send them, and what the service says of each."""

from typing import Any

from httpx import AsyncClient, Response

from tests.world import Auth, Connection

HEADER = "codigo_modular;anexo;nombre;iged_code;area;gestion;ubigeo;lat;lon;students;otra"
GOOD = "0123457;0;I.E. Ñuñoa;010002;Rural;Pública de gestión directa;010203;-5.6844;-78.3309;309;x"
PATH = "/v1/imports/institutions"
ACT = {"act_number": "RM 1-2024", "act_date": "2024-03-01"}
ACTIVATE = {"activate": "true"} | ACT
"""What activates the schools of a sheet that says nothing of level and model."""


async def send(client: AsyncClient, auth: Auth, *rows: str, **params: Any) -> Response:
    encoding = params.pop("encoding", "utf-8")
    sheet = "\n".join([params.pop("header", HEADER), *rows]).encode(encoding)
    return await client.post(
        PATH,
        content=sheet,
        params={"year": 2024} | params,
        headers=auth | {"Content-Type": "text/csv"},
    )


def counts(answer: Response) -> dict[str, int]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    names = ("created", "changed", "unchanged", "refused", "transferred", "activated")
    assert body["rows"] == sum(body[name] for name in names[:4])
    return {name: body[name] for name in names if body[name]}


async def shown(client: AsyncClient, auth: Auth, code: str = "0123457-0") -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(f"/v1/institutions/{code}", headers=auth)).json()
    return answer


async def kinds(connection: Connection) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject like 'institution/%' order by seq"
    )
    return [row[0] for row in rows]
