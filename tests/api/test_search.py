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


ALIKE = {
    'I.E. N° 16081 "José Olaya"': [
        "n° 16081", "Nº 16081", "N.º 16081", "N.° 16081", "No 16081", "NO. 16081", "Nro 16081",
        "Nro. 16081", "nro.16081", "N°16081", "№ 16081", "n 16081", "16081 N°", "16081 no",
        "16081", "jose olaya", "«José Olaya»", "“Olaya” ‘José’", "'jose' 16081",
    ],
    "I.E. No 20 D’Orbigny": ["D'Orbigny", "d´orbigny", "dorbigny", "D Orbigny", "nº 20"],
    "Colegio   1° de   Mayo": ["1º de mayo", "1 de mayo", "colegio  1° mayo"],
    "I.E. Numero Uno": ["numero uno", "N° uno"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "q"), [(name, q) for name, qs in ALIKE.items() for q in qs])
async def test_marks_and_ways_of_writing_numbers_do_not_count(
    client: AsyncClient, world: World, minedu: Auth, name: str, q: str
) -> None:
    for each in ALIKE:
        await world.school(BAGUA, name=each)
    assert await names(client, minedu, q) == [name]


async def test_people_are_found_without_their_apostrophes(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    person = await world.person(paternal_surname="D’Angelo", given_names="María  Ñusta")
    await world.appoint(Role.TEACHER, await world.school(BAGUA), person=person)
    for q in ("d'angelo", "dangelo maria", "NUSTA D´ANGELO"):
        answer = await client.get("/v1/actors", params={"q": q}, headers=minedu)
        assert [each["id"] for each in answer.json()["items"]] == [str(person)], q


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("UGEL Nasca", "110003"), ("ugel nazca", "110003"), ("DRELM", "150101"),
        ("DRE Lima Provincia", "150200"), ("DRE Arequipa", "040000"), ("gre arequipa", "040000"),
        ("GRE Amazonas", "010000"),
    ],
)  # fmt: skip
async def test_offices_are_found_by_their_aliases(
    client: AsyncClient, minedu: Auth, q: str, code: str
) -> None:
    answer = await client.get("/v1/igeds", params={"q": q}, headers=minedu)
    assert [each["code"] for each in answer.json()["items"]] == [code]


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("grupal TUTORIA ficha", ["ficha-tutoria-grupal"]),
        ("«matriz» dialogo", ["matriz-dialogo"]),
        ("ficha-cp", ["ficha-cp"]),
        ("xyzzy", []),
    ],
)
async def test_instruments_are_found_by_words(
    client: AsyncClient, minedu: Auth, q: str, codes: list[str]
) -> None:
    answer = await client.get("/v1/instruments", params={"q": q}, headers=minedu)
    assert [each["code"] for each in answer.json()["items"]] == codes


@pytest.mark.parametrize("q", ['""', "«»", "''", "°º", "´ `"])
async def test_marks_alone_find_nothing(
    client: AsyncClient, world: World, minedu: Auth, q: str
) -> None:
    await world.school(BAGUA, name="I.E. San Martín de Porres")
    assert await names(client, minedu, q) == []


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
