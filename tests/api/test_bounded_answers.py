"""No input makes the service work, or answer, out of all proportion."""

from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.world import BAGUA, World

SHEET = "DNI;Nombres;Apellido paterno;Cargo;Código modular;Anexo;Régimen;Desde"


async def test_findings_are_told_up_to_a_hundred_and_then_counted(
    client: AsyncClient, world: World
) -> None:
    ugel = await world.login(Role.UGEL, BAGUA)
    body: dict[str, Any] = {f"desconocido{n}": n for n in range(5_000)}
    answer = await client.post("/v1/enrolments", json=body, headers=ugel)
    problem = answer.json()
    assert (answer.status_code, len(problem["errors"])) == (422, 100)
    assert problem["errors_left_out"] == 4_901, "and that `actors` is missing"
    assert "5001" in problem["detail"]
    assert len(answer.content) < 20_000
    few = await client.post("/v1/enrolments", json={}, headers=ugel)
    assert "errors_left_out" not in few.json()


@pytest.mark.parametrize("path", ["/v1/auth/enrolment", "/v1/auth/token", "/v1/auth/revoke"])
async def test_what_is_public_takes_no_more_than_16_kb(client: AsyncClient, path: str) -> None:
    answer = await client.post(path, content=b"{" + b" " * 17_000 + b"}")
    assert answer.status_code == 413


async def test_a_cell_of_marks_is_refused_before_they_are_put_in_order(
    client: AsyncClient, world: World
) -> None:
    school, ugel = await world.school(BAGUA), await world.login(Role.UGEL, BAGUA)
    code, annex = school.rpartition(".")[2].split("-")
    marks = "a" + "\u0301\u0323" * 24_000
    row = f"41000000;{marks};Paz;Docente;{code};{annex};nombrado;01/03/2026"
    answer = await client.post(
        "/v1/imports/actors",
        content=f"{SHEET}\n{row}".encode(),
        headers=ugel | {"Content-Type": "text/csv"},
    )
    assert ("row 2, Nombres", "cell-too-long") in [
        (each["field"], each["code"]) for each in answer.json()["errors"]
    ]
