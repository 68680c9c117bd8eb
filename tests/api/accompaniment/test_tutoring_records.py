"""The five strategies of tutoring, as the CT registers them (F46)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, naming_nothing, problem
from tests.clock import today
from tests.school_work import Staff, save_assessment, save_tutoring
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

PATH = "/v1/tutoring-records"
TEXT = "Sesión sobre convivencia en el aula."


@pytest.fixture
async def ct(staff: Staff) -> Auth:
    return await staff.auth(Role.CT)


def draft(staff: Staff, **more: Any) -> dict[str, Any]:
    return {
        "institution": staff.code, "section": "3° a", "strategy": "group",
        "held_on": str(today()), "participants": 28, "text": TEXT,
    } | more  # fmt: skip


async def put(
    client: AsyncClient, auth: Auth, id: UUID, body: object, *, seen: int | None = None
) -> Response:
    headers = auth | ({"If-Match": f'"{seen}"'} if seen is not None else {})
    return await client.put(f"{PATH}/{id}", json=body, headers=headers)


async def test_a_record_is_kept_once_and_changed_by_its_version(
    client: AsyncClient, staff: Staff, ct: Auth, connection: Connection
) -> None:
    id, tutor = uuid4(), await staff.of(Role.TEACHER)
    made = await put(client, ct, id, draft(staff, tutor_id=str(tutor)))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert (made.json()["section"], made.json()["tutor"]["id"]) == ("3A", str(tutor))
    again = await put(client, ct, id, draft(staff, tutor_id=str(tutor), section="3 A"))
    assert (again.status_code, again.json()) == (200, made.json())
    changed = await put(client, ct, id, draft(staff), seen=1)
    assert (changed.status_code, changed.json()["tutor"]) == (200, None)
    kinds = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"tutoring-record/{id}"
    )
    assert [row["kind"] for row in kinds] == ["tutoring_record.made", "tutoring_record.changed"]
    read = await client.get(f"{PATH}/{id}", headers=ct)
    assert (read.json(), read.headers["etag"]) == (changed.json(), '"2"')


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CP, Role.PSYCHOLOGIST, Role.CIST])
async def test_nobody_but_the_ct_registers_tutoring(
    client: AsyncClient, staff: Staff, role: Role
) -> None:
    refused = await put(client, await staff.auth(role), uuid4(), draft(staff))
    assert problem(refused) == (403, "not-yours-to-register")


async def test_every_fault_is_told(client: AsyncClient, staff: Staff, ct: Auth) -> None:
    stranger, tomorrow = str(uuid4()), str(today() + timedelta(days=1))
    refused = await put(client, ct, uuid4(), draft(staff, tutor_id=stranger, held_on=tomorrow))
    assert problem(refused) == (422, "invalid-school-work")
    faults = codes(refused)
    assert faults == [("/held_on", "in-the-future"), ("/tutor_id", "not-of-the-school")]
    long_ago = await put(client, ct, uuid4(), draft(staff, held_on="2014-05-01"))
    assert [e["code"] for e in long_ago.json()["errors"]] == ["outside-school-year"]


async def test_records_are_told_and_kept_within_reach_only(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    id = await save_tutoring(world, staff.school, by=await staff.of(Role.CT))
    beside = await world.login(Role.CT, await world.school(BAGUA))
    far = await world.login(Role.UGEL, CHACHAPOYAS)
    for auth in (beside, far):
        assert problem(await client.get(f"{PATH}/{id}", headers=auth)) == (404, "not-found")
        assert (await client.get(PATH, headers=auth)).json()["items"] == []
        answer = await client.get(
            f"/v1/institutions/{staff.code}/tutoring-coverage?year=2024", headers=auth
        )
        assert problem(answer) == (404, "not-found")
    assert problem(await put(client, beside, uuid4(), draft(staff))) == (404, "not-found")
    other = Staff(world, await world.school(BAGUA))
    taken = await put(client, await other.auth(Role.CT), id, draft(other), seen=1)
    assert problem(taken) == (404, "not-found")


async def test_the_words_about_one_pupil_stay_in_the_school(
    client: AsyncClient, staff: Staff, ct: Auth, world: World
) -> None:
    author = await staff.of(Role.CT)
    alone = await save_tutoring(world, staff.school, by=author, strategy="individual")
    group = await save_tutoring(world, staff.school, by=author)
    ugel = await world.login(Role.UGEL, BAGUA)
    for auth, text in ((ct, "Narración de la tutoría."), (ugel, None)):
        one = (await client.get(f"{PATH}/{alone}", headers=auth)).json()
        assert (one["text"], one["withheld"], one["participants"]) == (text, text is None, 28)
        rest = (await client.get(f"{PATH}/{group}", headers=auth)).json()
        assert (rest["text"], rest["withheld"]) == ("Narración de la tutoría.", False)


async def test_records_are_listed_by_section_and_strategy_page_by_page(
    client: AsyncClient, staff: Staff, ct: Auth, world: World
) -> None:
    author = await staff.of(Role.CT)
    ids = [
        await save_tutoring(world, staff.school, by=author, held_on=today() - timedelta(days=n))
        for n in range(3)
    ]
    await save_tutoring(world, staff.school, by=author, section="4B")
    await save_tutoring(world, staff.school, by=author, strategy="guidance")
    params = {"section": "3° A", "strategy": "group", "limit": "2", "year": "2024"}
    met = []
    while True:
        page = (await client.get(PATH, params=params, headers=ct)).json()
        met += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == [str(id) for id in ids]
    other = await client.get(PATH, params={"year": "2023"}, headers=ct)
    assert naming_nothing(other) == ["year"]


async def test_coverage_tells_of_each_section_which_strategies_it_had_and_when_last(
    client: AsyncClient, staff: Staff, ct: Auth, world: World
) -> None:
    author, before = await staff.of(Role.CT), today() - timedelta(days=30)
    await save_tutoring(world, staff.school, by=author, held_on=before, participants=20)
    await save_tutoring(world, staff.school, by=author, participants=25)
    await save_tutoring(world, staff.school, by=author, strategy="families", participants=9)
    await save_assessment(world, staff.school, by=author, section="1C")
    await save_tutoring(world, await world.school(BAGUA), by=author, section="2Z")
    await world.save("institution_year", institution_code=staff.code, year=2024, sections=12)
    path = f"/v1/institutions/{staff.code}/tutoring-coverage?year=2024"
    body = (await client.get(path, headers=ct)).json()
    assert (body["year"], body["sections_enrolled"]) == (2024, 12)
    had = {
        row["section"]: [
            (s["strategy"], s["times"], s["participants"], s["last_held_on"])
            for s in row["strategies"]
        ]
        for row in body["items"]
    }
    none = [(s, 0, 0, None) for s in ("individual", "participation")]
    assert had == {
        "1C": [(s, 0, 0, None) for s in
               ("group", "individual", "participation", "families", "guidance")],
        "3A": [("group", 2, 45, str(today())), *none, ("families", 1, 9, str(today())),
               ("guidance", 0, 0, None)],
    }  # fmt: skip
