"""How a week is shared out: drafted whole, published for good, copied into the next year."""

from copy import deepcopy
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.world import BAGUA, Auth, Connection, World

YEAR = {"copy_from": 2024, "starts_on": "2031-03-10", "ends_on": "2031-12-19"}
PATH = "/v1/years/2031/workloads/cp"


@pytest.fixture
async def minedu(client: AsyncClient, world: World) -> Auth:
    """The ministry, which has opened the year 2031."""
    auth = await world.login(Role.MINEDU, "pe")
    assert (await client.put("/v1/years/2031", json=YEAR, headers=auth)).status_code == 201
    return auth


async def draft_of(client: AsyncClient, auth: Auth, path: str = PATH) -> dict[str, Any]:
    """The template as it would be sent back."""
    body = (await client.get(path, headers=auth)).json()
    return {name: body[name] for name in ("norm", "total", "lines")}


async def put(
    client: AsyncClient, auth: Auth, body: dict[str, Any], etag: str | None = '"1"'
) -> Response:
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(PATH, json=body, headers=headers)


def without_dialogue(draft: dict[str, Any]) -> dict[str, Any]:
    """Four hours less of accompaniment: its dialogue is gone, and so is a line's worth of total."""
    changed = deepcopy(draft)
    line = changed["lines"][1]
    line["children"] = [part for part in line["children"] if part["code"] != "dialogo"]
    line["hours"] -= 4
    changed["total"] -= 4
    return changed


async def test_a_new_year_has_the_templates_of_the_one_before_as_drafts(
    client: AsyncClient, minedu: Auth
) -> None:
    copied = (await client.get("/v1/years/2031/workloads", headers=minedu)).json()["items"]
    shipped = (await client.get("/v1/years/2024/workloads", headers=minedu)).json()["items"]
    assert [(t["role"], t["published"], t["published_at"], t["version"]) for t in copied] == [
        ("cp", False, None, 1),
        ("ct", False, None, 1),
    ]
    assert all(t["published"] and t["published_at"] for t in shipped)
    assert [t["lines"] for t in copied] == [t["lines"] for t in shipped]
    assert [t["norm"] for t in copied] == ["RVM 326-2019-MINEDU"] * 2


async def test_a_draft_is_sent_back_as_it_was_read_and_nothing_changes(
    client: AsyncClient, minedu: Auth
) -> None:
    same = await put(client, minedu, await draft_of(client, minedu), None)
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')


async def test_lines_are_kept_changed_added_and_gone_in_one_statement(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    draft = without_dialogue(await draft_of(client, minedu))
    # The proof of a line that goes is another's at once, and a line takes the place of another.
    draft["lines"][0]["name"] = "Sesiones"
    draft["lines"][2] |= {"code": "gia", "proof": "dialogues"}
    changed = await put(client, minedu, draft)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert {name: changed.json()[name] for name in draft} == draft
    again = await client.get(PATH, headers=minedu)
    assert again.json() == changed.json()
    held = again.headers["etag"]
    cached = await client.get(PATH, headers=minedu | {"If-None-Match": held})
    assert cached.status_code == 304
    kinds = "select kind, place::text from event where subject = 'workload/2031-cp'"
    rows = [tuple(row) for row in await connection.fetch(kinds)]
    assert rows == [("workload.drafted", "pe")]


async def test_a_role_without_a_template_is_given_one(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    body = await draft_of(client, minedu)
    await connection.execute("delete from workload_line where year = 2031 and role = 'cp'")
    await connection.execute("delete from workload_template where year = 2031 and role = 'cp'")
    assert problem(await client.get(PATH, headers=minedu)) == (404, "not-found")
    made = await put(client, minedu, body, None)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.json()["lines"] == body["lines"]


async def test_a_tree_that_does_not_add_up_names_its_lines_all_at_once(
    client: AsyncClient, minedu: Auth
) -> None:
    draft = await draft_of(client, minedu)
    draft["lines"][1]["children"][0]["hours"] = 7
    draft["lines"][0]["proof"] = None
    draft["total"] = 40
    refused = await put(client, minedu, draft)
    assert problem(refused) == (422, "invalid-workload")
    assert codes(refused) == [
        ("/total", "does-not-add-up"),
        ("/lines/1/hours", "does-not-add-up"),
        ("/lines/0/proof", "proof-missing"),
    ]
    assert "«Acompañamiento pedagógico»" in refused.json()["errors"][1]["detail"]
    assert await draft_of(client, minedu) != draft


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total": 0}, "/total"),
        ({"total": "32"}, "/total"),
        ({"norm": ""}, "/norm"),
        ({"norm": "RVM\u0000"}, "/norm"),
        ({"lines": []}, "/lines"),
        ({"lines": [{"code": "A B", "name": "x", "hours": 1}]}, "/lines/0/code"),
        ({"lines": [{"code": "a", "name": "x", "hours": 1, "proof": "fe"}]}, "/lines/0/proof"),
        ({"published": True}, "/published"),
    ],
)
async def test_a_draft_that_cannot_be_read_names_its_field(
    client: AsyncClient, minedu: Auth, change: dict[str, Any], field: str
) -> None:
    refused = await put(client, minedu, await draft_of(client, minedu) | change)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_what_is_published_stays_and_is_published_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    draft = await draft_of(client, minedu)
    path = f"{PATH}/publication"
    assert problem(await client.post(path, headers=minedu)) == (428, "version-required")
    stale = await client.post(path, headers=minedu | {"If-Match": '"9"'})
    assert problem(stale) == (412, "stale-version")
    published = await client.post(path, headers=minedu | {"If-Match": '"1"'})
    assert (published.status_code, published.headers["etag"]) == (200, '"2"')
    assert (published.json()["published"], published.json()["lines"]) == (True, draft["lines"])
    again = await client.post(path, headers=minedu)
    assert (again.status_code, again.json()) == (200, published.json())
    other = without_dialogue(draft)
    assert problem(await put(client, minedu, other, '"2"')) == (409, "workload-published")
    assert (await put(client, minedu, draft, None)).status_code == 200
    kinds = "select kind from event where subject = 'workload/2031-cp'"
    assert [row[0] for row in await connection.fetch(kinds)] == ["workload.published"]


async def test_there_is_no_template_of_a_year_that_is_not_open(
    client: AsyncClient, minedu: Auth
) -> None:
    body = await draft_of(client, minedu)
    path = "/v1/years/2032/workloads/cp"
    assert problem(await client.put(path, json=body, headers=minedu)) == (404, "not-found")
    assert problem(await client.get(path, headers=minedu)) == (404, "not-found")
    assert problem(await client.post(f"{path}/publication", headers=minedu)) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.CP])
async def test_others_read_and_change_nothing(
    client: AsyncClient, world: World, minedu: Auth, role: Role
) -> None:
    place = {Role.DRE: "pe.010000", Role.UGEL: BAGUA}.get(role) or await world.school(BAGUA)
    auth = await world.login(role, place)
    draft = await draft_of(client, auth)
    assert problem(await put(client, auth, draft)) == (403, "missing-scope")
    refused = await client.post(f"{PATH}/publication", headers=auth | {"If-Match": '"1"'})
    assert problem(refused) == (403, "missing-scope")
