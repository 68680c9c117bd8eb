"""Searching schools, people and offices: by words in any order, whose signs are only letters."""

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.world import BAGUA, Auth, World


async def names(client: AsyncClient, auth: Auth, q: str) -> list[str]:
    answer = await client.get("/v1/institutions", params={"q": q}, headers=auth)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    "q", ["porres martin", "MARTÍN  de PORRES", "san porr", "Martin", "i.e. san martín"]
)
async def test_a_school_is_found_by_its_words_in_any_order(
    client: AsyncClient, world: World, minedu: Auth, q: str
) -> None:
    await world.school(BAGUA, name="I.E. San Martín de Porres")
    await world.school(BAGUA, name="I.E. Simón Bolívar")
    assert await names(client, minedu, q) == ["I.E. San Martín de Porres"]


@pytest.mark.parametrize("q", ["%%", "__", "a%z", "s_n", "\\\\"])
async def test_signs_of_patterns_are_letters(
    client: AsyncClient, world: World, minedu: Auth, q: str
) -> None:
    await world.school(BAGUA, name="I.E. San Martín de Porres")
    await world.appoint(Role.TEACHER, await world.school(BAGUA))
    assert await names(client, minedu, q) == []
    for path in ("/v1/actors", "/v1/igeds"):
        answer = await client.get(path, params={"q": q}, headers=minedu)
        assert answer.json()["items"] == [], path


async def test_they_are_found_where_a_name_has_them(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await world.school(BAGUA, name="Aula 100% digital")
    assert await names(client, minedu, "100%") == ["Aula 100% digital"]
