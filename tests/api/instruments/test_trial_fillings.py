"""Trying a version over HTTP: filled by many, seen by few, counted nowhere, thrown away."""

import copy
import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.instruments.instruments import FIRST, FORM, draft, library, move
from tests.clock import today
from tests.events import events
from tests.world import BAGUA, Auth, Connection, World

__all__ = ["library"]
ANSWERS = {"abierta": 2, "nota": "Se entiende."}
FILLINGS = f"{FIRST}/trial-fillings"


@pytest.fixture
async def trial(client: AsyncClient, minedu: Auth, library: None) -> str:
    """The library form in trial; its ETag."""
    await draft(client, minedu)
    moved = await move(client, minedu, "trial", '"1"')
    assert (moved.status_code, moved.json()["state"]) == (200, "trial"), moved.text
    return moved.headers["etag"]


@pytest.fixture
async def coordinator(world: World) -> Auth:
    return await world.login(Role.CP, await world.school(BAGUA))


async def fill(
    client: AsyncClient, auth: Auth, answers: Any = ANSWERS, id: UUID | None = None, **more: Any
) -> Response:
    path = f"{FILLINGS}/{id or uuid4()}"
    return await client.put(path, json={"answers": answers} | more, headers=auth)


async def listed(client: AsyncClient, auth: Auth, path: str = FILLINGS) -> list[dict[str, Any]]:
    answer = await client.get(path, headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_form_in_trial_is_filled_checked_and_scored(
    client: AsyncClient, coordinator: Auth, trial: str
) -> None:
    answer = await fill(client, coordinator, id=(id := uuid4()), note="El ítem 1 no se entiende.")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["id"], body["score"], body["answers"]) == (str(id), 1, ANSWERS)
    assert body["note"] == "El ítem 1 no se entiende."
    assert await listed(client, coordinator, "/v1/me/trial-fillings") == [body]


async def test_every_fault_of_a_filling_is_told_as_a_reports_are(
    client: AsyncClient, coordinator: Auth, trial: str
) -> None:
    refused = await fill(client, coordinator, {"abierta": 9, "nota": 3, "otra": True})
    assert problem(refused) == (422, "invalid-answers")
    assert codes(refused) == [
        ("/answers/abierta", "out-of-scale"),
        ("/answers/nota", "wrong-type"),
        ("/answers/otra", "unknown-item"),
    ]
    assert await listed(client, coordinator, "/v1/me/trial-fillings") == []


async def test_a_filling_is_kept_once_and_another_needs_its_own_id(
    client: AsyncClient, coordinator: Auth, trial: str, connection: Connection
) -> None:
    await fill(client, coordinator, id=(id := uuid4()))
    other = await fill(client, coordinator, {"abierta": 1}, id=id)
    assert problem(other) == (409, "trial-filling-differs")
    noted = await fill(client, coordinator, id=id, note="Otra.")
    assert problem(noted) == (409, "trial-filling-differs")
    assert (await events(connection, "instrument/biblioteca/1")).count("trial_filling.kept") == 1


async def test_a_filling_of_somebody_else_does_not_exist(
    client: AsyncClient, world: World, coordinator: Auth, trial: str
) -> None:
    await fill(client, coordinator, id=(id := uuid4()))
    director = await world.login(Role.DIRECTOR, await world.school(BAGUA))
    assert problem(await fill(client, director, id=id)) == (404, "not-found")
    assert await listed(client, director, "/v1/me/trial-fillings") == []


