"""Corrections of personal data over HTTP: asked by whom they are about, answered by others."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.people.corrections import due_on
from tests.answers import problem
from tests.clock import today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World

WANTED = {"field": "paternal_surname", "wanted": "Ñahui", "reason": "Así dice mi DNI."}
NO = {"state": "rejected", "answer": "El DNI presentado dice otra cosa."}
DONE = {"state": "done", "answer": "Se corrigió según el DNI presentado."}


async def ask(client: AsyncClient, auth: Auth, id: UUID, **changed: Any) -> Response:
    etag = changed.pop("etag", None)
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"/v1/me/corrections/{id}", json=WANTED | changed, headers=headers)


async def answer(client: AsyncClient, auth: Auth, id: UUID, body: dict[str, str]) -> Response:
    return await client.put(f"/v1/corrections/{id}/answer", json=body, headers=auth)


async def listed(client: AsyncClient, auth: Auth, path: str = "/v1/corrections") -> list[str]:
    shown = await client.get(path, headers=auth)
    assert shown.status_code == 200, shown.text
    return [each["id"] for each in shown.json()["items"]]


@pytest.fixture
async def teacher(world: World, school: str) -> UUID:
    return await world.appoint(Role.TEACHER, school)


async def test_a_teacher_asks_and_sees_until_when_it_will_be_answered(
    client: AsyncClient, world: World, teacher: UUID
) -> None:
    id, auth = uuid4(), world.auth(teacher)
    answer = await ask(client, auth, id)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    body = answer.json()
    assert (body["state"], body["answer"], body["overdue"]) == ("asked", None, False)
    assert body["due_on"] == due_on(today()).isoformat()
    assert await listed(client, auth, "/v1/me/corrections") == [str(id)]


async def test_the_correction_of_another_person_does_not_exist(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    id = await world.correction(teacher)
    other = world.auth(await world.appoint(Role.TEACHER, school))
    assert problem(await ask(client, other, id, etag='"1"')) == (404, "not-found")
    assert await listed(client, other, "/v1/me/corrections") == []


async def test_nobody_heaps_up_corrections(
    client: AsyncClient, world: World, teacher: UUID
) -> None:
    for _ in range(20):
        await world.correction(teacher)
    refused = await ask(client, world.auth(teacher), uuid4())
    assert problem(refused) == (409, "too-many-corrections")


async def test_those_above_see_it_and_nobody_else(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    id = str(await world.correction(teacher))
    for role, place in ((Role.DIRECTOR, school), (Role.UGEL, BAGUA), (Role.DRE, AMAZONAS)):
        assert await listed(client, await world.login(role, place)) == [id]
    for elsewhere in (await world.school(BAGUA), CHACHAPOYAS):
        role = Role.UGEL if elsewhere == CHACHAPOYAS else Role.DIRECTOR
        auth = await world.login(role, elsewhere)
        assert await listed(client, auth) == []
        assert problem(await answer(client, auth, UUID(id), NO)) == (404, "not-found")


async def test_a_correction_is_done_when_it_was_done(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    id = await world.correction(teacher, wanted="Ñahui")
    director = await world.login(Role.DIRECTOR, school)
    assert problem(await answer(client, director, id, DONE)) == (409, "correction-not-made")
    await world.db.execute("update person set paternal_surname = 'Ñahui' where id = $1", teacher)
    done = await answer(client, director, id, DONE)
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert done.json()["answer"]["text"] == DONE["answer"]
    (own,) = (await client.get("/v1/me/corrections", headers=world.auth(teacher))).json()["items"]
    assert own == done.json()


async def test_a_rejection_tells_why_and_stays(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    id = await world.correction(teacher)
    director = await world.login(Role.DIRECTOR, school)
    await answer(client, director, id, NO)
    other = NO | {"answer": "Otra razón distinta."}
    assert problem(await answer(client, director, id, other)) == (409, "correction-answered")
    changed = await ask(client, world.auth(teacher), id, wanted="Otra", etag='"2"')
    assert problem(changed) == (409, "correction-answered")
    assert await listed(client, director, "/v1/corrections?state=asked") == []


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.MINEDU])
async def test_nobody_answers_their_own(
    client: AsyncClient, world: World, school: str, role: Role
) -> None:
    person = await world.appoint(role, school if role is Role.DIRECTOR else "pe")
    id, auth = await world.correction(person), world.auth(person)
    assert await listed(client, auth) == []
    assert problem(await answer(client, auth, id, NO)) == (403, "own-correction")


async def test_what_is_late_says_so_and_comes_first(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    early = await world.correction(teacher)
    late = await world.correction(teacher, due=today() - timedelta(days=1))
    director = await world.login(Role.DIRECTOR, school)
    shown = (await client.get("/v1/corrections", headers=director)).json()["items"]
    assert [(each["id"], each["overdue"]) for each in shown] == [
        (str(late), True),
        (str(early), False),
    ]


async def test_pages_of_corrections_lose_and_repeat_none(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    made = {str(await world.correction(teacher)) for _ in range(5)}
    for path, auth in (
        ("/v1/corrections", await world.login(Role.DIRECTOR, school)),
        ("/v1/me/corrections", world.auth(teacher)),
    ):
        met: list[str] = []
        params = {"limit": "2"}
        while True:
            page = (await client.get(path, params=params, headers=auth)).json()
            met += [each["id"] for each in page["items"]]
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        assert len(met) == 5
        assert set(met) == made


async def test_the_events_name_the_field_and_never_what_it_says(
    client: AsyncClient, world: World, teacher: UUID, school: str, connection: Connection
) -> None:
    id = uuid4()
    await ask(client, world.auth(teacher), id)
    await answer(client, await world.login(Role.DIRECTOR, school), id, NO)
    rows = await connection.fetch(
        "select kind, place::text, payload from event where subject = $1 order by seq",
        f"correction/{id}",
    )
    assert [(r["kind"], r["place"], json.loads(r["payload"])) for r in rows] == [
        ("correction.asked", school, {"field": "paternal_surname"}),
        ("correction.answered", school, {"field": "paternal_surname", "state": "rejected"}),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"field": "password"}, "/field"),
        ({"wanted": ""}, "/wanted"),
        ({"wanted": "x" * 501}, "/wanted"),
        ({"wanted": "a\u0000b"}, "/wanted"),
        ({"state": "done"}, "/state"),
    ],
)
async def test_what_cannot_be_asked_names_its_field(
    client: AsyncClient, world: World, teacher: UUID, changed: dict[str, str], field: str
) -> None:
    refused = await ask(client, world.auth(teacher), uuid4(), **changed)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_an_office_of_before_or_beside_does_not_read_it(
    client: AsyncClient, world: World, teacher: UUID, school: str
) -> None:
    """Nor one that took the person in to read it: who answers stands above all that they hold."""
    id = await world.correction(teacher)
    other = await world.school(CHACHAPOYAS)
    await world.appoint(Role.TEACHER, other, person=teacher)
    for role, place in ((Role.DIRECTOR, school), (Role.DIRECTOR, other), (Role.UGEL, BAGUA)):
        auth = await world.login(role, place)
        assert await listed(client, auth) == []
        assert problem(await answer(client, auth, id, NO)) == (404, "not-found")
    assert await listed(client, await world.login(Role.DRE, AMAZONAS)) == [str(id)]
