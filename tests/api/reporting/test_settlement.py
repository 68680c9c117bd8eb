"""What is owed is settled on demand, and each row explains itself."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Range
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from tests.api.territory.institutions import SCHOOL, put
from tests.clock import now, today
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World


def first_day() -> date:
    return today() - timedelta(days=5)


def last_day() -> date:
    return today() + timedelta(days=5)


async def settle(
    client: AsyncClient, auth: Auth, *, dry_run: bool = False, **more: Any
) -> Response:
    body = {"dry_run": dry_run} | more
    return await client.post("/v1/obligations/settlement", json=body, headers=auth)


async def settlement(client: AsyncClient, auth: Auth, **more: Any) -> dict[str, Any]:
    answer = await settle(client, auth, **more)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def why(body: dict[str, Any]) -> set[tuple[str, str, int, str]]:
    return {(row["change"], row["subject"], row["post"], row["why"]) for row in body["rows"]}


async def explained(client: AsyncClient, auth: Auth, obligation: UUID) -> dict[str, Any]:
    answer = await client.get(f"/v1/obligations/{obligation}/explanation", headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def spans(history: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(h["person"]["id"], h["from"], h["to"]) for h in history["holders"]]


def persons(history: dict[str, Any]) -> list[str | None]:
    return [h["person"] and h["person"]["id"] for h in history["holders"]]


def iso(*days: date) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)


async def test_settling_tells_each_row_that_it_adds_and_why(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    await world.cut("coordinator")
    await world.cut("implementation")
    await world.save("institution_year", institution_code=code_of(school), year=2024, ct_posts=1)
    await world.appoint(Role.CP, school, post=2)
    dry = await settlement(client, minedu, dry_run=True)
    assert why(dry) == {
        ("added", "institution", 0, "school_active"),
        ("added", "cp", 1, "post_of_year"),
        ("added", "cp", 2, "post_held"),
        ("added", "ct", 1, "post_of_year"),
    }
    assert await connection.fetchval("select count(*) from obligation") == 0
    done = await settlement(client, minedu)
    assert done == dry | {"dry_run": False}
    assert await connection.fetchval("select count(*) from obligation") == 4


async def test_settling_tells_each_row_that_it_withdraws_and_why(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    left, other = (
        await world.school(BAGUA, active_since=None),
        await world.school(BAGUA),
    )
    cut, disabled = await world.cut("coordinator"), await world.cut("implementation")
    await world.obligation(cut, left, "cp", 1)
    for subject, post in (("institution", 0), ("cp", 1), ("ct", 1), ("ct", 3)):
        await world.obligation(cut, other, subject, post)
    await world.obligation(disabled, other)
    await world.db.execute("update report_stream set enabled = code <> 'implementation'")
    body = await settlement(client, minedu)
    assert (body["added"], body["withdrawn"]) == (0, 4)
    assert why(body) == {
        ("withdrawn", "cp", 1, "school_not_active"),
        ("withdrawn", "institution", 0, "subject_not_reported"),
        ("withdrawn", "ct", 3, "post_not_due"),
        ("withdrawn", "institution", 0, "stream_disabled"),
    }


async def test_settling_again_finds_nothing_and_only_what_changed_is_an_event(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    await world.school(BAGUA)
    await world.cut("implementation")
    await settlement(client, minedu, dry_run=True)
    first = await settlement(client, minedu)
    again = await settlement(client, minedu)
    assert (first["added"], again["added"], again["withdrawn"], again["rows"]) == (1, 0, 0, [])
    rows = await connection.fetch(
        "select kind, place::text, payload from event where kind <> 'obligation.began'"
    )
    assert [tuple(row) for row in rows] == [
        ("obligations.settled", "pe", '{"added": 1, "withdrawn": 0}')
    ]


async def test_only_the_place_named_is_settled(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    here, there = await world.school(BAGUA), await world.school(PIURA + ".200001")
    await world.cut("implementation")
    await settlement(client, minedu, under={"kind": "iged", "code": "010002"})
    rows = await connection.fetch("select place::text from obligation")
    assert [row["place"] for row in rows] == [here]
    dry = await settlement(client, minedu, under={"kind": "institution", "code": code_of(there)})
    assert dry["added"] == 1
    nowhere = await settle(client, minedu, under={"kind": "iged", "code": "999999"})
    assert nowhere.status_code == 404


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.INTEGRATOR])
async def test_only_the_ministry_settles(client: AsyncClient, world: World, role: Role) -> None:
    place = {Role.DRE: AMAZONAS, Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    assert (await settle(client, auth)).status_code == 403


async def test_a_succession_and_a_vacancy_in_mid_window_are_told(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    first, last = today() - timedelta(days=3), today() - timedelta(days=1)
    was = await world.appoint(Role.DIRECTOR, school, until=first)
    present = await world.appoint(Role.DIRECTOR, school, since=last)
    cp = await world.appoint(Role.CP, school, until=today())
    it = await explained(client, minedu, owed)
    assert (it["because"], it["kept"]) == ("post_by_default", None)
    assert spans(it["declarants"]) == [
        (str(was), *iso(first_day(), first - timedelta(days=1))),
        (str(present), *iso(last, last_day())),
    ]
    gap = {"from": first.isoformat(), "to": (last - timedelta(days=1)).isoformat()}
    assert it["declarants"]["vacant"] == [gap]
    assert (it["owed_by"]["id"], it["owed_by"]["since"]) == (str(present), last.isoformat())
    appointed = it["declarants"]["holders"][1]["appointment_id"]
    assert it["owed_by"]["appointment_id"] == appointed
    assert spans(it["observed"]) == [(str(cp), *iso(first_day(), today() - timedelta(days=1)))]
    assert it["observed"]["vacant"] == [
        dict(zip(("from", "to"), iso(today(), last_day()), strict=True))
    ]
    assert it["posts"] == {"of_year": None, "held": [1]}


async def test_a_transfer_in_mid_window_hands_it_to_the_new_iged_and_tells_the_former(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("implementation")
    owed = await world.obligation(cut, school)
    was, current = [await world.appoint(Role.UGEL, place) for place in (BAGUA, CHACHAPOYAS)]
    held = await client.get(f"/v1/institutions/{code_of(school)}", headers=minedu)
    version = {"if-match": held.headers["etag"]}
    await put(client, minedu, SCHOOL | {"iged": "010001"}, code_of(school), **version)
    assert (await explained(client, world.auth(current), owed))["owed_by"]["id"] == str(current)
    it = await explained(client, minedu, owed)
    assert it["transfers"] == [{"day": today().isoformat(), "from": "010002", "to": "010001"}]
    assert spans(it["declarants"]) == [
        (str(was), *iso(first_day(), today() - timedelta(days=1))),
        (str(current), *iso(today(), last_day())),
    ]
    assert it["declarants"]["vacant"] == []
    assert it["owed_by"]["id"] == str(current)
    gone = await client.get(f"/v1/obligations/{owed}/explanation", headers=world.auth(was))
    assert gone.status_code == 404


async def test_an_excluded_school_owes_what_it_was_in_the_model_for(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    school = await world.school(BAGUA, active_since=None)
    code = code_of(school)
    for status, since, until in (
        ("active", today() - timedelta(days=900), today()),
        ("excluded", today(), None),
    ):
        await world.save(
            "institution_status", institution_code=code, status=status, valid=Range(since, until)
        )
    owed = await world.obligation(await world.cut("implementation"), school)
    it = await explained(client, minedu, owed)
    assert it["because"] == "school_active"
    assert [(s["status"], s["to"]) for s in it["standing"]] == [
        ("active", (today() - timedelta(days=1)).isoformat()),
        ("excluded", None),
    ]


@pytest.mark.parametrize(
    ("state", "state_kept"),
    [
        ("fulfilled_at = $1, late = false", "fulfilled"),
        ("exempt_at = $1, exempt_reason = 'x', exempt_by = (select id from person limit 1)",
         "exempt"),
    ],
)  # fmt: skip
async def test_what_nothing_asks_for_says_what_keeps_it(
    client: AsyncClient, world: World, minedu: Auth, state: str, state_kept: str
) -> None:
    school = await world.school(BAGUA, active_since=None)
    owed = await world.obligation(await world.cut("implementation"), school)
    await world.db.execute(f"update obligation set {state}", now())
    it = await explained(client, minedu, owed)
    assert (it["because"], it["kept"], it["standing"]) == (None, state_kept, [])
    assert (await settlement(client, minedu))["withdrawn"] == 0


async def test_a_closed_cut_keeps_what_was_owed(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut = await world.cut("implementation", opens=-20, closes=-9)
    owed = await world.obligation(cut, await world.school(BAGUA, active_since=today()))
    it = await explained(client, minedu, owed)
    assert (it["because"], it["kept"]) == (None, "cut_closed")


async def test_the_latest_extension_above_the_school_is_told(
    client: AsyncClient, world: World, minedu: Auth
) -> None:
    cut, school = await world.cut("implementation"), await world.school(BAGUA)
    owed = await world.obligation(cut, school)
    await world.extend(cut, AMAZONAS, now() + timedelta(days=20))
    await world.extend(cut, BAGUA, now() + timedelta(days=9))
    it = await explained(client, minedu, owed)
    assert it["extension"]["place"]["code"] == "010000"


async def test_an_explanation_out_of_reach_does_not_exist(
    client: AsyncClient, world: World
) -> None:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    for role, place in ((Role.UGEL, CHACHAPOYAS), (Role.DRE, PIURA)):
        auth = await world.login(role, place)
        answer = await client.get(f"/v1/obligations/{owed}/explanation", headers=auth)
        assert answer.status_code == 404


async def test_a_machine_is_not_told_who_holds_or_held_the_posts(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    was = await world.appoint(Role.DIRECTOR, school, until=today())
    current = await world.appoint(Role.DIRECTOR, school, since=today())
    await world.appoint(Role.CP, school)
    scopes = ROLE_SCOPES[Role.INTEGRATOR] - {Scope.ACTORS_READ}
    machine = world.auth(await world.appoint(Role.INTEGRATOR, AMAZONAS), scopes)
    body = await explained(client, machine, owed)
    assert persons(body["declarants"]) == [None, None]
    assert body["owed_by"] is None
    assert persons(body["observed"]) == [None]
    assert {str(was), str(current)} & set(json.dumps(body).split('"')) == set()
    ugel = await explained(client, await world.login(Role.UGEL, BAGUA), owed)
    assert persons(ugel["declarants"]) == [str(was), str(current)]


async def test_a_school_is_not_told_who_of_its_ugel_owed_a_report_before(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    was = await world.appoint(Role.UGEL, BAGUA, until=today())
    current = await world.appoint(Role.UGEL, BAGUA, since=today())
    body = await explained(client, await world.login(Role.DIRECTOR, school), owed)
    assert persons(body["declarants"]) == [None, str(current)]
    assert [h["appointment_id"] for h in body["declarants"]["holders"]] == [
        None,
        body["owed_by"]["appointment_id"],
    ]
    assert str(was) not in json.dumps(body)
    ugel = await explained(client, world.auth(current), owed)
    assert persons(ugel["declarants"]) == [str(was), str(current)]