async def test_the_ministry_reads_what_all_wrote_page_by_page(
    client: AsyncClient, world: World, minedu: Auth, coordinator: Auth, trial: str
) -> None:
    director = await world.login(Role.DIRECTOR, await world.school(BAGUA))
    for auth in (coordinator, director, coordinator):
        assert (await fill(client, auth)).status_code == 201
    seen = await listed(client, minedu)
    assert len({each["writer"]["id"] for each in seen}) == 2
    page = (await client.get(f"{FILLINGS}?limit=2", headers=minedu)).json()
    cursor = page["next_cursor"]
    rest = await client.get(f"{FILLINGS}?limit=2&cursor={cursor}", headers=minedu)
    assert page["items"] + rest.json()["items"] == seen
    mine = await client.get("/v1/me/trial-fillings?limit=1", headers=coordinator)
    assert mine.json()["next_cursor"] is not None


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.CP])
async def test_only_the_ministry_reads_what_others_wrote(
    client: AsyncClient, world: World, trial: str, role: Role
) -> None:
    place = {Role.DRE: "pe.010000", Role.UGEL: BAGUA}.get(role) or await world.school(BAGUA)
    auth = await world.login(role, place)
    assert problem(await client.get(FILLINGS, headers=auth)) == (403, "missing-scope")


async def test_a_teacher_tries_no_forms(client: AsyncClient, world: World, trial: str) -> None:
    teacher = await world.login(Role.TEACHER, await world.school(BAGUA))
    assert problem(await fill(client, teacher)) == (403, "missing-scope")


@pytest.mark.parametrize("path", ["no-hay/versions/1", "ficha-cp/versions/9"])
async def test_a_version_that_does_not_exist_has_no_fillings(
    client: AsyncClient, minedu: Auth, path: str
) -> None:
    where = f"/v1/instruments/{path}/trial-fillings"
    assert problem(await client.get(where, headers=minedu)) == (404, "not-found")
    sent = await client.put(f"{where}/{uuid4()}", json={"answers": {}}, headers=minedu)
    assert problem(sent) == (404, "not-found")


@pytest.mark.parametrize("state", ["draft", "published", "retired"])
async def test_only_a_version_in_trial_is_tried(
    client: AsyncClient, minedu: Auth, library: None, connection: Connection, state: str
) -> None:
    await draft(client, minedu)
    steps = {"draft": [], "published": ["published"], "retired": ["published", "retired"]}[state]
    for n, to in enumerate(steps, 1):
        await move(client, minedu, to, f'"{n}"')
    assert problem(await fill(client, minedu)) == (409, "not-in-trial")


@pytest.mark.parametrize("to", ["draft", "published"])
async def test_when_the_trial_ends_everything_filled_in_it_is_thrown_away_with_one_event(
    client: AsyncClient,
    minedu: Auth,
    coordinator: Auth,
    trial: str,
    connection: Connection,
    to: str,
) -> None:
    for _ in range(3):
        await fill(client, coordinator)
    moved = await move(client, minedu, to, trial)
    assert (moved.status_code, moved.json()["state"]) == (200, to), moved.text
    assert await listed(client, minedu) == []
    assert await listed(client, coordinator, "/v1/me/trial-fillings") == []
    assert f"instrument_version.{to}" in await events(connection, "instrument/biblioteca/1")
    thrown = await connection.fetch(
        "select payload from event where kind = 'trial_filling.thrown_away'"
    )
    assert [json.loads(row["payload"]) for row in thrown] == [{"fillings": 3}]


async def test_a_version_in_trial_changes_only_after_it_went_back_to_draft(
    client: AsyncClient, minedu: Auth, trial: str
) -> None:
    other = copy.deepcopy(FORM)
    other["sections"][0]["items"][0]["text"] = "¿Está abierta a diario?"
    refused = await draft(client, minedu, other, **{"If-Match": trial})
    assert problem(refused) == (409, "version-in-trial")
    assert (await draft(client, minedu)).json()["state"] == "trial", "the same again is harmless"
    back = await move(client, minedu, "draft", trial)
    changed = await draft(client, minedu, other, **{"If-Match": back.headers["etag"]})
    assert (changed.status_code, changed.json()["definition"]) == (200, other)


async def test_the_database_keeps_what_is_being_tried_whatever_the_program_does(
    connection: Connection, trial: str
) -> None:
    change = "update instrument_version set definition = '{}' where state = 'trial'"
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await connection.execute(change)
    assert refused.value.constraint_name == "instrument_version_immutable"


