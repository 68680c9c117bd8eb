"""What a coordinator did that no other record proves: entered by themselves, until it is frozen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.clock import today
from tests.hours import Given, ago, consolidate, entered, first_day, give, periods, this_year
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World


@pytest.fixture
async def mine(world: World) -> Given:
    await this_year(world)
    return await give(world)


def work(day: date | None = None, **more: Any) -> dict[str, Any]:
    about = {"line": "sesiones", "worked_on": (day or today()).isoformat(), "minutes": 90}
    return about | {"note": "Matemática, tercero B."} | more


async def put(
    client: AsyncClient,
    given: Given,
    body: dict[str, Any],
    *,
    id: UUID | None = None,
    auth: Auth | None = None,
    etag: str | None = None,
) -> Response:
    headers = (auth or given.auth) | ({"If-Match": etag} if etag else {})
    return await client.put(f"{given.path}/entries/{id or uuid4()}", json=body, headers=headers)


async def listed(client: AsyncClient, given: Given, auth: Auth) -> list[dict[str, Any]]:
    answer = await client.get(f"{given.path}/entries", headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def events(connection: Connection, id: UUID) -> list[tuple[str, str]]:
    rows = await connection.fetch(
        "select kind, payload::text from event where subject = $1 order by seq", f"work-entry/{id}"
    )
    return [(row[0], row[1]) for row in rows]


async def test_work_is_entered_read_changed_and_deleted(
    client: AsyncClient, connection: Connection, mine: Given
) -> None:
    id = uuid4()
    made = await put(client, mine, work(), id=id)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert await listed(client, mine, mine.auth) == [made.json()]
    changed = await put(client, mine, work(minutes=45), id=id, etag='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    path = f"{mine.path}/entries/{id}"
    one = await client.get(path, headers=mine.director)
    assert (one.json()["minutes"], one.headers["etag"]) == (45, '"2"')
    assert (await client.delete(path, headers=mine.auth)).status_code == 204
    assert problem(await client.delete(path, headers=mine.auth)) == (404, "not-found")
    kinds = await events(connection, id)
    assert [kind for kind, _ in kinds] == [
        "work_entry.entered", "work_entry.entered", "work_entry.deleted",
    ]  # fmt: skip
    assert not any("Matemática" in payload for _, payload in kinds), "words are in no event"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        (lambda: {"line": "visitas"}, "/line", "proved-otherwise"),
        (lambda: {"line": "acompanamiento"}, "/line", "line-has-parts"),
        (lambda: {"line": "recreo"}, "/line", "unknown-line"),
        (lambda: {"worked_on": ago(-1).isoformat()}, "/worked_on", "in-the-future"),
        (
            lambda: {"worked_on": (first_day() - timedelta(days=1)).isoformat()},
            "/worked_on",
            "outside-school-year",
        ),
    ],
)
async def test_what_cannot_be_entered_is_told(
    client: AsyncClient, mine: Given, changed: Callable[[], dict[str, Any]], field: str, code: str
) -> None:
    refused = await put(client, mine, work() | changed())
    assert problem(refused) == (422, "invalid-work-entry")
    assert codes(refused) == [(field, code)]


async def test_nothing_is_entered_for_days_without_the_post(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    since = await give(world, since=ago(10))
    assert (await put(client, since, work(ago(10)))).status_code == 201
    refused = await put(client, since, work(ago(11)))
    assert [e["code"] for e in refused.json()["errors"]] == ["post-not-held"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": 0}, "/minutes"),
        ({"minutes": 721}, "/minutes"),
        ({"minutes": "90"}, "/minutes"),
        ({"worked_on": "2024-02-30"}, "/worked_on"),
        ({"note": ""}, "/note"),
        ({"note": "x" * 301}, "/note"),
        ({"note": "\u0000"}, "/note"),
        ({"assignment_id": str(uuid4())}, "/assignment_id"),
    ],
)
async def test_what_cannot_be_read_names_its_field(
    client: AsyncClient, mine: Given, changed: dict[str, Any], field: str
) -> None:
    refused = await put(client, mine, work() | changed)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_day_holds_twelve_hours_whatever_the_person_holds(
    client: AsyncClient, world: World, mine: Given
) -> None:
    second = await give(world, Role.CT, person=mine.person)
    await entered(world, second, today(), minutes=600)
    id = uuid4()
    assert (await put(client, mine, work(minutes=120), id=id)).status_code == 201
    refused = await put(client, mine, work(minutes=1))
    assert problem(refused) == (409, "day-is-full")
    assert "720" in refused.json()["detail"]
    assert (await put(client, mine, work(ago(1), minutes=720))).status_code == 201
    less = await put(client, mine, work(minutes=60), id=id, etag='"1"')
    assert less.status_code == 200, "its own minutes are not counted twice"


async def test_what_a_consolidated_cut_covers_stays(
    client: AsyncClient, world: World, mine: Given
) -> None:
    last = periods()[2][1]
    before = await entered(world, mine, last)
    after = await entered(world, mine, last + timedelta(days=1))
    await consolidate(world, 2)
    path = f"{mine.path}/entries"
    assert problem(await put(client, mine, work(last))) == (409, "hours-consolidated")
    assert problem(await put(client, mine, work(first_day()))) == (409, "hours-consolidated")
    moved = work(last + timedelta(days=1))
    assert problem(await put(client, mine, moved, id=before, etag='"1"')) == (
        409,
        "hours-consolidated",
    )
    gone = await client.delete(f"{path}/{before}", headers=mine.auth)
    assert problem(gone) == (409, "hours-consolidated")
    assert (await client.delete(f"{path}/{after}", headers=mine.auth)).status_code == 204


async def test_nobody_enters_work_of_others(client: AsyncClient, world: World, mine: Given) -> None:
    colleague = await give(world, Role.CT, school=mine.school)
    assert problem(await put(client, mine, work(), auth=colleague.auth)) == (404, "not-found")
    refused = await put(client, mine, work(), auth=mine.director)
    assert problem(refused) == (403, "missing-scope")
    theirs = await entered(world, mine, today())
    for given in (mine, colleague):
        gone = await client.delete(f"{given.path}/entries/{theirs}", headers=colleague.auth)
        assert problem(gone) == (404, "not-found")
    taken = await put(client, colleague, work(), id=theirs, etag='"1"')
    assert problem(taken) == (404, "not-found")
    assert len(await listed(client, mine, mine.director)) == 1


async def test_entries_are_read_in_the_school_and_its_ugel_alone(
    client: AsyncClient, world: World, mine: Given
) -> None:
    id = await entered(world, mine, today())
    for auth in (mine.auth, mine.director, await world.login(Role.UGEL, BAGUA)):
        assert [each["id"] for each in await listed(client, mine, auth)] == [str(id)]
    colleague = await give(world, Role.CT, school=mine.school)
    far = await world.login(Role.UGEL, CHACHAPOYAS)
    for auth in (colleague.auth, far):
        for path in (f"{mine.path}/entries", f"{mine.path}/entries/{id}"):
            assert problem(await client.get(path, headers=auth)) == (404, "not-found")


async def test_pages_of_entries_lose_and_repeat_none(
    client: AsyncClient, world: World, mine: Given
) -> None:
    ids = {str(await entered(world, mine, ago(n // 2))) for n in range(5)}
    met: list[str] = []
    days: list[str] = []
    params = {"limit": "2"}
    while True:
        path = f"{mine.path}/entries"
        page = (await client.get(path, params=params, headers=mine.auth)).json()
        met += [each["id"] for each in page["items"]]
        days += [each["worked_on"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert (len(met), set(met)) == (5, ids)
    assert days == sorted(days, reverse=True)
