"""A cut that is over is consolidated once: its figures stay, whatever happens later."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import naming_nothing, problem
from tests.api.reporting.extensions import grant
from tests.api.territory.institutions import SCHOOL, put
from tests.clock import now
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World

STATES = {
    "on_time": "fulfilled_at = $2, late = false",
    "late": "fulfilled_at = $2, late = true",
    "captured_in_time": "fulfilled_at = $2, late = true, captured_in_time = true",
    "claimed": "fulfilled_at = $2, late = true, claimed = true",
    "missing": "exempt_at = null",
    "exempt": "exempt_at = $2, exempt_reason = 'Local inhabitable.', exempt_by = $3",
}
FIGURES = ("expected", "on_time", "late", "captured_in_time", "claimed", "missing", "exempt")


@pytest.fixture
async def cut(world: World) -> str:
    """Closed long enough ago that nothing of it is still received."""
    return await world.cut("implementation", opens=-60, closes=-40)


async def in_state(world: World, cut: str, school: str, state: str) -> UUID:
    """An obligation of the school that stands so."""
    owed, by = await world.obligation(cut, school), await world.person()
    await world.db.execute(
        f"update obligation set {STATES[state]}"
        " where id = $1 and $2::timestamptz is not null and $3::uuid is not null",
        owed,
        now(),
        by,
    )
    return owed


async def consolidate(client: AsyncClient, auth: Auth, cut: str) -> Response:
    return await client.post(f"/v1/report-cuts/{cut}/consolidation", headers=auth)


async def counted(client: AsyncClient, auth: Auth, **filters: str) -> dict[str, Any]:
    answer = await client.get("/v1/coverage", params=filters, headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def total(coverage: dict[str, Any]) -> tuple[int, ...]:
    return tuple(coverage["total"][name] for name in FIGURES)


async def test_what_was_captured_in_time_is_a_state_of_its_own(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    for state in STATES:
        await in_state(world, cut, await world.school(BAGUA, name=state), state)
    assert total(await counted(client, minedu)) == (5, 1, 1, 1, 1, 1, 1)
    rows = (await client.get("/v1/obligations", headers=minedu)).json()["items"]
    states = {row["institution"]["name"]: row["state"] for row in rows}
    assert states == {state: state for state in STATES} | {"missing": "overdue"}


async def test_a_cut_that_is_over_is_consolidated_with_its_figures_and_event(
    client: AsyncClient, world: World, cut: str, connection: Connection
) -> None:
    for state in STATES:
        await in_state(world, cut, await world.school(BAGUA), state)
    person = await world.appoint(Role.MINEDU, "pe")
    auth = world.auth(person)
    done = await consolidate(client, auth, cut)
    assert done.status_code == 201, done.text
    body = done.json()
    assert (body["schools"], body["consolidated_by"]["id"]) == (6, str(person))
    assert tuple(body["figures"][name] for name in FIGURES) == (5, 1, 1, 1, 1, 1, 1)
    shown = (await client.get(f"/v1/report-cuts/{cut}", headers=auth)).json()
    assert (shown["state"], shown["consolidated_at"]) == ("consolidated", body["consolidated_at"])
    listed = await client.get("/v1/report-cuts?state=consolidated", headers=auth)
    assert [each["code"] for each in listed.json()["items"]] == [cut]
    kinds = await connection.fetch("select kind, place::text from event order by seq")
    assert [tuple(row) for row in kinds] == [("report_cut.consolidated", "pe")]


async def test_consolidating_again_is_harmless_and_tells_who_did(
    client: AsyncClient, world: World, cut: str, minedu: Auth, connection: Connection
) -> None:
    first = await consolidate(client, minedu, cut)
    other = await world.login(Role.MINEDU, "pe")
    again = await consolidate(client, other, cut)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert await connection.fetchval("select count(*) from event") == 1


@pytest.mark.parametrize("by", ["region", "iged", "institution", "cut", "stream"])
async def test_consolidating_changes_no_figure_at_any_level(
    client: AsyncClient, world: World, cut: str, minedu: Auth, by: str
) -> None:
    live = await world.cut("coordinator")
    schools = [await world.school(p) for p in (BAGUA, CHACHAPOYAS, f"{PIURA}.200011")]
    for school, state in zip(schools, STATES, strict=False):
        await in_state(world, cut, school, state)
        await world.obligation(live, school, "cp", 1)
    before = await counted(client, minedu, by=by)
    await consolidate(client, minedu, cut)
    assert await counted(client, minedu, by=by) == before
    assert before["total"]["expected"] == 6


async def test_published_figures_stay_while_the_rows_beneath_change(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    owed = await in_state(world, cut, await world.school(BAGUA), "missing")
    still_live = await world.cut("coordinator", opens=-60, closes=-40)
    other = await world.obligation(still_live, await world.school(BAGUA), "cp", 1)
    await consolidate(client, minedu, cut)
    await world.db.execute(
        "update obligation set fulfilled_at = $2, late = true where id = any($1)",
        [owed, other],
        now(),
    )
    items = (await counted(client, minedu, by="cut"))["items"]
    assert {item["code"]: (item["late"], item["missing"]) for item in items} == {
        cut: (0, 1),
        still_live: (1, 0),
    }


async def test_a_school_that_moves_changes_no_published_sum_and_finds_its_own(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    school = await world.school(BAGUA)
    await in_state(world, cut, school, "late")
    director = await world.login(Role.DIRECTOR, school)
    left, joined = [await world.login(Role.UGEL, place) for place in (BAGUA, CHACHAPOYAS)]
    await consolidate(client, minedu, cut)
    code = code_of(school)
    held = await client.get(f"/v1/institutions/{code}", headers=minedu)
    version = {"if-match": held.headers["etag"]}
    moved = await put(client, minedu, SCHOOL | {"iged": "010001"}, code, **version)
    assert moved.status_code == 200, moved.text
    by_iged = (await counted(client, minedu, by="iged"))["items"]
    assert [(item["code"], item["late"]) for item in by_iged] == [("010002", 1)]
    sums = [total(await counted(client, who))[2] for who in (left, joined, director)]
    assert sums == [1, 0, 1]
    (own,) = (await counted(client, director, by="institution"))["items"]
    assert (own["code"], own["late"]) == (code, 1)


async def test_figures_out_of_reach_are_not_counted_published_or_not(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    school, beside = await world.school(BAGUA), await world.school(BAGUA)
    await in_state(world, cut, school, "late")
    await consolidate(client, minedu, cut)
    for role, place in (
        (Role.UGEL, CHACHAPOYAS),
        (Role.DRE, PIURA),
        (Role.DIRECTOR, beside),
    ):
        auth = await world.login(role, place)
        assert total(await counted(client, auth)) == (0,) * 7
        there = f"/v1/coverage?institution={code_of(school)}"
        assert naming_nothing(await client.get(there, headers=auth)) == ["institution"]


@pytest.mark.parametrize(
    ("closes", "extended", "requested", "refusal"),
    [
        (5, None, False, "cut-not-over"),
        (-3, 4, False, "extension-not-over"),
        (-3, None, False, "cut-still-receives"),
        (-40, -3, False, "cut-still-receives"),
        (-40, None, True, "extension-request-open"),
    ],
)
async def test_a_cut_is_consolidated_only_when_it_is_over_for_everybody(
    client: AsyncClient,
    world: World,
    minedu: Auth,
    closes: int,
    extended: int | None,
    requested: bool,
    refusal: str,
) -> None:
    cut = await world.cut("implementation", opens=-60, closes=closes)
    if extended:
        await world.extend(cut, BAGUA, now() + timedelta(days=extended))
    if requested:
        await world.save(
            "extension_request", id=uuid4(), cut_code=cut, place=BAGUA, state="asked",
            asked_by=await world.person(), asked_at=now(), closes_at=now() + timedelta(days=3),
            reason="Sin internet desde ayer.",
        )  # fmt: skip
    assert problem(await consolidate(client, minedu, cut)) == (409, refusal)
    shown = await client.get(f"/v1/report-cuts/{cut}", headers=minedu)
    assert shown.json()["consolidated_at"] is None


async def test_reception_of_no_days_ends_with_the_cut(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut = await world.cut("implementation", opens=-60, closes=-1)
    await world.db.execute("update report_stream set reception_days = 0")
    assert (await consolidate(client, minedu, cut)).status_code == 201


async def test_a_consolidated_cut_its_extensions_and_exemptions_stay(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    school = await world.school(BAGUA)
    owed = await in_state(world, cut, school, "missing")
    excused = await in_state(world, cut, await world.school(BAGUA), "exempt")
    extension = uuid4()
    await world.save(
        "cut_extension", id=extension, cut_code=cut, place=BAGUA, granted_by=await world.person(),
        reason="Sin internet desde ayer.", closes_at=now() - timedelta(days=30), granted_at=now(),
    )  # fmt: skip
    await consolidate(client, minedu, cut)
    dates = (await client.get(f"/v1/report-cuts/{cut}", headers=minedu)).json()
    names = ("stage", "opens_at", "closes_at", "period_from", "period_to")
    body = {name: dates[name] for name in names} | {"stage": "closing"}
    etag = minedu | {"If-Match": '"2"'}
    reason = {"reason": "Infraestructura inhabitable."}
    dre, ugel = await world.login(Role.DRE, AMAZONAS), await world.login(Role.UGEL, BAGUA)
    time = {"place": {"kind": "iged", "code": "010002"}, "closes_at": "2098-01-01T00:00:00Z"}
    path = f"/v1/report-cuts/{cut}/extension-requests/{uuid4()}"
    exemption = f"/v1/obligations/{owed}/exemption"
    refused = [
        await client.put(f"/v1/report-cuts/{cut}", json=body, headers=etag),
        await client.post(f"/v1/report-cuts/{cut}/preview", json=body, headers=minedu),
        await grant(client, dre, cut),
        await grant(client, dre, cut, {"kind": "iged", "code": "010002"}, id=extension, etag='"1"'),
        await client.put(path, json=time | reason, headers=ugel),
        await client.put(exemption, json=reason, headers=dre),
        await client.delete(f"/v1/obligations/{excused}/exemption", headers=dre),
    ]
    assert {problem(answer) for answer in refused} == {(409, "cut-consolidated")}


async def test_what_changes_nothing_is_answered_of_a_consolidated_cut_too(
    client: AsyncClient, world: World, cut: str, minedu: Auth
) -> None:
    owed = await in_state(world, cut, await world.school(BAGUA), "missing")
    excused = await in_state(world, cut, await world.school(BAGUA), "exempt")
    await consolidate(client, minedu, cut)
    cut_shown = (await client.get(f"/v1/report-cuts/{cut}", headers=minedu)).json()
    names = ("stage", "opens_at", "closes_at", "period_from", "period_to")
    same = {name: cut_shown[name] for name in names}
    dre = await world.login(Role.DRE, AMAZONAS)
    again = {"reason": "Local inhabitable."}
    answers = [
        await client.put(f"/v1/report-cuts/{cut}", json=same, headers=minedu),
        await client.put(f"/v1/obligations/{excused}/exemption", json=again, headers=dre),
        await client.delete(f"/v1/obligations/{owed}/exemption", headers=dre),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.INTEGRATOR])
async def test_only_the_ministry_consolidates(
    client: AsyncClient, world: World, cut: str, role: Role
) -> None:
    place = {Role.DRE: AMAZONAS, Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    assert problem(await consolidate(client, auth, cut)) == (403, "missing-scope")


async def test_no_cut_is_not_consolidated(client: AsyncClient, minedu: Auth) -> None:
    absent = await consolidate(client, minedu, "2024-implementation-8")
    assert problem(absent) == (404, "not-found")
