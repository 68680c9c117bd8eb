"""One version after another: codes keep their meaning, and what changes is told."""

import copy
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.instruments.instruments import FORM, LIBRARY, draft, library, teacher
from tests.world import Auth, World

__all__ = ["library", "teacher"]
SECOND = f"{LIBRARY}/versions/2"


def edited(**changed: Any) -> dict[str, Any]:
    whole = copy.deepcopy(FORM)
    whole["sections"][0]["items"][0] |= changed
    return whole


async def move(client: AsyncClient, auth: Auth, path: str, to: str, etag: str = '"1"') -> Response:
    headers = auth | {"If-Match": etag}
    return await client.put(f"{path}/state", json={"state": to}, headers=headers)


@pytest.fixture
async def first(client: AsyncClient, minedu: Auth, library: None) -> None:
    await draft(client, minedu)
    assert (await move(client, minedu, f"{LIBRARY}/versions/1", "published")).status_code == 200


OTHER_SCALE = {"dos": {"levels": [{"value": 1, "label": "Nunca"}, {"value": 2, "label": "Sí"}]}}


@pytest.mark.parametrize("to", ["published", "trial"])
@pytest.mark.parametrize(
    ("definition", "field", "code"),
    [
        (edited(kind="boolean", scale=None), "kind", "kind-changed"),
        (FORM | {"scales": OTHER_SCALE}, "scale", "label-changed"),
    ],
)
async def test_a_code_that_means_something_else_is_not_published(
    client: AsyncClient,
    minedu: Auth,
    first: None,
    definition: Any,
    field: str,
    code: str,
    to: str,
) -> None:
    assert (await draft(client, minedu, definition, SECOND)).status_code == 201
    refused = await move(client, minedu, SECOND, to)
    assert problem(refused) == (409, "meaning-changed")
    faults = codes(refused)
    assert faults == [(f"/definition/sections/0/items/0/{field}", code)]
    assert (await client.get(SECOND, headers=minedu)).json()["state"] == "draft"


async def test_a_retired_version_still_says_what_its_codes_mean(
    client: AsyncClient, minedu: Auth, first: None
) -> None:
    await move(client, minedu, f"{LIBRARY}/versions/1", "retired", '"2"')
    await draft(client, minedu, edited(kind="boolean", scale=None), SECOND)
    assert problem(await move(client, minedu, SECOND, "published")) == (409, "meaning-changed")


async def test_a_new_code_or_mended_words_are_published(
    client: AsyncClient, minedu: Auth, first: None
) -> None:
    await draft(client, minedu, edited(text="¿Abre a diario?", code="a-diario"), SECOND)
    assert (await move(client, minedu, SECOND, "published")).status_code == 200
    third = f"{LIBRARY}/versions/3"
    await draft(client, minedu, edited(text="¿Está abierta hoy?", weight=2), third)
    assert (await move(client, minedu, third, "published")).status_code == 200


async def test_what_a_version_changes_is_told_to_whoever_reads_forms(
    client: AsyncClient, minedu: Auth, teacher: Auth, first: None
) -> None:
    rule = {"code": "r1", "text": "Diga por qué.", "must": {"answered": "nota"}}
    await draft(client, minedu, {**edited(weight=3), "rules": [rule]}, SECOND)
    answer = await client.get(f"{SECOND}/difference?from=1", headers=teacher)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["instrument"], body["from"], body["to"]) == ("biblioteca", 1, 2)
    assert [(c["kind"], c["code"], c["at"]) for c in body["items"]] == [
        ("changed", "abierta", "/definition/sections/0/items/0/weight"),
        ("added", "r1", "/definition/rules/0"),
    ]
    weight = body["items"][0]
    assert (weight["property"], weight["before"], weight["after"]) == ("weight", 1, 3)
    assert weight["es"] == "Cambió el ítem «abierta»: peso, de «1» a «3»."
    itself = await client.get(f"{SECOND}/difference?from=2", headers=teacher)
    assert itself.json()["items"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?from=9", (404, "not-found")),
        ("", (422, "invalid-request")),
        ("?from=0", (422, "invalid-request")),
        ("?from=uno", (422, "invalid-request")),
    ],
)
async def test_a_difference_from_no_version_is_refused(
    client: AsyncClient, teacher: Auth, first: None, query: str, expected: tuple[int, str]
) -> None:
    path = f"{LIBRARY}/versions/1/difference{query}"
    assert problem(await client.get(path, headers=teacher)) == expected


async def test_a_machine_reads_what_a_version_changes(
    client: AsyncClient, world: World, first: None
) -> None:
    machine = await world.login(Role.INTEGRATOR, "pe")
    answer = await client.get(f"{LIBRARY}/versions/1/difference?from=1", headers=machine)
    assert answer.status_code == 200


async def test_rules_are_served_with_the_schema_and_kept_on_the_server(
    client: AsyncClient, minedu: Auth, teacher: Auth, library: None
) -> None:
    rule = {
        "code": "cerrada",
        "text": "Si está cerrada, diga por qué.",
        "when": {"eq": [{"item": "abierta"}, 1]},
        "must": {"answered": "nota"},
    }
    path = f"{LIBRARY}/versions/1"
    await draft(client, minedu, {**FORM, "rules": [rule]})
    await move(client, minedu, path, "trial")
    schema = (await client.get(f"{path}/schema", headers=teacher)).json()
    assert schema["x-rules"] == [{**rule, "text_en": None}]
    fill = f"{path}/trial-fillings/00000000-0000-4000-8000-000000000001"
    refused = await client.put(fill, json={"answers": {"abierta": 1}}, headers=minedu)
    assert problem(refused) == (422, "invalid-answers")
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == ("/answers/nota", "broken-rule")
    assert "nota, abierta" in error["detail"]
    taken = await client.put(fill, json={"answers": {"abierta": 2}}, headers=minedu)
    assert taken.status_code == 201


async def test_every_defect_of_tables_and_rules_is_told_where_it_stands(
    client: AsyncClient, minedu: Auth, library: None
) -> None:
    faulty = copy.deepcopy(FORM)
    faulty["sections"][0]["items"].append(
        {"code": "m", "kind": "table", "text": "Cuadro", "required": True, "columns": []}
    )
    faulty["rules"] = [{"code": "r", "text": "x", "must": {"answered": "no-hay"}}]
    answer = await draft(client, minedu, faulty)
    assert problem(answer) == (422, "invalid-instrument")
    assert {(e["field"], e["code"]) for e in answer.json()["errors"]} == {
        ("/definition/sections/0/items/2/columns", "empty"),
        ("/definition/sections/0/items/2/rows", "missing"),
        ("/definition/rules/0/must/answered", "rule-unknown-item"),
    }
