"""Who reads which sessions of collective work, and how their list is narrowed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.accompaniment.collaborative_sessions import HOUR, PATH, put
from tests.clock import now, today
from tests.school_work import Staff, save_action, save_assessment, save_session, save_tutoring
from tests.world import BAGUA, CHACHAPOYAS, Auth, World


@pytest.fixture
async def cp(staff: Staff) -> Auth:
    return await staff.auth(Role.CP)


async def test_sessions_are_read_in_reach_only(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    id = await save_session(world, staff.school, organiser=await staff.of(Role.CP))
    for role in (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST):
        auth = await staff.auth(role)
        assert (await client.get(f"{PATH}/{id}", headers=auth)).status_code == 200
    ugel = await world.login(Role.UGEL, BAGUA)
    assert (await client.get(f"{PATH}/{id}", headers=ugel)).status_code == 200
    for role, place in ((Role.UGEL, CHACHAPOYAS), (Role.CP, await world.school(BAGUA))):
        outside = await world.login(role, place)
        assert problem(await client.get(f"{PATH}/{id}", headers=outside)) == (404, "not-found")
        assert (await client.get(PATH, headers=outside)).json()["items"] == []
        absent = await client.get(f"{PATH}/{uuid4()}", headers=outside)
        assert absent.json() == (await client.get(f"{PATH}/{id}", headers=outside)).json()
    for role in (Role.MINEDU, Role.DRE, Role.TEACHER):
        place = {Role.MINEDU: "pe", Role.DRE: "pe.010000"}.get(role, staff.school)
        answer = await client.get(f"{PATH}/{id}", headers=await world.login(role, place))
        assert problem(answer) == (403, "missing-scope")


async def test_sessions_are_listed_by_kind_state_and_school_page_by_page(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    cp, other = await staff.of(Role.CP), await world.school(BAGUA)
    ids = [
        await save_session(
            world, staff.school, organiser=cp, kind="gia", starts_at=now() - n * 5 * HOUR
        )
        for n in range(1, 4)
    ]
    await save_session(world, staff.school, organiser=cp, status="cancelled", kind="gia")
    await save_session(world, staff.school, organiser=cp, starts_at=now() - 40 * HOUR)
    await save_session(world, other, organiser=await world.person(), kind="gia")
    ugel = await world.login(Role.UGEL, BAGUA)
    params: dict[str, str] = {
        "limit": "2", "kind": "gia", "status": "scheduled", "institution": staff.code,
        "year": "2024",
    }  # fmt: skip
    met: list[str] = []
    while True:
        page = (await client.get(PATH, params=params, headers=ugel)).json()
        met += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == [str(id) for id in ids]


async def test_the_convened_read_their_sessions_without_what_is_told_of_others(
    client: AsyncClient, staff: Staff, cp: Auth, world: World
) -> None:
    mine, other = await staff.of(Role.TEACHER), await world.person(paternal_surname="Ajenomarca")
    await world.appoint(Role.TEACHER, staff.school, person=other)
    id = await save_session(
        world, staff.school, organiser=await staff.of(Role.CP), convened=[mine, other],
        status="held",
    )  # fmt: skip
    hers = {"id": str(uuid4()), "owner_id": str(mine), "due_on": str(today())}
    theirs = {"id": str(uuid4()), "owner_id": str(other), "due_on": str(today())}
    agreements = [{"text": "Compartir la unidad", "commitment": c} for c in (hers, theirs)]
    minutes = {"text": "Acta de la reunión.", "agreements": agreements}
    await put(client, cp, f"{id}/minutes", minutes, seen=1)
    path, auth = f"/v1/me{PATH.removeprefix('/v1')}", world.auth(mine)
    (row,) = (await client.get(path, headers=auth)).json()["items"]
    one = await client.get(f"{path}/{id}", headers=auth)
    assert (one.json(), one.headers["etag"]) == (row, '"2"')
    assert (row["convened"], row["attended"], row["organised"]) == (True, True, False)
    owned = [a["commitment"] and a["commitment"]["id"] for a in row["agreements"]]
    assert owned == [hers["id"], None]
    assert "Ajenomarca" not in one.text
    none = await client.get(path, headers=auth, params={"status": "cancelled"})
    assert none.json()["items"] == []
    for person in (await world.person(), await world.appoint(Role.DIRECTOR, staff.school)):
        assert (await client.get(path, headers=world.auth(person))).json()["items"] == []
        answer = await client.get(f"{path}/{id}", headers=world.auth(person))
        assert problem(answer) == (404, "not-found")


async def test_what_is_held_about_me_of_sessions_is_told(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    organiser, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    id = await save_session(
        world, staff.school, organiser=organiser, convened=[teacher], status="minuted"
    )
    for person, minutes in ((organiser, "Narración del acta."), (teacher, None)):
        body = (await client.get("/v1/me/data", headers=world.auth(person))).json()
        (session,) = body["collaborative_sessions"]
        assert (session["id"], session["minutes"]) == (str(id), minutes)
        assert body["counts"]["collaborative_sessions"] == 1


async def test_what_is_held_about_me_of_school_work_is_told_in_my_own_words_alone(
    client: AsyncClient, staff: Staff, world: World
) -> None:
    ct, tutor, cp = [await staff.of(r) for r in (Role.CT, Role.TEACHER, Role.CP)]
    await save_tutoring(world, staff.school, by=ct, tutor_id=tutor)
    await save_action(world, staff.school, by=ct)
    await save_assessment(
        world, staff.school, by=cp, note="Mi nota.", status="returned", decided_by=tutor
    )

    async def rows_of(person: UUID, listed: str) -> list[dict[str, Any]]:
        answer = await client.get("/v1/me/data", headers=world.auth(person))
        rows: list[dict[str, Any]] = answer.json()[listed]
        return rows

    for person, mine, text in ((ct, True, "Narración de la tutoría."), (tutor, False, None)):
        (row,) = await rows_of(person, "tutoring_records")
        assert (row["by_me"], row["as_tutor"], row["text"]) == (mine, not mine, text)
    assert [a["title"] for a in await rows_of(ct, "school_actions")] == ["Jornada"]
    assert await rows_of(cp, "school_actions") == []
    (recorded,), (decided,) = [await rows_of(p, "learning_assessments") for p in (cp, tutor)]
    assert (recorded["note"], recorded["director_note"]) == ("Mi nota.", None)
    assert (decided["note"], decided["director_note"]) == (None, "Narración de la devolución.")
