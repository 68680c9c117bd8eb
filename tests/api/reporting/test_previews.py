"""Changing a cut that has opened shows first what it would do, to whom; the deed does the same."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Range
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.extension_requests import days
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World

NAMES = ("stage", "opens_at", "closes_at", "period_from", "period_to")


@pytest.fixture
async def minedu(world: World) -> Auth:
    # A year to practise in takes observations of any day, as those of the cuts made here.
    await world.db.execute("update school_year set demonstration = true")
    return await world.login(Role.MINEDU, "pe")


async def dates(client: AsyncClient, auth: Auth, cut: str, **changed: str) -> dict[str, Any]:
    """The cut as it would be sent to keep it, with something changed."""
    shown = (await client.get(f"/v1/report-cuts/{cut}", headers=auth)).json()
    return {name: shown[name] for name in NAMES} | changed


async def look(client: AsyncClient, auth: Auth, cut: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(f"/v1/report-cuts/{cut}/preview", json=body, headers=auth)
    assert answer.status_code == 200, answer.text
    preview: dict[str, Any] = answer.json()
    return preview


async def change(
    client: AsyncClient, auth: Auth, cut: str, body: dict[str, Any], **seen: str
) -> Response:
    headers = auth | {"If-Match": '"1"'}
    return await client.put(f"/v1/report-cuts/{cut}", json=body | seen, headers=headers)


async def owed(connection: Connection, cut: str) -> set[tuple[str, str, int]]:
    rows = await connection.fetch(
        "select place::text, subject, post from obligation where cut_code = $1", cut
    )
    return {tuple(row) for row in rows}


async def draft(world: World, obligation: UUID, *observed_on: object) -> None:
    """Open work of somebody, with an observation of each day, typed as it may be."""
    content = {"observations": [{"observed_on": day} for day in observed_on]}
    await world.save(
        "report_draft", id=uuid4(), obligation_id=obligation, author_id=await world.person(),
        content=json.dumps(content), started_at=now(), saved_at=now(), content_since=now(),
    )  # fmt: skip


@pytest.mark.parametrize("window", [(-5, 5), (-20, -10)])
async def test_a_cut_that_has_opened_is_changed_only_by_who_has_looked(
    client: AsyncClient, world: World, minedu: Auth, window: tuple[int, int]
) -> None:
    cut = await world.cut("implementation", opens=window[0], closes=window[1])
    body = await dates(client, minedu, cut, closes_at=days(9))
    assert problem(await change(client, minedu, cut, body)) == (428, "preview-required")
    assert problem(await change(client, minedu, cut, body, preview="0" * 64)) == (
        412,
        "preview-stale",
    )
    unchanged = (await client.get(f"/v1/report-cuts/{cut}", headers=minedu)).json()
    assert unchanged["closes_at"] != body["closes_at"]
    seen = (await look(client, minedu, cut, body))["preview"]
    moved = await change(client, minedu, cut, body, preview=seen)
    assert (moved.status_code, moved.json()["closes_at"][:19]) == (200, days(9)[:19])


async def test_a_cut_that_has_not_opened_needs_no_look(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut = await world.cut("implementation", opens=3, closes=9)
    body = await dates(client, minedu, cut, closes_at=days(12))
    assert (await change(client, minedu, cut, body)).status_code == 200


async def test_a_preview_changes_nothing(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    await world.school(BAGUA)
    cut = await world.cut("implementation")
    before = await client.get(f"/v1/report-cuts/{cut}", headers=minedu)
    preview = await look(client, minedu, cut, await dates(client, minedu, cut, closes_at=days(9)))
    assert preview["obligations"]["added"] == 1
    after = await client.get(f"/v1/report-cuts/{cut}", headers=minedu)
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert await owed(connection, cut) == set()
    assert await connection.fetchval("select count(*) from event") == 0


async def test_the_deed_does_what_the_preview_showed(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    cut = await world.cut("coordinator", opens=-5, closes=5)
    lasting = await world.school(BAGUA, name="A lasting")
    leaving = await world.school(CHACHAPOYAS, name="B leaving", active_since=None)
    await world.save(
        "institution_status", institution_code=leaving.rpartition(".")[2], status="active",
        valid=Range(today() - timedelta(days=900), today() - timedelta(days=2)),
    )  # fmt: skip
    for school in (lasting, leaving):
        for role in ("cp", "ct"):
            await world.obligation(cut, school, role, 1)
    await world.appoint(Role.CP, lasting, post=2, since=today() + timedelta(days=7))
    body = await dates(client, minedu, cut, opens_at=days(-1), closes_at=days(9))
    preview = await look(client, minedu, cut, body)
    rows = {
        (r["change"], r["institution"]["name"], r["subject"], r["post"], r["why"])
        for r in preview["obligations"]["rows"]
    }
    assert rows == {
        ("added", "A lasting", "cp", 2, "post_held"),
        ("withdrawn", "B leaving", "cp", 1, "school_not_active"),
        ("withdrawn", "B leaving", "ct", 1, "school_not_active"),
    }
    assert (preview["obligations"]["added"], preview["obligations"]["withdrawn"]) == (1, 2)
    before = await owed(connection, cut)
    done = await change(client, minedu, cut, body, preview=preview["preview"])
    assert done.status_code == 200, done.text
    after = await owed(connection, cut)
    assert (after - before, before - after) == (
        {(lasting, "cp", 2)},
        {(leaving, "cp", 1), (leaving, "ct", 1)},
    )
    assert [done.json()[name] for name in NAMES] == [preview["after"][name] for name in NAMES]


async def test_a_preview_grows_stale_when_what_it_showed_changes(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await world.school(BAGUA)
    cut = await world.cut("implementation")
    body = await dates(client, minedu, cut, closes_at=days(9))
    seen = (await look(client, minedu, cut, body))["preview"]
    assert (await look(client, minedu, cut, body))["preview"] == seen
    await world.school(CHACHAPOYAS)
    assert problem(await change(client, minedu, cut, body, preview=seen)) == (412, "preview-stale")


async def test_a_preview_is_of_one_change_only(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut = await world.cut("implementation")
    nine, ten = [await dates(client, minedu, cut, closes_at=days(many)) for many in (9, 10)]
    seen = (await look(client, minedu, cut, nine))["preview"]
    assert problem(await change(client, minedu, cut, ten, preview=seen)) == (412, "preview-stale")


async def test_rows_beyond_those_told_are_in_the_proof_too(
    client: AsyncClient, world: World, minedu: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.reporting.calendar.ROWS_LISTED", 1)
    schools = [await world.school(BAGUA, name=f"{n}") for n in "ABC"]
    cut = await world.cut("implementation")
    await world.obligation(cut, schools[1])
    body = await dates(client, minedu, cut, closes_at=days(9))
    one = await look(client, minedu, cut, body)
    assert (one["obligations"]["added"], len(one["obligations"]["rows"])) == (2, 1)
    await world.db.execute("update obligation set place = $1::text::ltree", schools[2])
    other = await look(client, minedu, cut, body)
    assert other["obligations"] == one["obligations"]
    assert other["preview"] != one["preview"]


async def test_work_that_would_fall_outside_the_period_is_told(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut, school = await world.cut("teacher_accompaniment"), await world.school(BAGUA)
    await world.accompanied(school, cut, [3, 4])
    inside, outside = today().isoformat(), (today() - timedelta(days=30)).isoformat()
    typed: list[list[object]] = [[inside], [outside, inside], [None, 7, "mañana"], [{}], []]
    for observed_on in typed:
        owed = await world.obligation(cut, await world.school(BAGUA), "cp", 1)
        await draft(world, owed, *observed_on)
    narrow = await dates(client, minedu, cut, period_from=(today() - timedelta(days=9)).isoformat())
    preview = await look(client, minedu, cut, narrow)
    assert preview["drafts"]["outside_period"] == 2  # the one before it, and «mañana»
    assert preview["filed_outside_period"] == {"reports": 0, "observations": 0}
    later = narrow | {"period_from": (today() + timedelta(days=1)).isoformat()}
    preview = await look(client, minedu, cut, later)
    assert preview["filed_outside_period"] == {"reports": 1, "observations": 2}


async def test_drafts_of_what_is_no_longer_owed_are_told_and_kept(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    cut = await world.cut("implementation")
    school = await world.school(BAGUA, active_since=today() + timedelta(days=4))
    await draft(world, await world.obligation(cut, school), today().isoformat())
    body = await dates(client, minedu, cut, closes_at=days(2))
    preview = await look(client, minedu, cut, body)
    assert preview["drafts"]["without_obligation"] == 1
    await change(client, minedu, cut, body, preview=preview["preview"])
    assert await connection.fetchval("select count(*) from report_draft") == 1


async def test_whose_close_changes_and_which_extensions_are_void_is_told(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut = await world.cut("implementation", closes=5)
    plain, short, long = [
        await world.school(at) for at in (f"{AMAZONAS}.010003", CHACHAPOYAS, BAGUA)
    ]
    for school in (plain, short, long):
        await world.obligation(cut, school)
    await world.extend(cut, CHACHAPOYAS, now() + timedelta(days=8))
    await world.extend(cut, long, now() + timedelta(days=30))
    preview = await look(client, minedu, cut, await dates(client, minedu, cut, closes_at=days(9)))
    assert [each["place"]["code"] for each in preview["extensions_void"]] == ["010001"]
    assert [each["place"]["kind"] for each in preview["closes"]["kept"]] == ["institution"]
    assert preview["closes"]["schools"] == 2
    same = await look(client, minedu, cut, await dates(client, minedu, cut, stage="closing"))
    assert (same["closes"]["schools"], same["extensions_void"]) == (0, [])


async def test_the_preview_of_a_new_cut_and_of_no_change(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    await world.school(BAGUA)
    other = await world.cut("implementation", opens=-30, closes=-20, ordinal=8)
    body = await dates(client, minedu, other, opens_at=days(-5), closes_at=days(5))
    new = await look(client, minedu, "2024-implementation-9", body)
    assert (new["before"], new["version"], new["obligations"]["added"]) == (None, None, 1)
    absent = await client.get("/v1/report-cuts/2024-implementation-9", headers=minedu)
    assert absent.status_code == 404
    same = await look(client, minedu, other, await dates(client, minedu, other))
    assert same["before"] == same["after"]
    assert same["obligations"] == {"added": 0, "withdrawn": 0, "rows": []}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"closes_at": "2024-06-01T00:00:00-05:00"}, (422, "invalid-cut")),
        ({"closes_at": "2024-09-02T00:00:00-05:00"}, (409, "cuts-overlap")),
        ({"preview": "0" * 64}, (422, "invalid-request")),
    ],
)
async def test_a_preview_refuses_what_the_change_would(
    client: AsyncClient, minedu: Auth, changed: dict[str, str], refusal: tuple[int, str]
) -> None:
    first = "2024-implementation-1"
    body = await dates(client, minedu, first, **changed)
    answer = await client.post(f"/v1/report-cuts/{first}/preview", json=body, headers=minedu)
    assert problem(answer) == refusal
