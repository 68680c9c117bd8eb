"""Instruments over HTTP: forms that everyone reads, and that never change once published."""

import copy
import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient
from jsonschema import Draft202012Validator

from domain.access.roles import Role
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from tests.answers import problem
from tests.api.instruments.instruments import (
    ABOUT,
    FIRST,
    FORM,
    LIBRARY,
    draft,
    library,
    move,
    teacher,
)
from tests.clock import now
from tests.events import events
from tests.world import BAGUA, PIURA, Auth, Connection, World

__all__ = ["library", "teacher"]
SHIPPED = {
    "ficha-implementacion",
    "ficha-cp",
    "ficha-ct",
    "matriz-dialogo",
    "ficha-tutoria-grupal",
}


def form(**changed: Any) -> dict[str, Any]:
    whole = copy.deepcopy(FORM)
    whole["sections"][0]["items"][0] |= changed
    return whole


async def test_the_shipped_forms_are_published_and_say_that_they_are_models(
    client: AsyncClient, teacher: Auth
) -> None:
    items = (await client.get("/v1/instruments", headers=teacher)).json()["items"]
    by_code = {item["code"]: item for item in items}
    assert by_code.keys() == SHIPPED
    for item in items:
        (version,) = item["versions"]
        assert (version["version"], version["state"]) == (1, "published")
        assert item["model_note"] if item["model_form"] else item["source"]
    assert by_code["ficha-cp"]["model_form"] is True


@pytest.mark.parametrize("code", sorted(SHIPPED))
async def test_the_schema_of_a_form_takes_its_own_answers(
    client: AsyncClient, teacher: Auth, code: str
) -> None:
    path = f"/v1/instruments/{code}/versions/1"
    definition = (await client.get(path, headers=teacher)).json()["definition"]
    schema = (await client.get(f"{path}/schema", headers=teacher)).json()
    answers = example_answers(parse_definition(definition))
    validator = Draft202012Validator(schema)
    validator.validate(answers)
    assert not validator.is_valid(answers | {"no-existe": 1})


async def test_a_version_held_by_the_caller_is_not_sent_again(
    client: AsyncClient, teacher: Auth
) -> None:
    for path in (
        "/v1/instruments/ficha-cp/versions/1",
        "/v1/instruments/ficha-cp/versions/1/schema",
    ):
        first = await client.get(path, headers=teacher)
        again = await client.get(path, headers=teacher | {"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/v1/instruments/no-hay",
        "/v1/instruments/no-hay/versions/1",
        "/v1/instruments/ficha-cp/versions/2",
        "/v1/instruments/ficha-cp/versions/2/schema",
    ],
)
async def test_what_does_not_exist_is_not_found(
    client: AsyncClient, teacher: Auth, path: str
) -> None:
    assert problem(await client.get(path, headers=teacher)) == (404, "not-found")


async def test_a_form_is_made_drafted_published_and_retired(
    client: AsyncClient, minedu: Auth, teacher: Auth, library: None, connection: Connection
) -> None:
    written = await draft(client, minedu)
    assert (written.status_code, written.headers["etag"]) == (201, '"1"')
    assert written.json()["state"] == "draft"
    published = await move(client, minedu, "published", written.headers["etag"])
    assert (published.status_code, published.headers["etag"]) == (200, '"2"')
    retired = await move(client, minedu, "retired", published.headers["etag"])
    assert retired.status_code == 200
    shown = (await client.get(FIRST, headers=teacher)).json()
    assert shown == retired.json()
    assert (shown["state"], shown["definition"]) == ("retired", FORM)
    assert shown["published_at"] < shown["retired_at"]
    assert await events(connection, "instrument/biblioteca/1") == [
        "instrument_version.drafted",
        "instrument_version.published",
        "instrument_version.retired",
    ]
    (version,) = (await client.get(LIBRARY, headers=teacher)).json()["versions"]
    assert version["state"] == "retired"


async def test_a_draft_sent_again_after_it_was_published_is_answered_as_it_stands(
    client: AsyncClient, minedu: Auth, library: None, connection: Connection
) -> None:
    await draft(client, minedu)
    published = await move(client, minedu, "published", '"1"')
    again = await draft(client, minedu)
    assert (again.status_code, again.json()) == (200, published.json())
    assert len(await events(connection, "instrument/biblioteca/1")) == 2


async def test_an_instrument_is_renamed_and_keeps_its_versions(
    client: AsyncClient, minedu: Auth, library: None, connection: Connection
) -> None:
    await draft(client, minedu)
    renamed = await client.put(LIBRARY, json=ABOUT | {"name": "Biblioteca"}, headers=minedu)
    assert renamed.status_code == 200
    assert renamed.json() == (await client.get(LIBRARY, headers=minedu)).json()
    assert (renamed.json()["name"], len(renamed.json()["versions"])) == ("Biblioteca", 1)
    assert len(await events(connection, "instrument/biblioteca")) == 2


