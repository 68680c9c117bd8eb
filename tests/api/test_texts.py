"""Every text that the contract takes: blanks are no words, and what nobody sees is refused. In
bodies, in queries, and in the cells of sheets."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.exchange.actor_imports import lines
from domain.exchange.institution_imports import rows
from domain.exchange.sheets.header import Column
from tests.access.everybody import may, one_of_each_role
from tests.access.requests import calls
from tests.access.targets import make_targets
from tests.answers import codes
from tests.api.contract_texts import Text, bodies, body_texts, query_texts, with_text
from tests.world import BAGUA, Auth, World

SIGNS = {"a zero-width space": "\u200b", "a soft hyphen": "\u00ad", "turned": "\u202e",
         "a line separator": "\u2028", "a filler": "\u3164", "isolated": "\u2067"}  # fmt: skip
FOUND, ASKED = [*body_texts()], [*query_texts()]
REQUIRED = [each for each in FOUND if each.shortest]
SHEETS: dict[str, tuple[Sequence[Column], dict[str, str]]] = {
    "actors": (lines.COLUMNS, {
        "doc_number": "40000001", "given_names": "Ana", "paternal_surname": "Ñahui",
        "maternal_surname": "Quispe", "role": "director", "place": "{school}", "annex": "0",
        "regime": "nombrado", "act_number": "RD 1", "valid_from": "2024-03-01",
    }),
    "institutions": (rows.COLUMNS, {
        "modular_code": "0123457", "annex": "0", "name": "I.E. Ñuñoa", "premise_code": "003409",
        "iged": "010002", "area": "Rural", "management": "Pública", "ubigeo": "010203",
        "populated_place": "Eucalipto", "students": "309",
    }),
}  # fmt: skip
"""The columns of each sheet, and a sound row of it."""


def test_the_texts_are_found() -> None:
    assert len(FOUND) > 70, [(each.operation, each.pointer) for each in FOUND]
    assert len(REQUIRED) > 60
    assert {each.at for each in ASKED} == {("q",), ("act_number",)}


async def not_refused(
    client: AsyncClient, world: World, places: Sequence[Text], words: Callable[[Text], str]
) -> dict[tuple[str, str], Any]:
    """The texts of requests that are taken although they are these words."""
    requests = calls((await make_targets(world))["institution"])
    everybody, schemas = await one_of_each_role(world), bodies()
    taken = {}
    for place in places:
        call = requests[place.operation]
        body = with_text(schemas[place.operation], call.json, place.at, words(place))
        answer = await client.request(
            call.method, call.path, json=body, headers=everybody[may(place.operation)]
        )
        named = answer.status_code == 422 and {field for field, _ in codes(answer)}
        if not named or place.pointer not in named:
            taken[place.operation, place.pointer] = (answer.status_code, answer.text[:200])
    return taken


async def test_blanks_are_no_words(client: AsyncClient, world: World) -> None:
    assert await not_refused(client, world, REQUIRED, lambda each: " \t" * each.shortest) == {}


async def test_marks_without_letters_are_no_words(client: AsyncClient, world: World) -> None:
    marks = "\ufe0f\u0301"
    assert await not_refused(client, world, REQUIRED, lambda each: marks * each.shortest) == {}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
async def test_what_nobody_sees_is_refused_by_name(
    client: AsyncClient, world: World, sign: str
) -> None:
    def with_sign(each: Text) -> str:
        return "Palabras" + sign + "escritas" + "." * each.shortest

    assert await not_refused(client, world, FOUND, with_sign) == {}


@pytest.mark.parametrize("words", ["   ", "\t  ", *(f"pal{sign}abra" for sign in SIGNS.values())])
async def test_nor_in_a_query(client: AsyncClient, world: World, words: str) -> None:
    requests = calls((await make_targets(world))["institution"])
    everybody = await one_of_each_role(world)
    for place in ASKED:
        call = requests[place.operation]
        name = str(place.at[0])
        answer = await client.request(
            call.method, call.path.partition("?")[0], params={name: words}, content=call.content,
            headers=everybody[may(place.operation)] | {"content-type": "text/csv"},
        )  # fmt: skip
        assert answer.status_code == 422, (place.operation, words)
        assert f"?{name}" in {field for field, _ in codes(answer)}


async def faults(
    client: AsyncClient, auth: Auth, sheet: str, cells: dict[str, str]
) -> set[tuple[str, str]]:
    """Columns and causes of what is wrong with a row of a sheet, tried and not stored."""
    columns, _ = SHEETS[sheet]
    headers = {each.name: each.headers[0] for each in columns}
    content = "\t".join(headers[name] for name in cells) + "\n" + "\t".join(cells.values())
    answer = await client.post(
        f"/v1/imports/{sheet}", content=content.encode(), params={"dry_run": "true"},
        headers=auth | {"Content-Type": "text/csv"},
    )  # fmt: skip
    assert answer.status_code in {200, 422}, answer.text
    body = answer.json()
    return {(fault["column"], fault["code"]) for fault in body["errors"]}


@pytest.fixture
async def office(world: World) -> dict[str, Auth]:
    """Who sends each sheet."""
    return {
        "actors": await world.login(Role.UGEL, BAGUA),
        "institutions": await world.login(Role.MINEDU, "pe"),
    }


@pytest.mark.parametrize("sheet", SHEETS)
async def test_nor_are_blanks_in_the_cells_of_a_sheet(
    client: AsyncClient, world: World, office: dict[str, Auth], sheet: str
) -> None:
    columns, sound = SHEETS[sheet]
    school = (await world.school(BAGUA)).rpartition(".")[2]
    sound = {name: cell.format(school=school) for name, cell in sound.items()}
    assert await faults(client, office[sheet], sheet, sound) == set()
    for column in columns:
        if column.required:
            blank = sound | {column.name: " \u00a0 "}
            found = await faults(client, office[sheet], sheet, blank)
            assert column.headers[0] in {told for told, _ in found}, found