async def test_a_version_in_trial_fulfils_no_obligation_and_its_fillings_count_nowhere(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    path = "/v1/instruments/ficha-implementacion/versions/2"
    first = await client.get("/v1/instruments/ficha-implementacion/versions/1", headers=minedu)
    definition = first.json()["definition"]
    await client.put(path, json={"definition": definition}, headers=minedu)
    headers = minedu | {"If-Match": '"1"'}
    await client.put(f"{path}/state", json={"state": "trial"}, headers=headers)
    school, cut = await world.school(BAGUA), await world.cut("implementation")
    owed = await world.obligation(cut, school)
    ugel = await world.login(Role.UGEL, BAGUA)
    answers = await world.answers("ficha-implementacion")
    tried = await client.put(
        f"{path}/trial-fillings/{uuid4()}", json={"answers": answers}, headers=ugel
    )
    assert tried.status_code == 201, tried.text
    observation = {
        "id": str(uuid4()), "instrument": "ficha-implementacion", "version": 2,
        "observed_on": today().isoformat(), "answers": answers,
    }  # fmt: skip
    body = {"obligation_id": str(owed), "sworn": True, "observations": [observation]}
    filed = await client.put(f"/v1/reports/{uuid4()}", json=body, headers=ugel)
    assert problem(filed) == (422, "invalid-report")
    assert [e["code"] for e in filed.json()["errors"]] == ["unpublished-version"]
    coverage = await client.get(f"/v1/coverage?by=institution&cut={cut}", headers=ugel)
    (cell,) = coverage.json()["items"]
    assert (cell["on_time"], cell["late"]) == (0, 0)
    assert (await client.get("/v1/reports", headers=ugel)).json()["items"] == []


async def test_what_one_tried_is_told_to_oneself_among_ones_data(
    client: AsyncClient, coordinator: Auth, trial: str
) -> None:
    await fill(client, coordinator, note="Bien.")
    body = (await client.get("/v1/me/data", headers=coordinator)).json()
    assert body["counts"]["trial_fillings"] == 1
    (filling,) = body["trial_fillings"]
    assert (filling["instrument"], filling["answers"], filling["note"]) == (
        "biblioteca", ANSWERS, "Bien.",
    )  # fmt: skip


async def test_answers_of_five_thousand_items_are_refused_at_the_door(
    client: AsyncClient, coordinator: Auth, trial: str
) -> None:
    refused = await fill(client, coordinator, {f"i{n}": 1 for n in range(5000)})
    assert problem(refused) == (422, "invalid-request")
    assert codes(refused) == [("/answers", "too-long")]


async def test_a_filling_of_another_type_is_another_filling(
    client: AsyncClient, coordinator: Auth, minedu: Auth, library: None
) -> None:
    form = copy.deepcopy(FORM)
    form["sections"][0]["items"].append(
        {
            "code": "cuantos",
            "kind": "number",
            "text": "¿Cuántos?",
            "min": 0,
            "max": 9,
            "required": True,
        }
    )
    drafted = await draft(client, minedu, form)
    assert drafted.status_code == 201, drafted.text
    assert (await move(client, minedu, "trial", '"1"')).status_code == 200
    id = uuid4()
    first = await fill(client, coordinator, ANSWERS | {"cuantos": 1}, id)
    assert first.status_code == 201, first.text
    assert problem(await fill(client, coordinator, ANSWERS | {"cuantos": 1.0}, id)) == (
        409,
        "trial-filling-differs",
    )
    assert (await fill(client, coordinator, ANSWERS | {"cuantos": 1}, id)).status_code == 200


async def test_a_definition_with_another_type_of_number_is_told_as_it_was_sent(
    client: AsyncClient, minedu: Auth, library: None
) -> None:
    form = copy.deepcopy(FORM)
    item = next(i for s in form["sections"] for i in s["items"] if i["kind"] == "level")
    item["weight"] = 1
    first = await draft(client, minedu, form)
    item["weight"] = 1.0
    replaced = await draft(client, minedu, form, **{"If-Match": first.headers["etag"]})
    assert replaced.status_code == 200, replaced.text
    assert replaced.headers["etag"] != first.headers["etag"]
    assert '"weight": 1.0' in replaced.text