async def test_a_published_version_never_changes(
    client: AsyncClient, minedu: Auth, library: None, connection: Connection
) -> None:
    other = form(text="¿Sigue abierta?")
    await draft(client, minedu)
    etag = (await move(client, minedu, "published", '"1"')).headers["etag"]
    changed = await draft(client, minedu, other, **{"If-Match": etag})
    assert problem(changed) == (409, "version-is-immutable")
    etag = (await move(client, minedu, "retired", etag)).headers["etag"]
    changed = await draft(client, minedu, other, **{"If-Match": etag})
    assert problem(changed) == (409, "version-is-immutable")
    assert (await client.get(FIRST, headers=minedu)).json()["definition"] == FORM


async def test_the_database_keeps_a_published_version_whatever_the_program_does(
    connection: Connection,
) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await connection.execute("update instrument_version set definition = '{}'")
    assert refused.value.constraint_name == "instrument_version_immutable"


async def test_versions_are_numbered_one_after_another(
    client: AsyncClient, minedu: Auth, library: None
) -> None:
    second = f"{LIBRARY}/versions/2"
    assert problem(await draft(client, minedu, path=second)) == (409, "not-next-version")
    await draft(client, minedu)
    assert (await draft(client, minedu, path=second)).status_code == 201
    other = await client.put(
        "/v1/instruments/no-hay/versions/1", json={"definition": FORM}, headers=minedu
    )
    assert problem(other) == (404, "not-found")


@pytest.mark.parametrize(("first", "second"), [("retired", None), ("published", "retired")])
async def test_a_version_moves_only_on(
    client: AsyncClient, minedu: Auth, library: None, first: str, second: str | None
) -> None:
    await draft(client, minedu)
    if second:
        await move(client, minedu, "published", '"1"')
        await move(client, minedu, second, '"2"')
    etag = '"3"' if second else '"1"'
    assert problem(await move(client, minedu, first, etag)) == (409, "wrong-version-step")


async def test_the_only_form_of_a_cut_to_come_is_not_retired(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    path = "/v1/instruments/ficha-implementacion/versions"
    cut = await world.cut("implementation", opens=5, closes=20)
    headers = minedu | {"If-Match": '"1"'}
    retired = await client.put(f"{path}/1/state", json={"state": "retired"}, headers=headers)
    assert problem(retired) == (409, "last-published-version")
    await client.put(f"{path}/2", json={"definition": FORM}, headers=minedu)
    await client.put(f"{path}/2/state", json={"state": "published"}, headers=headers)
    retired = await client.put(f"{path}/1/state", json={"state": "retired"}, headers=headers)
    assert (retired.status_code, retired.json()["state"]) == (200, "retired"), cut


async def test_the_form_of_cuts_that_are_over_may_be_retired(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    cut = await world.cut("implementation", opens=-20, closes=-10)
    path = "/v1/instruments/ficha-implementacion/versions/1/state"
    headers = minedu | {"If-Match": '"1"'}
    await world.extend(cut, PIURA, now() + timedelta(days=3))
    answer = await client.put(path, json={"state": "retired"}, headers=headers)
    assert problem(answer) == (409, "last-published-version")
    await connection.execute("delete from cut_extension")
    retired = await client.put(path, json={"state": "retired"}, headers=headers)
    assert retired.status_code == 200


async def test_every_defect_of_a_form_is_told_where_it_stands(
    client: AsyncClient, minedu: Auth, library: None
) -> None:
    answer = await draft(client, minedu, form(scale="tres", kind="level", weight=-1))
    assert problem(answer) == (422, "invalid-instrument")
    at = "/definition/sections/0/items/0"
    assert {(e["field"], e["code"]) for e in answer.json()["errors"]} == {
        (f"{at}/scale", "unknown-scale"),
        (f"{at}/weight", "out-of-range"),
    }
    assert problem(await client.get(FIRST, headers=minedu)) == (404, "not-found")


@pytest.mark.parametrize("escape", [r"\u0000", r"\ud800"])
@pytest.mark.parametrize("where", ["text", "key", "notes"])
async def test_text_that_cannot_be_kept_is_refused(
    client: AsyncClient, minedu: Auth, library: None, escape: str, where: str
) -> None:
    body: dict[str, Any] = {"definition": form(), "notes": "x"}
    if where == "notes":
        body["notes"] = "MARK"
    else:
        body["definition"] = form(text="MARK") if where == "text" else form(MARK=1)
    content = json.dumps(body).replace("MARK", f"a{escape}b")
    headers = minedu | {"Content-Type": "application/json"}
    answer = await client.put(FIRST, content=content, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (ABOUT | {"name": ""}, "/name"),
        (ABOUT | {"model_form": 1}, "/model_form"),
        (ABOUT | {"versions": []}, "/versions"),
        ({k: v for k, v in ABOUT.items() if k != "source"}, "/source"),
    ],
)
async def test_a_description_that_cannot_be_right_names_its_field(
    client: AsyncClient, minedu: Auth, body: dict[str, Any], field: str
) -> None:
    answer = await client.put(LIBRARY, json=body, headers=minedu)
    assert problem(answer) == (422, "invalid-request")
    assert [e["field"] for e in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_only_the_ministry_writes_forms(
    client: AsyncClient, world: World, role: Role
) -> None:
    place = {Role.DRE: "pe.010000", Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    answers = [
        await client.put(LIBRARY, json=ABOUT, headers=auth),
        await draft(client, auth),
        await move(client, auth, "published"),
    ]
    assert [problem(answer) for answer in answers] == [(403, "missing-scope")] * 3
