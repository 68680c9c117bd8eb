"""Evaluations and refuerzo: counts of the CP, validated by the director, summed by school."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.clock import today
from tests.school_work import Staff, save_assessment
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

PATH = "/v1/learning-assessments"


def two_months_ago() -> date:
    return today() - timedelta(days=60)


@pytest.fixture
async def cp(staff: Staff) -> Auth:
    return await staff.auth(Role.CP)


@pytest.fixture
async def director(staff: Staff) -> Auth:
    return await staff.auth(Role.DIRECTOR)


def draft(staff: Staff, **more: Any) -> dict[str, Any]:
    return {
        "institution": staff.code, "kind": "diagnostic", "section": "3° A",
        "area": "mathematics", "held_on": str(today()), "enrolled": 30, "assessed": 28,
        "levels": {"c": 10, "b": 10, "a": 6, "ad": 2},
    } | more  # fmt: skip


async def put(
    client: AsyncClient, auth: Auth, path: object, body: object, *, seen: int | None = None
) -> Response:
    headers = auth | ({"If-Match": f'"{seen}"'} if seen is not None else {})
    return await client.put(f"{PATH}/{path}", json=body, headers=headers)


async def events(connection: Connection, id: UUID) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"learning-assessment/{id}"
    )
    return [row["kind"].partition(".")[2] for row in rows]


async def test_counts_are_recorded_validated_frozen_reopened_and_corrected(
    client: AsyncClient, staff: Staff, cp: Auth, director: Auth, connection: Connection
) -> None:
    id = uuid4()
    made = await put(client, cp, id, draft(staff))
    assert (made.status_code, made.json()["section"]) == (201, "3A")
    again = await put(client, cp, id, draft(staff, section="3 a"))
    assert (again.status_code, again.json()) == (200, made.json())
    back = {"decision": "returned", "note": "Falta un estudiante."}
    returned = await put(client, director, f"{id}/decision", back, seen=1)
    assert (returned.status_code, returned.json()["status"]) == (200, "returned")
    levels = {"c": 10, "b": 10, "a": 6, "ad": 3}
    mended = await put(client, cp, id, draft(staff, assessed=29, levels=levels), seen=2)
    assert (mended.json()["status"], mended.json()["director_note"]) == ("recorded", back["note"])
    sound = {"decision": "validated"}
    done = await put(client, director, f"{id}/decision", sound, seen=3)
    assert (done.status_code, done.json()["status"]) == (200, "validated")
    repeated = await put(client, director, f"{id}/decision", sound, seen=3)
    assert (repeated.status_code, repeated.json()) == (200, done.json())
    frozen = await put(client, cp, id, draft(staff), seen=4)
    assert problem(frozen) == (409, "assessment-not-in-state")
    reopened = await put(client, director, f"{id}/decision", back, seen=4)
    assert reopened.json()["status"] == "returned"
    assert (await put(client, cp, id, draft(staff), seen=5)).status_code == 200
    assert await events(connection, id) == [
        "made", "returned", "changed", "validated", "reopened", "changed",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CT, Role.PSYCHOLOGIST, Role.CIST])
async def test_nobody_but_the_cp_records_counts(
    client: AsyncClient, staff: Staff, role: Role
) -> None:
    refused = await put(client, await staff.auth(role), uuid4(), draft(staff))
    assert problem(refused) == (403, "not-yours-to-register")


@pytest.mark.parametrize("role", [Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.UGEL])
async def test_nobody_but_the_director_validates(
    client: AsyncClient, staff: Staff, world: World, role: Role
) -> None:
    id = await save_assessment(world, staff.school, by=await staff.of(Role.CP))
    at = BAGUA if role is Role.UGEL else staff.school
    auth = world.auth(await world.grant(role, at))
    answer = await put(client, auth, f"{id}/decision", {"decision": "validated"}, seen=1)
    assert problem(answer) == (403, "no-role-carries")


async def test_a_director_who_also_coordinates_does_not_validate_their_own(
    client: AsyncClient, staff: Staff, director: Auth, world: World
) -> None:
    id = await save_assessment(world, staff.school, by=await staff.of(Role.DIRECTOR))
    answer = await put(client, director, f"{id}/decision", {"decision": "validated"}, seen=1)
    assert problem(answer) == (403, "own-assessment")


async def test_a_section_has_one_diagnostic_of_an_area_a_year_and_one_refuerzo_a_day(
    client: AsyncClient, staff: Staff, cp: Auth
) -> None:
    for what, first, second in (
        ("diagnostic", 201, 409), ("midterm", 201, 409), ("reinforcement", 201, 201),
    ):  # fmt: skip
        one = await put(client, cp, uuid4(), draft(staff, kind=what))
        two = await put(client, cp, uuid4(), draft(staff, kind=what, held_on=str(two_months_ago())))
        assert (one.status_code, two.status_code) == (first, second), what
    same_day = await put(client, cp, uuid4(), draft(staff, kind="reinforcement"))
    assert problem(same_day) == (409, "assessment-known")
    other = await put(client, cp, uuid4(), draft(staff, area="english"))
    assert other.status_code == 201


async def test_assessments_are_told_decided_and_kept_within_reach_only(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    id = await save_assessment(world, staff.school, by=await staff.of(Role.CP))
    beside = Staff(world, await world.school(BAGUA))
    director, far = await beside.auth(Role.DIRECTOR), await world.login(Role.UGEL, CHACHAPOYAS)
    summary = f"/v1/institutions/{staff.code}/learning-summary?year=2024"
    for auth in (director, far):
        assert problem(await client.get(f"{PATH}/{id}", headers=auth)) == (404, "not-found")
        assert (await client.get(PATH, headers=auth)).json()["items"] == []
        assert problem(await client.get(summary, headers=auth)) == (404, "not-found")
    decided = await put(client, director, f"{id}/decision", {"decision": "validated"}, seen=1)
    assert problem(decided) == (404, "not-found")
    other = await beside.auth(Role.CP)
    for body in (draft(staff), draft(beside)):
        assert problem(await put(client, other, id, body, seen=1)) == (404, "not-found")


async def test_levels_of_small_groups_and_of_what_is_not_validated_stay_in_the_school(
    client: AsyncClient, staff: Staff, cp: Auth, ugel: Auth, world: World
) -> None:
    by = await staff.of(Role.CP)

    async def saved(section: str, levels: tuple[int, int, int, int], status: str) -> UUID:
        return await save_assessment(
            world, staff.school, by=by, section=section, levels=levels, status=status,
            note="Narración de la nota.",
        )  # fmt: skip

    visible = {
        await saved("1A", (3, 3, 3, 1), "validated"): True,
        await saved("1B", (3, 3, 3, 0), "validated"): False,
        await saved("1C", (9, 9, 9, 9), "recorded"): False,
        await saved("1D", (9, 9, 9, 9), "returned"): False,
    }
    listed = (await client.get(PATH, headers=ugel)).json()["items"]
    for row in listed:
        assert (row["levels"] is not None) == visible[UUID(row["id"])] != row["withheld"]
        assert (row["note"] is not None) == visible[UUID(row["id"])]
        one = await client.get(f"{PATH}/{row['id']}", headers=ugel)
        assert one.json() == row
        inside = (await client.get(f"{PATH}/{row['id']}", headers=cp)).json()
        assert (inside["levels"] is not None, inside["withheld"]) == (True, False)
    assert {UUID(row["id"]) for row in listed} == visible.keys()


async def test_a_summary_sums_what_is_validated_and_tells_the_change(
    client: AsyncClient, staff: Staff, director: Auth, world: World
) -> None:
    by = await staff.of(Role.CP)
    for section, what, levels, day in (
        ("3A", "diagnostic", (10, 6, 4, 0), two_months_ago()),
        ("3B", "diagnostic", (20, 0, 0, 0), two_months_ago()),
        ("3A", "midterm", (5, 5, 5, 5), today()),
        ("3A", "reinforcement", (8, 2, 0, 0), two_months_ago()),
        ("3A", "reinforcement", (4, 6, 0, 0), today()),
    ):
        await save_assessment(
            world, staff.school, by=by, section=section, kind=what, levels=levels, held_on=day,
            status="validated",
        )  # fmt: skip
    await save_assessment(world, staff.school, by=by, section="3C")
    elsewhere = await world.school(BAGUA)
    await save_assessment(world, elsewhere, by=by, section="3A", status="validated")
    path = f"/v1/institutions/{staff.code}/learning-summary?year=2024"
    body = (await client.get(path, headers=director)).json()
    by_kind = {row["kind"]: row for row in body["items"]}
    diagnostic = by_kind["diagnostic"]
    assert diagnostic["levels"] == {"c": 30, "b": 6, "a": 4, "ad": 0}
    assert diagnostic["shares"] == {"c": 0.75, "b": 0.15, "a": 0.1, "ad": 0}
    assert (diagnostic["sections"], diagnostic["assessed"], diagnostic["waiting"]) == (2, 40, 1)
    again = by_kind["reinforcement"]
    assert (again["levels"]["c"], again["sections"]) == (4, 1), "a section counts by its latest"
    assert [(d["held_on"], d["levels"]["c"]) for d in again["dates"]] == [
        (str(two_months_ago()), 8), (str(today()), 4),
    ]  # fmt: skip
    (change,) = body["changes"]
    assert (change["area"], change["sections"]) == ("mathematics", 1)
    assert change["diagnostic"]["assessed"] == change["midterm"]["assessed"] == 20
    assert change["change"] == {"c": -0.25, "b": -0.05, "a": 0.05, "ad": 0.25}


async def test_a_sum_told_outside_holds_no_section_that_is_withheld(
    client: AsyncClient, staff: Staff, cp: Auth, ugel: Auth, world: World
) -> None:
    by = await staff.of(Role.CP)
    for section, levels in (("3A", (10, 0, 0, 0)), ("3B", (0, 4, 0, 0))):
        for what in ("diagnostic", "midterm"):
            await save_assessment(
                world, staff.school, by=by, section=section, levels=levels, kind=what,
                status="validated",
            )  # fmt: skip
    path = f"/v1/institutions/{staff.code}/learning-summary?year=2024"
    for auth, pupils, withheld in ((cp, 14, 0), (ugel, 10, 1)):
        body = (await client.get(path, headers=auth)).json()
        for row in body["items"]:
            assert (row["assessed"], row["withheld"]) == (pupils, withheld)
            assert [day["assessed"] for day in row["dates"]] == [pupils]
        (change,) = body["changes"]
        assert change["midterm"]["assessed"] == pupils


async def test_a_school_without_assessments_has_an_empty_summary(
    client: AsyncClient, staff: Staff, cp: Auth
) -> None:
    path = f"/v1/institutions/{staff.code}/learning-summary?year=2024"
    body = (await client.get(path, headers=cp)).json()
    assert (body["items"], body["changes"]) == ([], [])


async def test_nobody_assessed_has_no_shares(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    by = await staff.of(Role.CP)
    for what in ("diagnostic", "midterm"):
        await save_assessment(
            world, staff.school, by=by, levels=(0, 0, 0, 0), kind=what, status="validated"
        )
    path = f"/v1/institutions/{staff.code}/learning-summary?year=2024"
    body = (await client.get(path, headers=cp)).json()
    assert [row["shares"] for row in body["items"]] == [None, None]
    assert body["changes"][0]["change"] is None


async def test_assessments_are_listed_by_area_state_and_section_page_by_page(
    client: AsyncClient, staff: Staff, ugel: Auth, world: World
) -> None:
    by = await staff.of(Role.CP)
    ids = [
        await save_assessment(
            world, staff.school, by=by, kind="reinforcement", status="validated",
            held_on=today() - timedelta(days=n),
        )
        for n in range(3)
    ]  # fmt: skip
    others: list[dict[str, Any]] = [{"area": "english"}, {"section": "4B"}, {"kind": "midterm"}]
    for more in others:
        await save_assessment(world, staff.school, by=by, status="validated", **more)
    await save_assessment(
        world, staff.school, by=by, kind="reinforcement", held_on=two_months_ago()
    )
    params = {
        "kind": "reinforcement", "area": "mathematics", "section": "3A", "status": "validated",
        "institution": staff.code, "year": "2024", "limit": "2",
    }  # fmt: skip
    met = []
    while True:
        page = (await client.get(PATH, params=params, headers=ugel)).json()
        met += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == [str(id) for id in ids]
